package native

import (
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/resend"
)

// entity writes a run and how far it has come.
func (a Resends) entity(r *http.Request, run resend.Run) (api.Ordered, error) {
	p, err := a.Store.ResendProgress(r.Context(), run)
	if err != nil {
		return nil, err
	}
	o := run.Request()
	return api.Ordered{
		{Name: "id", Value: run.ID.String()},
		{Name: "status", Value: run.Status.String()},
		{Name: "started_by", Value: api.Ordered{{Name: "kind", Value: string(run.ActorKind)}, {Name: "name", Value: run.ActorName}}},
		{Name: "filter", Value: filterEntity(o.Filter)},
		{Name: delivered, Value: run.Delivered},
		{Name: rate, Value: run.Rate},
		{Name: until, Value: Date(run.UntilAt)},
		{Name: "total", Value: run.Total},
		{Name: "left_out", Value: reasons(run.LeftOut)},
		{Name: "left", Value: p.Left},
		{Name: "resent", Value: p.Resent},
		{Name: "skipped", Value: reasons(p.Skipped)},
		{Name: "results", Value: api.Ordered{
			{Name: "delivered", Value: p.Delivered},
			{Name: "failed", Value: p.Failed},
			{Name: "waiting", Value: p.Waiting},
			{Name: "not_sent", Value: p.NotSent},
			{Name: "cancelled", Value: p.Cancelled},
			{Name: "replaced", Value: p.Replaced},
			{Name: "removed", Value: p.Removed},
		}},
		{Name: "failed_by_cause", Value: causes(p.FailedBy)},
		{Name: "stopped_by", Value: OrNull(run.StoppedBy)},
		{Name: "started_at", Value: Date(run.CreatedAt)},
		{Name: "ended_at", Value: Date(run.EndedAt)},
	}, nil
}

// previewEntity writes what a run would do. Its filter, rate and moment are
// what to start it with.
func previewEntity(p resend.Preview) api.Ordered {
	statuses := []api.Ordered{}
	for _, status := range models.Statuses {
		if n := p.ByStatus[status]; n > 0 {
			statuses = append(statuses, api.Ordered{{Name: "status", Value: status.String()}, {Name: "count", Value: n}})
		}
	}
	callbacks := []api.Ordered{}
	for _, one := range p.ByCallback {
		callbacks = append(callbacks, callbackEntity(one))
	}
	return api.Ordered{
		{Name: "count", Value: p.Count},
		{Name: "too_many", Value: p.More},
		{Name: "seconds", Value: p.Seconds()},
		{Name: "delivered_before", Value: p.Before()},
		{Name: "left_out", Value: reasons(p.LeftOut)},
		{Name: "by_status", Value: statuses},
		{Name: "by_cause", Value: causes(p.ByCause)},
		{Name: "by_callback", Value: callbacks},
		{Name: "filter", Value: filterEntity(p.Order.Filter)},
		{Name: delivered, Value: p.Order.Delivered},
		{Name: rate, Value: p.Order.Rate},
		{Name: until, Value: Date(p.Order.Until)},
	}
}

// callbackEntity writes where deliveries would go now.
func callbackEntity(one resend.CallbackCount) api.Ordered {
	c := one.Callback
	return api.Ordered{
		{Name: "id", Value: c.PublicID},
		{Name: "name", Value: c.Title()},
		{Name: "url", Value: c.URL},
		{Name: "hold", Value: OrNull(string(c.HeldBy()))},
		{Name: "count", Value: one.Count},
	}
}

// filterEntity writes a filter as it can be sent again.
func filterEntity(f deliverylog.Filter) api.Ordered {
	entity := api.Ordered{}
	for _, pair := range f.Pairs() {
		_, several := deliverylog.Takes(pair.Key)
		last := len(entity) - 1
		switch {
		case !several:
			entity = append(entity, api.Member{Name: pair.Key, Value: pair.Value})
		case last >= 0 && entity[last].Name == pair.Key:
			texts, _ := entity[last].Value.([]string)
			entity[last].Value = append(texts, pair.Value)
		default:
			entity = append(entity, api.Member{Name: pair.Key, Value: []string{pair.Value}})
		}
	}
	return entity
}

// reasons writes how many were not sent again, by the reason.
func reasons(counts map[resend.Reason]int) []api.Ordered {
	list := []api.Ordered{}
	for _, why := range resend.Reasons {
		if n := counts[why]; n > 0 {
			reason := api.Ordered{{Name: "code", Value: string(why)}, {Name: "text", Value: why.Words()}}
			list = append(list, api.Ordered{{Name: "reason", Value: reason}, {Name: "count", Value: n}})
		}
	}
	return list
}

// causes writes numbers by the cause; null for what failed for none.
func causes(counts []resend.CauseCount) []api.Ordered {
	list := []api.Ordered{}
	for _, one := range counts {
		list = append(list, api.Ordered{{Name: "cause", Value: OrNull(string(one.Cause))}, {Name: "count", Value: one.Count}})
	}
	return list
}

// ResendEntities writes the runs that sent a delivery again.
func ResendEntities(found []resend.Resending) []api.Ordered {
	list := []api.Ordered{}
	for _, one := range found {
		list = append(list, api.Ordered{
			{Name: "id", Value: one.RunID.String()}, {Name: "by", Value: one.ActorName}, {Name: "at", Value: Date(one.At)},
		})
	}
	return list
}
