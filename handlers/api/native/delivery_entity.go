package native

import (
	"context"
	"net/http"
	"time"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/deliverylog"
)

// redirection changes the course of one delivery.
type redirection func(ctx context.Context, by models.Access, id models.ID) error

// deliveryEntity writes a delivery as the API does, for the asker of r: why a
// condition stopped it tells what the event carries.
func deliveryEntity(r *http.Request, row deliverylog.Row) api.Ordered {
	reason := row.Reason.Words(row.ReasonDetail)
	if Can(r, models.DeliveriesPayload, ownerOf(row)) {
		reason = row.Reason.Explained(row.ReasonDetail)
	}
	return api.Ordered{
		{Name: "id", Value: row.ID.String()},
		{Name: "status", Value: row.Status.String()},
		{Name: "company", Value: row.CompanyPublicID},
		{Name: "location", Value: OrNull(row.LocationPublicID)},
		{Name: "database", Value: OrNull(row.Source.Database.PublicID)},
		{Name: "collection", Value: OrNull(row.Source.Collection.PublicID)},
		{Name: "event", Value: api.Ordered{{Name: "id", Value: row.EventPublicID}, {Name: "type", Value: row.EventType}}},
		{Name: "callback", Value: api.Ordered{{Name: "id", Value: row.CallbackPublicID}, {Name: "name", Value: row.CallbackName}}},
		{Name: "batch", Value: idOf(row.BatchID)},
		{Name: "host", Value: row.Host},
		{Name: "hold", Value: InWords(string(row.HoldReason), row.HoldReason.Words())},
		{Name: "reason", Value: InWords(string(row.Reason), reason)},
		{Name: "cause", Value: InWords(string(row.Cause), row.Failure().Sentence())},
		{Name: "code", Value: Code(row.Code)},
		{Name: "attempts", Value: row.Attempts},
		{Name: "attempts_planned", Value: row.PlanLen},
		{Name: "test", Value: row.Test},
		{Name: "resent", Value: row.Resent},
		{Name: "accepted_at", Value: Date(models.At(row.ID.Time()))},
		{Name: "due_at", Value: dueOf(row)},
		{Name: "finished_at", Value: Date(row.FinishedAt)},
	}
}

// ownerOf returns to whom a delivery belongs.
func ownerOf(row deliverylog.Row) models.Owner {
	return models.Owner{CompanyID: row.CompanyID, LocationID: row.LocationID}
}

// idOf writes a row id, null for none.
func idOf(id models.ID) any {
	if id == 0 {
		return nil
	}
	return id.String()
}

// dueOf returns when the next attempt comes. While one is in flight the column
// holds the end of its lease, which says nothing to anybody else.
func dueOf(row deliverylog.Row) any {
	if row.Status == models.Sending {
		return nil
	}
	return Date(row.DueAt)
}

// attemptEntity writes one attempt; open shows what was sent and answered.
func attemptEntity(one models.Attempt, open bool) api.Ordered {
	took := time.Duration(one.Timing.Total) * time.Microsecond
	entity := api.Ordered{
		{Name: "number", Value: one.Number},
		{Name: "started_at", Value: Date(one.StartedAt)},
		{Name: "took_ms", Value: took.Milliseconds()},
		{Name: "method", Value: one.Method},
		{Name: "url", Value: one.URL},
		{Name: "backup", Value: one.Backup},
		{Name: "code", Value: Code(one.Code)},
		{Name: "cause", Value: InWords(string(one.Cause), one.Failure().Sentence())},
	}
	if !open {
		return entity
	}
	return append(entity,
		api.Member{Name: "request_headers", Value: headerLines(one.RequestHeaders)}, payload("request_body", one.RequestBody),
		api.Member{Name: "response_headers", Value: headerLines(one.ResponseHeaders)}, payload("response_body", one.ResponseBody),
		api.Member{Name: "response_size", Value: one.ResponseSize})
}

func headerLines(headers []models.Header) []api.Ordered {
	list := make([]api.Ordered, len(headers))
	for i, h := range headers {
		value := any(h.Value)
		if h.Hidden {
			value = nil
		}
		list[i] = api.Ordered{{Name: "name", Value: h.Name}, {Name: "value", Value: value}}
	}
	return list
}
