package native

import (
	"context"
	"time"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/deliverylog"
)

// redirection changes the course of one delivery.
type redirection func(ctx context.Context, by models.Access, id models.ID) error

// deliveryEntity writes a delivery as the API does.
func deliveryEntity(row deliverylog.Row) api.Ordered {
	return api.Ordered{
		{Name: "id", Value: row.ID.String()},
		{Name: "status", Value: row.Status.String()},
		{Name: "company", Value: row.CompanyPublicID},
		{Name: "location", Value: orNull(row.LocationPublicID)},
		{Name: "event", Value: api.Ordered{{Name: "id", Value: row.EventPublicID}, {Name: "type", Value: row.EventType}}},
		{Name: "callback", Value: api.Ordered{{Name: "id", Value: row.CallbackPublicID}, {Name: "name", Value: row.CallbackName}}},
		{Name: "host", Value: row.Host},
		{Name: "hold", Value: inWords(string(row.HoldReason), row.HoldReason.Words())},
		{Name: "reason", Value: inWords(string(row.Reason), row.Reason.Words(row.ReasonDetail))},
		{Name: "cause", Value: inWords(string(row.Cause), row.Failure().Sentence())},
		{Name: "code", Value: codeOf(row.Code)},
		{Name: "attempts", Value: row.Attempts},
		{Name: "attempts_planned", Value: row.PlanLen},
		{Name: "test", Value: row.Test},
		{Name: "resent", Value: row.Resent},
		{Name: "accepted_at", Value: date(models.At(row.ID.Time()))},
		{Name: "due_at", Value: dueOf(row)},
		{Name: "finished_at", Value: date(row.FinishedAt)},
	}
}

// dueOf returns when the next attempt comes. While one is in flight the column
// holds the end of its lease, which says nothing to anybody else.
func dueOf(row deliverylog.Row) any {
	if row.Status == models.Sending {
		return nil
	}
	return date(row.DueAt)
}

// inWords writes a word of a closed list with its sentence; null for none.
func inWords(code, text string) any {
	if code == "" {
		return nil
	}
	return api.Ordered{{Name: "code", Value: code}, {Name: "text", Value: text}}
}

// codeOf writes an HTTP status; null when no answer came.
func codeOf(code int) any {
	if code == 0 {
		return nil
	}
	return code
}

// attemptEntity writes one attempt; open shows what was sent and answered.
func attemptEntity(one models.Attempt, open bool) api.Ordered {
	took := time.Duration(one.Timing.Total) * time.Microsecond
	entity := api.Ordered{
		{Name: "number", Value: one.Number},
		{Name: "started_at", Value: date(one.StartedAt)},
		{Name: "took_ms", Value: took.Milliseconds()},
		{Name: "method", Value: one.Method},
		{Name: "url", Value: one.URL},
		{Name: "code", Value: codeOf(one.Code)},
		{Name: "cause", Value: inWords(string(one.Cause), one.Failure().Sentence())},
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
