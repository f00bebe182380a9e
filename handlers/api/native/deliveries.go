package native

import (
	"context"
	"maps"
	"net/http"
	"net/url"
	"slices"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/web"
)

func (a API) deliveryRoutes() []web.Route {
	const one = "/deliveries/{delivery}"
	return []web.Route{
		{Pattern: "GET /deliveries", Need: models.DeliveriesRead, Page: a.ListDeliveries},
		{Pattern: "GET " + one, Need: models.DeliveriesRead, Owner: a.ofDelivery, Page: a.ShowDelivery},
		{Pattern: "POST " + one + "/resend", Need: models.DeliveriesResend, Owner: a.ofDelivery, Page: a.Resend},
		{Pattern: "POST " + one + "/cancel", Need: models.DeliveriesCancel, Owner: a.ofDelivery, Page: a.Cancel},
		{Pattern: "GET /statistics", Need: models.DeliveriesRead, Page: a.Statistics},
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

// ListDeliveries lists deliveries, newest first, by every filter of the
// console's log. A filter without a meaning is refused.
func (a API) ListDeliveries(w http.ResponseWriter, r *http.Request) error {
	p, err := PageOf(r)
	if err != nil {
		return err
	}
	f, err := filterOf(r.URL.Query())
	if err != nil {
		return err
	}
	if f.After, err = p.After(); err != nil {
		return err
	}
	rows, next, err := a.rows(r, f, p.Limit)
	if err != nil {
		return err
	}
	entities := make([]Delivery, len(rows))
	for i, row := range rows {
		entities[i] = deliveryOf(r, row)
	}
	return writeList(w, entities, next)
}

// filterOf reads which deliveries a list shall show.
func filterOf(query url.Values) (deliverylog.Filter, error) {
	return readFilter(query, "the delivery log", func(name string) bool {
		known, _ := deliverylog.Takes(name)
		return known
	})
}

// readFilter reads what a list of something shall show. What nobody knows is
// refused: a list that is longer than its reader meant misleads.
func readFilter(query url.Values, of string, takes func(name string) bool) (deliverylog.Filter, error) {
	var found models.Problems
	for _, name := range slices.Sorted(maps.Keys(query)) {
		if !takes(name) && name != "limit" && name != "cursor" {
			found.Note(name, models.NotListed, Say(name, "is no filter of "+of))
		}
	}
	f, notices := deliverylog.Parse(query)
	for _, notice := range notices {
		found.Note("query", models.NotListed, notice)
	}
	return f, found.Err()
}

// rows collects pages of the log until there are enough.
func (a API) rows(r *http.Request, f deliverylog.Filter, limit int) (rows []deliverylog.Row, next string, err error) {
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

// ShowDelivery answers with one delivery and its attempts. What was sent and
// answered is for those who may see it.
func (a API) ShowDelivery(w http.ResponseWriter, r *http.Request) error {
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
	maySeePayload, scope := Can(r, models.DeliveriesPayload, ownerOf(row)), web.Access(r).Actor.Scope(models.DeliveriesPayload)
	for i, attempt := range attempts {
		answer.Log[i] = attemptOf(attempt, maySeePayload && attempt.Within(scope))
	}
	return api.Write(w, http.StatusOK, answer)
}

// Resend gives a delivery a fresh plan that starts now.
func (a API) Resend(w http.ResponseWriter, r *http.Request) error {
	return Needs(a.redirect(w, r, a.Store.Resend), "A request of this delivery is in flight, or its callback was deleted: it cannot be sent again now")
}

// Cancel stops what is still planned.
func (a API) Cancel(w http.ResponseWriter, r *http.Request) error {
	return Needs(a.redirect(w, r, a.Store.CancelDelivery), "Nothing of this delivery is planned, or a request of it is in flight: there is nothing to cancel")
}

// redirect changes the course of a delivery, and answers with it.
func (a API) redirect(w http.ResponseWriter, r *http.Request, change func(ctx context.Context, by models.Access, id models.ID) error) error {
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

// Statistics are the numbers of the last hours.
type Statistics struct {
	Hours           int   `json:"hours"`
	Delivered       int   `json:"delivered"`
	Failed          int   `json:"failed"`
	NotSent         int   `json:"not_sent"`
	Waiting         int   `json:"waiting" description:"Counted to 1,000."`
	Retrying        int   `json:"retrying" description:"Counted to 1,000."`
	OldestDueAt     *Date `json:"oldest_due_at"`
	LastDeliveredAt *Date `json:"last_delivered_at"`
}

// Statistics counts the last 24 hours of all that the key reaches, or of a
// company, a location or a callback.
func (a API) Statistics(w http.ResponseWriter, r *http.Request) error {
	owner, callback, err := a.counted(r, r.URL.Query())
	if err != nil {
		return err
	}
	sum, err := a.Store.Summary(r.Context(), web.Scope(r), owner, callback)
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusOK, Statistics{
		Hours: 24, Delivered: sum.Delivered, Failed: sum.Failed, NotSent: sum.NotSent, Waiting: sum.Waiting, Retrying: sum.Retrying,
		OldestDueAt: dateOrNull(sum.OldestDue), LastDeliveredAt: dateOrNull(sum.LastDelivered),
	})
}

// counted finds what the numbers are of.
func (a API) counted(r *http.Request, query url.Values) (owner models.Owner, callback models.ID, err error) {
	in := web.Scope(r)
	switch {
	case query.Get("callback") != "":
		c, err := a.Store.Callback(r.Context(), in, query.Get("callback"))
		return c.Owner(), c.ID, err
	case query.Get("location") != "":
		l, err := a.Store.Location(r.Context(), in, query.Get("location"))
		return l.Owner(), 0, err
	case query.Get("company") != "":
		c, err := a.Store.Company(r.Context(), in, query.Get("company"))
		return c.Owner(), 0, err
	}
	return models.Owner{}, 0, nil
}
