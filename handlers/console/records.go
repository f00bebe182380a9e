package console

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"callboard/models"
	"callboard/models/records"
	"callboard/models/store"
	"callboard/views"
	"callboard/web"
)

// recordPages are the pages of contacts, transactions and the like.
type recordPages struct{ Base }

func recordRoutes(d Base) []web.Route {
	p := recordPages{d}
	return []web.Route{
		{Pattern: "GET /admin/locations/{location}/records", Need: models.CallbacksRead, Owner: d.ofLocation, Page: p.First},
		{Pattern: "GET /admin/locations/{location}/records/{resource}", Need: models.CallbacksRead, Owner: d.ofLocation, Page: p.Index},
		{Pattern: "GET /admin/locations/{location}/records/{resource}/new", Need: models.EventsWrite, Owner: d.ofLocation, Page: p.New},
		{Pattern: "POST /admin/locations/{location}/records/{resource}/new", Need: models.EventsWrite, Owner: d.ofLocation, Page: p.Create},
		{Pattern: "GET /admin/records/{resource}/{record}", Need: models.CallbacksRead, Owner: p.ofRecord, Page: p.Show},
		{Pattern: "GET /admin/records/{resource}/{record}/edit", Need: models.EventsWrite, Owner: p.ofRecord, Page: p.Edit},
		{Pattern: "POST /admin/records/{resource}/{record}/edit", Need: models.EventsWrite, Owner: p.ofRecord, Page: p.Update},
		{Pattern: "GET /admin/records/{resource}/{record}/delete", Need: models.EventsWrite, Owner: p.ofRecord, Page: p.AskDelete},
		{Pattern: "POST /admin/records/{resource}/{record}/delete", Need: models.EventsWrite, Owner: p.ofRecord, Page: p.Delete},
	}
}

// recordsAtOnce is how many records a page of the list shows.
const recordsAtOnce = 50

// First leads to the contacts.
func (p recordPages) First(w http.ResponseWriter, r *http.Request) error {
	return web.Redirect(w, r, r.URL.Path+"/"+records.All()[0].Plural)
}

// Index lists the records of one resource at a location, newest first. An id
// that is looked for is found exactly.
func (p recordPages) Index(w http.ResponseWriter, r *http.Request) error {
	list, err := p.list(r)
	if err != nil {
		return err
	}
	list.Q = strings.TrimSpace(r.FormValue("q"))
	filter := store.RecordFilter{
		Resource: list.Resource.Name, Owner: list.Location.Owner(), PublicID: list.Q,
		Before: idOf(r.FormValue("after")), Limit: recordsAtOnce + 1,
	}
	if list.Rows, err = p.Store.Records(r.Context(), web.Scope(r), filter); err != nil {
		return err
	}
	if len(list.Rows) > recordsAtOnce {
		list.Rows = list.Rows[:recordsAtOnce]
		list.Next = nextURL(r, list.Rows[recordsAtOnce-1].ID.String())
	}
	return web.Render(w, r, http.StatusOK, views.Records(p.frame(w, r, views.NavLocations), list))
}

// New shows the empty form.
func (p recordPages) New(w http.ResponseWriter, r *http.Request) error {
	list, err := p.list(r)
	if err != nil {
		return err
	}
	return p.form(w, r, http.StatusOK, views.RecordPage{RecordList: list, Key: p.Store.NewID().String()})
}

// Create stores a new record, and tells the postbacks of its location.
func (p recordPages) Create(w http.ResponseWriter, r *http.Request) error {
	list, err := p.list(r)
	if err != nil {
		return err
	}
	page := views.RecordPage{RecordList: list, Key: r.PostFormValue("key"), Texts: typedFields(r, list.Resource)}
	values := list.Resource.Typed(page.Texts, nil)
	values["location_id"] = records.JSON(list.Location.PublicID)
	by := p.recordService(r, list.Resource)
	by.Key = idOf(page.Key)
	made, err := by.Create(r.Context(), values)
	if errors.Is(err, models.ErrConflict) { // sent twice: the first one counts
		made, err = p.twin(r, page)
	}
	if problems, refused := errors.AsType[models.Problems](err); refused {
		page.Problems = list.Resource.Worded(problems)
		return p.form(w, r, http.StatusUnprocessableEntity, page)
	}
	if err != nil {
		return err
	}
	return p.flash(w, r, views.RecordURL(list.Resource, made), list.Resource.Label+" was added.")
}

// twin is the record that the first sending of a form has made.
func (p recordPages) twin(r *http.Request, page views.RecordPage) (models.Record, error) {
	rows, err := p.Store.Records(r.Context(), web.Scope(r), store.RecordFilter{
		Resource: page.Resource.Name, Owner: page.Location.Owner(), ID: idOf(page.Key), Limit: 1,
	})
	if err == nil && len(rows) == 0 {
		err = models.ErrConflict
	}
	if err != nil {
		return models.Record{}, err
	}
	return rows[0], nil
}

// Show shows a record and its history.
func (p recordPages) Show(w http.ResponseWriter, r *http.Request) error {
	page, err := p.page(r)
	if err != nil {
		return err
	}
	if page.CanSee {
		web.NoteRead(r, slog.String("record", page.Record.PublicID))
		if page.History, err = p.Store.RecordHistory(r.Context(), web.Scope(r), page.Record); err != nil {
			return err
		}
	}
	return web.Render(w, r, http.StatusOK, views.Record(p.frame(w, r, views.NavLocations), page))
}

// Edit shows the form of a record.
func (p recordPages) Edit(w http.ResponseWriter, r *http.Request) error {
	page, err := p.page(r)
	if err != nil {
		return err
	}
	return p.form(w, r, http.StatusOK, page)
}

// Update stores what was typed over the version that was on screen. Where
// nothing was typed nothing happened, and nobody is told.
func (p recordPages) Update(w http.ResponseWriter, r *http.Request) error {
	page, err := p.page(r)
	if err != nil {
		return err
	}
	held := page.Texts
	page.Texts = typedFields(r, page.Resource)
	values := page.Resource.Typed(page.Texts, held)
	if page.Record.Version != versionOf(r) {
		err = models.ErrConflict
	} else if len(values) == 0 {
		return p.flash(w, r, views.RecordURL(page.Resource, page.Record), "Nothing was changed.")
	} else {
		_, err = p.recordService(r, page.Resource).Update(r.Context(), page.Record, values)
	}
	if problems, status := refused(err); status != 0 {
		if page.Problems = page.Resource.Worded(problems); status == http.StatusConflict {
			page.Held = held
		}
		return p.form(w, r, status, page)
	}
	if err != nil {
		return err
	}
	return p.flash(w, r, views.RecordURL(page.Resource, page.Record), "Saved.")
}

// AskDelete asks whether a record shall go.
func (p recordPages) AskDelete(w http.ResponseWriter, r *http.Request) error {
	page, err := p.page(r)
	if err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, views.RecordDelete(p.frame(w, r, views.NavLocations), page))
}

// Delete takes a record away, as it is by then.
func (p recordPages) Delete(w http.ResponseWriter, r *http.Request) error {
	page, err := p.page(r)
	if err != nil {
		return err
	}
	if err := p.recordService(r, page.Resource).Delete(r.Context(), page.Record); err != nil {
		return err
	}
	return p.flash(w, r, views.LocationURL(page.Location)+"/records/"+page.Resource.Plural, page.Resource.Label+" was deleted.")
}

func (p recordPages) form(w http.ResponseWriter, r *http.Request, status int, page views.RecordPage) error {
	return web.Render(w, r, status, views.RecordEdit(p.frame(w, r, views.NavLocations), page))
}

func (p recordPages) recordService(r *http.Request, of records.Resource) store.RecordService {
	by := web.Access(r)
	return store.RecordService{Store: p.Store, Publisher: p.Publisher, Resource: of, Access: by, Origin: models.Origin{Source: by.Actor.Name}}
}

// typedFields is what was typed into the form of a record.
func typedFields(r *http.Request, of records.Resource) map[string]string {
	texts := map[string]string{}
	for _, f := range of.Typeable() {
		texts[f.Name] = r.PostFormValue(f.Name)
	}
	return texts
}

// list is what the pages of a location's records share.
func (p recordPages) list(r *http.Request) (views.RecordList, error) {
	of, ok := records.InPaths(r.PathValue("resource"))
	if !ok {
		return views.RecordList{}, models.ErrNotFound
	}
	company, location, err := p.locationNamed(r)
	return p.listOf(r, views.RecordList{Company: company, Location: location, Resource: of}), err
}

func (p recordPages) listOf(r *http.Request, list views.RecordList) views.RecordList {
	list.CanSee = can(r, models.DeliveriesPayload, list.Location.Owner())
	list.MayWrite = can(r, models.EventsWrite, list.Location.Owner())
	return list
}

// page is what the pages of one record share.
func (p recordPages) page(r *http.Request) (views.RecordPage, error) {
	of, record, err := p.record(r, web.Scope(r))
	if err != nil {
		return views.RecordPage{}, err
	}
	location, err := p.Store.LocationByID(r.Context(), readScope(r), record.LocationID)
	if err != nil {
		return views.RecordPage{}, fmt.Errorf("read the location of a record: %w", err)
	}
	company, err := p.companyOf(r, location.CompanyID)
	list := p.listOf(r, views.RecordList{Company: company, Location: location, Resource: of})
	return views.RecordPage{RecordList: list, Record: record, Texts: of.Texts(record.Data)}, err
}

// record returns the record that the path names.
func (p recordPages) record(r *http.Request, in models.Scope) (records.Resource, models.Record, error) {
	of, ok := records.InPaths(r.PathValue("resource"))
	if !ok {
		return of, models.Record{}, models.ErrNotFound
	}
	record, err := p.Store.RecordByID(r.Context(), in, of.Name, r.PathValue("record"))
	return of, record, err
}

// ofRecord is the Lookup of paths with {resource} and {record}.
func (p recordPages) ofRecord(r *http.Request, in models.Scope) (models.Owner, error) {
	_, record, err := p.record(r, in)
	return models.Owner{CompanyID: record.CompanyID, LocationID: record.LocationID}, err
}
