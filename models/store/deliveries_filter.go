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

// The bounds of one query.
const (
	maxOwnerRuns      = 20   // companies and locations that are read with an index run each; more are read with one run
	maxEventsOfRecord = 1000 // events of one record that are read
)

// resolver looks up the names in a filter.
type resolver struct {
	scope models.Scope
	db    *gorm.DB
	f     deliverylog.Filter
	q     question
	exact bool // events or a delivery are named, so that no times are needed
}

// rowInCompany is a row with the company that it belongs to.
type rowInCompany struct{ ID, CompanyID models.ID }

// resolve makes a filter a question. A filter that nothing can match has no index
// runs. Each step adds its condition and, where there are better ones, replaces the
// index runs.
func (l deliveryLog) resolve(ctx context.Context, f deliverylog.Filter) (question, error) {
	r := &resolver{scope: l.Scope, db: l.DB.WithContext(ctx), f: f}
	r.q.statuses = models.Statuses[:]
	if scope := reach(l.Scope); scope.text != "" {
		r.q.besides = append(r.q.besides, scope)
	}
	for _, step := range []func() (exists bool, err error){r.owners, r.location, r.callback, r.event, r.selected, r.search} {
		if exists, err := step(); err != nil || !exists {
			return question{}, err
		}
	}
	r.addColumns()
	r.addTimes(l)
	return r.q, nil
}

// owners takes the index runs of the company that the filter names, or of all that
// the scope reaches.
func (r *resolver) owners() (bool, error) {
	if r.f.Company == "" {
		return true, r.addScopeRuns(0)
	}
	companies, err := r.byPublicID(&models.Company{}, "id, id AS company_id", r.f.Company)
	if err != nil || len(companies) == 0 {
		return false, err
	}
	r.q.narrow("company_id = ?", companies[0].ID)
	return true, r.addScopeRuns(companies[0].ID)
}

// addScopeRuns adds the index runs of all that the scope reaches, within one company
// when company is not zero.
func (r *resolver) addScopeRuns(company models.ID) error {
	whole := map[models.ID]bool{company: r.scope.All && company != 0}
	for _, id := range r.scope.Companies {
		whole[id] = company == 0 || id == company
	}
	if r.scope.All && company == 0 || len(r.scope.Companies)+len(r.scope.Locations) > maxOwnerRuns {
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
	var places []rowInCompany
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
	locations, err := r.byPublicID(&models.Location{}, "id, company_id", r.f.Location)
	if err != nil || len(locations) == 0 {
		return false, err
	}
	r.q.narrow("location_id = ?", locations[0].ID)
	r.q.runs = []indexRun{locationIndex(locations[0])}
	return true, nil
}

func (r *resolver) callback() (bool, error) {
	if r.f.Callback == "" {
		return true, nil
	}
	callbacks, err := r.byPublicID(&models.Callback{}, "id, company_id", r.f.Callback)
	if err != nil || len(callbacks) == 0 {
		return false, err
	}
	r.q.runs = []indexRun{{"deliveries_callback", statement{"company_id = ? AND callback_id = ?", []any{callbacks[0].CompanyID, callbacks[0].ID}}}}
	r.q.narrow("callback_id = ?", callbacks[0].ID)
	return true, nil
}

func (r *resolver) event() (bool, error) {
	if r.f.Event == "" {
		return true, nil
	}
	events, err := r.byPublicID(&models.Event{}, "id, company_id", r.f.Event)
	if err != nil || len(events) == 0 {
		return false, err
	}
	r.runOfEvents(events)
	return true, nil
}

// selected restricts the question to deliveries that the filter names one by one, by
// the batch they went in, or by the resend run that resent them.
func (r *resolver) selected() (bool, error) {
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

// search looks for what the text may be: the id of a delivery, of an event or of a
// record, and otherwise a host.
func (r *resolver) search() (bool, error) {
	if r.f.Q == "" {
		return true, nil
	}
	if id, err := models.ParseID(r.f.Q); err == nil {
		var ids []models.ID
		if err := r.db.Model(&models.Delivery{}).Where("id = ?", id).Pluck("id", &ids).Error; err != nil {
			return false, err
		}
		if len(ids) > 0 {
			r.q.runs, r.exact = []indexRun{{where: statement{"id = ?", []any{id}}}}, true
			return true, nil
		}
	}
	for _, column := range []string{"public_id", "record_id"} {
		events, err := r.searchEvents(column)
		if err != nil {
			return false, err
		}
		if len(events) > 0 {
			r.runOfEvents(events)
			return true, nil
		}
	}
	r.q.narrow("host = ?", strings.ToLower(r.f.Q))
	return true, nil
}

// searchEvents finds the newest events whose column has the text that is searched
// for.
func (r *resolver) searchEvents(column string) (events []rowInCompany, err error) {
	if !ascii(r.f.Q) {
		return nil, nil
	}
	rows := r.db.Model(&models.Event{}).Select("id, company_id").Where(column+" = ?", r.f.Q)
	if scope := reach(r.scope); scope.text != "" {
		rows = rows.Where(scope.text, scope.args...)
	}
	return events, rows.Order("id DESC").Limit(maxEventsOfRecord).Find(&events).Error
}

// runOfEvents takes the index run of the deliveries of some events.
func (r *resolver) runOfEvents(events []rowInCompany) {
	var ids, companies []models.ID
	for _, e := range events {
		ids, companies = append(ids, e.ID), append(companies, e.CompanyID)
	}
	r.q.runs = []indexRun{{"deliveries_event", statement{"company_id IN ? AND event_id IN ?", []any{companies, ids}}}}
	r.q.narrow("event_id IN ?", ids)
	r.exact = true
}

// byPublicID finds the rows with a public id. The scope is not checked here: the
// question has it as a condition.
func (r *resolver) byPublicID(table any, columns, publicID string) (rows []rowInCompany, err error) {
	if !ascii(publicID) {
		return nil, nil
	}
	return rows, r.db.Model(table).Select(columns).Where("public_id = ?", publicID).Find(&rows).Error
}

// addColumns adds the conditions on a delivery's own columns.
func (r *resolver) addColumns() {
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

// addTimes adds the bounds of time, as bounds of ids, which are in the order of
// time.
func (r *resolver) addTimes(l deliveryLog) {
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

func locationIndex(p rowInCompany) indexRun {
	return indexRun{"deliveries_location", statement{"company_id = ? AND location_id = ?", []any{p.CompanyID, p.ID}}}
}

// ascii says whether a text can be compared with an id: MySQL refuses other
// characters.
func ascii(text string) bool {
	return strings.IndexFunc(text, func(c rune) bool { return c < ' ' || c > '~' }) < 0
}
