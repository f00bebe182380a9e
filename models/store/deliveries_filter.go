package store

import (
	"context"
	"strconv"
	"strings"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/resend"
)

// The bounds of one question.
const (
	ownersMost = 20   // owners whose runs are merged; those of more are read as one
	eventsMost = 1000 // events of one record that are looked at
)

// resolver looks up what a filter names.
type resolver struct {
	scope models.Scope
	db    *gorm.DB
	f     deliverylog.Filter
	q     question
	exact bool // events or a delivery are named, so that no times are needed
}

// filterPlace is a row with the company that it belongs to.
type filterPlace struct{ ID, CompanyID models.ID }

// resolve turns a filter into a question. One that can have no answer has no
// runs. Each step adds its condition and, when it knows better ones, runs.
func (l deliveryLog) resolve(ctx context.Context, f deliverylog.Filter) (question, error) {
	r := &resolver{scope: l.Scope, db: l.DB.WithContext(ctx), f: f}
	r.q.statuses = models.Statuses[:]
	if scope := reach(l.Scope); scope.text != "" {
		r.q.besides = append(r.q.besides, scope)
	}
	for _, step := range []func() (found bool, err error){r.owners, r.location, r.callback, r.event, r.chosen, r.search} {
		if found, err := step(); err != nil || !found {
			return question{}, err
		}
	}
	r.state()
	r.times(l)
	return r.q, nil
}

// owners takes the runs of the company that the filter names, or of all that
// the scope reaches.
func (r *resolver) owners() (bool, error) {
	if r.f.Company == "" {
		return true, r.reached(0)
	}
	found, err := r.named(&models.Company{}, "id, id AS company_id", r.f.Company)
	if err != nil || len(found) == 0 {
		return false, err
	}
	r.q.narrow("company_id = ?", found[0].ID)
	return true, r.reached(found[0].ID)
}

// reached takes the runs of all that the scope reaches, within one company
// when company is not zero.
func (r *resolver) reached(company models.ID) error {
	whole := map[models.ID]bool{company: r.scope.All && company != 0}
	for _, id := range r.scope.Companies {
		whole[id] = company == 0 || id == company
	}
	if r.scope.All && company == 0 || len(r.scope.Companies)+len(r.scope.Locations) > ownersMost {
		r.q.runs = []indexRun{{index: "deliveries_status"}}
		return nil
	}
	for id, reached := range whole {
		if reached {
			r.q.runs = append(r.q.runs, companyIndex(id))
		}
	}
	if len(r.scope.Locations) == 0 {
		return nil
	}
	var places []filterPlace
	err := r.db.Model(&models.Location{}).Select("id, company_id").Where("id IN ?", r.scope.Locations).Find(&places).Error
	for _, p := range places {
		if !whole[p.CompanyID] && (company == 0 || p.CompanyID == company) {
			r.q.runs = append(r.q.runs, locationIndex(p))
		}
	}
	return err
}

func (r *resolver) location() (bool, error) {
	if r.f.Location == "" {
		return true, nil
	}
	found, err := r.named(&models.Location{}, "id, company_id", r.f.Location)
	if err != nil || len(found) == 0 {
		return false, err
	}
	r.q.narrow("location_id = ?", found[0].ID)
	r.q.runs = []indexRun{locationIndex(found[0])}
	return true, nil
}

func (r *resolver) callback() (bool, error) {
	if r.f.Callback == "" {
		return true, nil
	}
	found, err := r.named(&models.Callback{}, "id, company_id", r.f.Callback)
	if err != nil || len(found) == 0 {
		return false, err
	}
	r.q.runs = []indexRun{{"deliveries_callback", statement{"company_id = ? AND callback_id = ?", []any{found[0].CompanyID, found[0].ID}}}}
	r.q.narrow("callback_id = ?", found[0].ID)
	return true, nil
}

func (r *resolver) event() (bool, error) {
	if r.f.Event == "" {
		return true, nil
	}
	found, err := r.named(&models.Event{}, "id, company_id", r.f.Event)
	if err != nil || len(found) == 0 {
		return false, err
	}
	r.ofEvents(found)
	return true, nil
}

// chosen takes the deliveries that the filter names one by one, by the batch
// that carried them, or by the run that sent them again.
func (r *resolver) chosen() (bool, error) {
	if len(r.f.Deliveries) == 0 && r.f.Batch == 0 && r.f.Run == 0 {
		return true, nil
	}
	if len(r.f.Deliveries) > 0 {
		r.q.narrow("id IN ?", r.f.Deliveries)
	}
	if r.f.Batch != 0 {
		r.q.narrow("id IN (SELECT delivery_id FROM batch_members WHERE batch_id = ?)", r.f.Batch)
	}
	if r.f.Run != 0 {
		r.q.narrow("id IN (SELECT delivery_id FROM resend_members WHERE run_id = ? AND state = ?)", r.f.Run, resend.Resent)
	}
	r.q.runs, r.exact = []indexRun{{index: orderByID}}, true
	return true, nil
}

// search looks for what q may be: a delivery, an event, a record, and last a
// host.
func (r *resolver) search() (bool, error) {
	if r.f.Q == "" {
		return true, nil
	}
	if id, err := models.ParseID(r.f.Q); err == nil {
		var found []models.ID
		if err := r.db.Model(&models.Delivery{}).Where("id = ?", id).Pluck("id", &found).Error; err != nil {
			return false, err
		}
		if len(found) > 0 {
			r.q.runs, r.exact = []indexRun{{where: statement{"id = ?", []any{id}}}}, true
			return true, nil
		}
	}
	for _, column := range []string{"public_id", "record_id"} {
		found, err := r.events(column)
		if err != nil {
			return false, err
		}
		if len(found) > 0 {
			r.ofEvents(found)
			return true, nil
		}
	}
	r.q.narrow("host = ?", strings.ToLower(r.f.Q))
	return true, nil
}

// events finds the newest events whose column is what is searched for.
func (r *resolver) events(column string) (found []filterPlace, err error) {
	if !ascii(r.f.Q) {
		return nil, nil
	}
	rows := r.db.Model(&models.Event{}).Select("id, company_id").Where(column+" = ?", r.f.Q)
	if scope := reach(r.scope); scope.text != "" {
		rows = rows.Where(scope.text, scope.args...)
	}
	return found, rows.Order("id DESC").Limit(eventsMost).Find(&found).Error
}

// ofEvents takes the run of the deliveries of a few events.
func (r *resolver) ofEvents(events []filterPlace) {
	var ids, companies []models.ID
	for _, e := range events {
		ids, companies = append(ids, e.ID), append(companies, e.CompanyID)
	}
	r.q.runs = []indexRun{{"deliveries_event", statement{"company_id IN ? AND event_id IN ?", []any{companies, ids}}}}
	r.q.narrow("event_id IN ?", ids)
	r.exact = true
}

// named finds what a public id names. Scope is no part of the question: what
// lies outside has no rows in reach.
func (r *resolver) named(table any, columns, publicID string) (found []filterPlace, err error) {
	if !ascii(publicID) {
		return nil, nil
	}
	return found, r.db.Model(table).Select(columns).Where("public_id = ?", publicID).Find(&found).Error
}

// state adds the conditions on a delivery's own columns.
func (r *resolver) state() {
	f, q := r.f, &r.q
	if len(f.Types) > 0 {
		q.narrow("event_type IN ?", f.Types)
	}
	if len(f.Causes) > 0 {
		q.narrow("cause IN ?", f.Causes)
	}
	if class, isClass := strings.CutSuffix(f.Code, "xx"); isClass {
		hundreds, _ := strconv.Atoi(class)
		q.narrow("code BETWEEN ? AND ?", hundreds*100, hundreds*100+99)
	} else if f.Code != "" {
		q.narrow("code = ?", f.Code)
	}
	if f.Host != "" {
		q.narrow("host = ?", strings.ToLower(f.Host))
	}
	if f.Test != "" {
		q.narrow("test = ?", f.Test == "yes")
	}
	if f.Slow > 0 {
		q.narrow("took >= ?", int64(f.Slow)*1000)
	}
	if f.MinAttempts > 0 {
		q.narrow("attempts >= ?", f.MinAttempts)
	}
}

// times bounds the IDs, which are in the order of time.
func (r *resolver) times(l deliveryLog) {
	from, to, named := r.f.Bounds(l.Now())
	if r.exact && !named {
		return
	}
	if !from.IsZero() {
		r.q.narrow("id >= ?", models.FirstIDAt(from))
	}
	if !to.IsZero() {
		r.q.narrow("id < ?", models.FirstIDAt(to))
	}
}

func companyIndex(company models.ID) indexRun {
	return indexRun{"deliveries_company", statement{"company_id = ?", []any{company}}}
}

func locationIndex(p filterPlace) indexRun {
	return indexRun{"deliveries_location", statement{"company_id = ? AND location_id = ?", []any{p.CompanyID, p.ID}}}
}

// ascii says whether text can be compared with an id: MySQL refuses others.
func ascii(text string) bool {
	return strings.IndexFunc(text, func(c rune) bool { return c < ' ' || c > '~' }) < 0
}
