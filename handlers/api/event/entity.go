package event

import (
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
)

// entity writes a callback in the order of the published documents. Its url
// leaves /mobiledb out, under whichever path it was asked for.
func (a API) entity(r *http.Request, c models.Callback) api.Ordered {
	trigger := c.Trigger()
	e := api.Ordered{{Name: "callback_id", Value: c.PublicID}, {Name: "event_type", Value: trigger.Type}}
	if known, _ := models.EventTypeNamed(trigger.Type); known.Filter.Name != "" {
		filter := api.Ordered{{Name: known.Filter.Name, Value: trigger.FilterValue}}
		e = append(e, api.Member{Name: trigger.Type, Value: filter})
	}
	return append(
		e,
		api.Member{Name: "destination", Value: api.Ordered{
			{Name: "url", Value: c.URL},
			{Name: "method", Value: c.Method()},
			{Name: "content_type", Value: c.ContentType()},
		}},
		api.Member{Name: "start_date", Value: date(c.StartAt)},
		api.Member{Name: "end_date", Value: date(c.EndAt)},
		api.Member{Name: "active", Value: c.ActiveAt(models.At(a.Store.Now()))},
		api.Member{Name: "url", Value: "/companies/" + r.PathValue("company") + "/config/callbacks/" + c.PublicID},
		api.Member{Name: "created_at", Value: date(c.CreatedAt)},
		api.Member{Name: "updated_at", Value: date(c.UpdatedAt)},
	)
}

// date writes a moment to the minute, and null for none.
func date(t models.Millis) any {
	if t == 0 {
		return nil
	}
	return models.FormatMinute(t)
}
