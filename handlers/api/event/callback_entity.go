package event

import (
	"net/http"

	"callboard/models"
	"callboard/web"
)

// callbackEntity is a callback as the published documents show it. The filter
// of an event type that has one stands under the name of the type.
type callbackEntity struct {
	CallbackID            string          `json:"callback_id"`
	EventType             string          `json:"event_type"`
	SubscriptionAdded     *listFilter     `json:"subscription_added,omitzero"`
	SubscriptionRemoved   *listFilter     `json:"subscription_removed,omitzero"`
	AckParticipantAdded   *campaignFilter `json:"ack_participant_added,omitzero"`
	AckParticipantChanged *campaignFilter `json:"ack_participant_changed,omitzero"`
	Destination           destination     `json:"destination"`
	StartDate             *string         `json:"start_date"`
	EndDate               *string         `json:"end_date"`
	Active                bool            `json:"active"`
	URL                   string          `json:"url"`
	CreatedAt             *string         `json:"created_at"`
	UpdatedAt             *string         `json:"updated_at"`
}

// listFilter narrows an event type down to one subscription list.
type listFilter struct {
	ListID string `json:"list_id"`
}

// campaignFilter narrows an event type down to one acquisition campaign.
type campaignFilter struct {
	CampaignID string `json:"campaign_id"`
}

// destination is where and how a callback sends.
type destination struct {
	URL         string `json:"url"`
	Method      string `json:"method"`
	ContentType string `json:"content_type"`
}

// entity writes a callback. Its url leaves /mobiledb out, under whichever path
// it was asked for.
func (a API) entity(r *http.Request, c models.Callback) callbackEntity {
	c = c.ShownTo(web.Access(r).Actor)
	trigger := c.Trigger()
	e := callbackEntity{
		CallbackID:  c.PublicID,
		EventType:   trigger.Type,
		Destination: destination{URL: c.URL, Method: c.Method(), ContentType: c.ContentType()},
		StartDate:   date(c.StartAt),
		EndDate:     date(c.EndAt),
		Active:      c.ActiveAt(models.At(a.Store.Now())),
		URL:         "/companies/" + r.PathValue("company") + "/config/callbacks/" + c.PublicID,
		CreatedAt:   date(c.CreatedAt),
		UpdatedAt:   date(c.UpdatedAt),
	}
	switch trigger.Type {
	case "subscription_added":
		e.SubscriptionAdded = &listFilter{trigger.FilterValue}
	case "subscription_removed":
		e.SubscriptionRemoved = &listFilter{trigger.FilterValue}
	case "ack_participant_added":
		e.AckParticipantAdded = &campaignFilter{trigger.FilterValue}
	case "ack_participant_changed":
		e.AckParticipantChanged = &campaignFilter{trigger.FilterValue}
	}
	return e
}

// date writes a moment to the minute; nil, which is written as null, is none.
func date(t models.Millis) *string {
	if t == 0 {
		return nil
	}
	return new(models.FormatMinute(t))
}
