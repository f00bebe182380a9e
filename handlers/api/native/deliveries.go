package native

import (
	"context"
	"log/slog"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/web"
)

// deliveryRoutes are the calls on deliveries.
func (a API) deliveryRoutes() []web.Route {
	const delivery = "/deliveries/{delivery}"
	return []web.Route{
		{Pattern: "GET /deliveries", Need: models.DeliveriesRead, Page: a.listDeliveries},
		{Pattern: "GET " + delivery, Need: models.DeliveriesRead, Owner: a.ofDelivery, Page: a.showDelivery},
		{Pattern: "POST " + delivery + "/resend", Need: models.DeliveriesResend, Owner: a.ofDelivery, Page: a.resendDelivery},
		{Pattern: "POST " + delivery + "/cancel", Need: models.DeliveriesCancel, Owner: a.ofDelivery, Page: a.cancelDelivery},
	}
}

// delivery returns the delivery of the path.
func (a API) delivery(r *http.Request, in models.Scope) (deliverylog.Row, error) {
	id, err := models.ParseID(r.PathValue("delivery"))
	if err != nil {
		return deliverylog.Row{}, models.ErrNotFound
	}
	return a.Store.Delivery(r.Context(), in, id)
}

// ofDelivery is the lookup of paths with {delivery}.
func (a API) ofDelivery(r *http.Request, in models.Scope) (models.Owner, error) {
	row, err := a.delivery(r, in)
	return ownerOf(row), err
}

// listDeliveries lists deliveries, newest first, by every filter of the
// console's log. A filter without a meaning is refused.
func (a API) listDeliveries(w http.ResponseWriter, r *http.Request) error {
	p, err := readPage(r)
	if err != nil {
		return err
	}
	f, err := deliveryFilter(r.URL.Query())
	if err != nil {
		return err
	}
	if f.After, err = p.after(); err != nil {
		return err
	}
	rows, next, err := a.deliveryRows(r, f, p.Limit)
	if err != nil {
		return err
	}
	deliveries := make([]Delivery, len(rows))
	for i, row := range rows {
		deliveries[i] = deliveryOf(r, row)
	}
	return writeList(w, deliveries, next)
}

// deliveryFilter reads which deliveries a list shall show.
func deliveryFilter(query url.Values) (deliverylog.Filter, error) {
	return readFilter(query, "the delivery log", func(name string) bool {
		takes, _ := deliverylog.Takes(name)
		return takes
	})
}

// readFilter reads what a list of deliveries or events shall show. A parameter
// that takes does not know is refused: a list that is longer than its reader
// meant misleads.
func readFilter(query url.Values, of string, takes func(name string) bool) (deliverylog.Filter, error) {
	var problems models.Problems
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if !takes(name) && name != "limit" && name != "cursor" {
			problems.Note(name, models.NotListed, say(name, "is no filter of "+of))
		}
	}
	f, notices := deliverylog.Parse(query)
	for _, notice := range notices {
		problems.Note("query", models.NotListed, notice)
	}
	return f, problems.Err()
}

// deliveryRows collects pages of the log until there are enough.
func (a API) deliveryRows(r *http.Request, f deliverylog.Filter, limit int) (rows []deliverylog.Row, next string, err error) {
	for {
		page, err := a.Store.Deliveries(r.Context(), web.Scope(r), f)
		if err != nil {
			return nil, "", err
		}
		rows = append(rows, page.Rows...)
		if len(rows) > limit {
			rows = rows[:limit]
			return rows, rows[limit-1].ID.String(), nil
		}
		if page.Older == 0 {
			return rows, "", nil
		}
		f.After = page.Older
	}
}

// showDelivery answers with one delivery and its attempts. What was sent and
// answered is for those who may see it.
func (a API) showDelivery(w http.ResponseWriter, r *http.Request) error {
	row, err := a.delivery(r, web.Scope(r))
	if err != nil {
		return err
	}
	attempts, err := a.Store.Attempts(r.Context(), web.Scope(r), row.ID)
	if err != nil {
		return err
	}
	resends, err := a.Store.ResendsOf(r.Context(), web.Scope(r), row.ID)
	if err != nil {
		return err
	}
	answer := DeliveryWithLog{
		Delivery: deliveryOf(r, row), Resends: make([]DeliveryResend, len(resends)), Log: make([]Attempt, len(attempts)),
	}
	for i, resending := range resends {
		answer.Resends[i] = DeliveryResend{ID: resending.RunID.String(), By: resending.ActorName, At: dateOf(resending.At)}
	}
	maySeePayload, scope := can(r, models.DeliveriesPayload, ownerOf(row)), web.Access(r).Actor.Scope(models.DeliveriesPayload)
	if maySeePayload {
		web.NoteRead(r, slog.String("delivery", row.ID.String()))
	}
	for i, attempt := range attempts {
		answer.Log[i] = attemptOf(attempt.ShownTo(web.Access(r).Actor, ownerOf(row)), maySeePayload && attempt.Within(scope))
	}
	return api.Write(w, http.StatusOK, answer)
}

// resendDelivery gives a delivery a fresh plan that starts now.
func (a API) resendDelivery(w http.ResponseWriter, r *http.Request) error {
	return explainConflict(a.changeDelivery(w, r, a.Store.Resend), "A request of this delivery is in flight, or its callback was deleted: it cannot be sent again now")
}

// cancelDelivery stops what is still planned.
func (a API) cancelDelivery(w http.ResponseWriter, r *http.Request) error {
	return explainConflict(a.changeDelivery(w, r, a.Store.CancelDelivery), "Nothing of this delivery is planned, or a request of it is in flight: there is nothing to cancel")
}

// changeDelivery changes the course of a delivery, and answers with it.
func (a API) changeDelivery(w http.ResponseWriter, r *http.Request, change func(ctx context.Context, by models.Access, id models.ID) error) error {
	row, err := a.delivery(r, web.Scope(r))
	if err != nil {
		return err
	}
	if err := change(r.Context(), web.Access(r), row.ID); err != nil {
		return err
	}
	a.Wake()
	if row, err = a.delivery(r, web.Scope(r)); err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, deliveryOf(r, row))
}
