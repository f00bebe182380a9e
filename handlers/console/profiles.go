package console

import (
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"strings"

	"callboard/models"
	"callboard/models/profile"
	"callboard/models/store"
	"callboard/views"
	"callboard/web"
)

// profilePages are the pages of profiles and subprofiles.
type profilePages struct{ databasePages }

func profileRoutes(d Base) []web.Route {
	p := profilePages{databasePages{d}}
	routes := []web.Route{
		{Pattern: "GET /admin/databases/{database}/profiles", Need: models.CallbacksRead, Owner: d.ofDatabase, Page: p.Index},
		{Pattern: "GET /admin/databases/{database}/profiles/new", Need: mayWrite, Owner: d.ofDatabase, Page: p.New},
		{Pattern: "POST /admin/databases/{database}/profiles/new", Need: mayWrite, Owner: d.ofDatabase, Page: p.Create},
		{Pattern: "GET /admin/collections/{collection}/subprofiles", Need: models.CallbacksRead, Owner: d.ofCollection, Page: p.Index},
		{Pattern: "GET /admin/profiles/{profile}/subprofiles/{collection}/new", Need: mayWrite, Owner: p.ofProfile, Page: p.New},
		{Pattern: "POST /admin/profiles/{profile}/subprofiles/{collection}/new", Need: mayWrite, Owner: p.ofProfile, Page: p.Create},
	}
	for _, path := range []string{"/admin/profiles/{profile}", "/admin/subprofiles/{subprofile}"} {
		routes = append(routes,
			web.Route{Pattern: "GET " + path, Need: models.CallbacksRead, Owner: p.ofProfile, Page: p.Show},
			web.Route{Pattern: "GET " + path + "/edit", Need: mayWrite, Owner: p.ofProfile, Page: p.EditRecord},
			web.Route{Pattern: "POST " + path + "/edit", Need: mayWrite, Owner: p.ofProfile, Page: p.UpdateRecord},
			web.Route{Pattern: "GET " + path + "/delete", Need: mayWrite, Owner: p.ofProfile, Page: p.AskDeleteRecord},
			web.Route{Pattern: "POST " + path + "/delete", Need: mayWrite, Owner: p.ofProfile, Page: p.DeleteRecord},
		)
	}
	return routes
}

// profilesAtOnce is how many records a page of a list shows.
const profilesAtOnce = 50

// record returns the profile or subprofile that the path names.
func (p profilePages) record(r *http.Request, in models.Scope) (models.Record, error) {
	if id := r.PathValue("subprofile"); id != "" {
		return p.Store.RecordByID(r.Context(), in, models.Subprofile, id)
	}
	return p.Store.RecordByID(r.Context(), in, models.Profile, r.PathValue("profile"))
}

// ofProfile is the Lookup of paths with {profile} or {subprofile}.
func (p profilePages) ofProfile(r *http.Request, in models.Scope) (models.Owner, error) {
	record, err := p.record(r, in)
	return models.Owner{CompanyID: record.CompanyID}, err
}

// Index lists the profiles of a database or the subprofiles of a collection,
// newest first. An id that is looked for is found exactly.
func (p profilePages) Index(w http.ResponseWriter, r *http.Request) error {
	at, err := p.pageOwnerNamed(r)
	if err != nil {
		return err
	}
	list := at.profileList(r)
	list.Q = strings.TrimSpace(r.FormValue("q"))
	filter := store.RecordFilter{PublicID: list.Q, Before: idOf(r.FormValue("after")), Limit: profilesAtOnce}
	if err := p.fill(r, &list, filter); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, views.Profiles(p.frame(w, r, views.NavCompanies), list))
}

// fill reads the records of a list, and where the rest of them is.
func (p profilePages) fill(r *http.Request, list *views.ProfileList, f store.RecordFilter) (err error) {
	most := f.Limit
	f.Resource, f.DatabaseRefID, f.Limit = list.DatabaseRef.Resource(), list.DatabaseRef.ID(), most+1
	if list.Rows, err = p.Store.Records(r.Context(), web.Scope(r), f); err != nil {
		return err
	}
	if len(list.Rows) > most {
		list.Rows = list.Rows[:most]
		list.Next = nextURL(r, list.Rows[most-1].ID.String())
	}
	return nil
}

// page is what the pages of one record share.
func (p profilePages) page(r *http.Request) (views.ProfilePage, error) {
	var page views.ProfilePage
	record, err := p.record(r, web.Scope(r))
	if err != nil {
		return page, err
	}
	source, err := p.databaseByID(r, record.DatabaseRefID)
	if err != nil {
		return page, err
	}
	company, err := p.companyOf(r, record.CompanyID)
	if err != nil {
		return page, err
	}
	page.ProfileList, page.Record = pageOwner{company: company, databaseRef: source}.profileList(r), record
	if page.Data, err = profile.Parse(record.Data); err != nil {
		return page, fmt.Errorf("read %s %s: %w", record.Resource, record.PublicID, err)
	}
	if record.ParentID == 0 {
		return page, nil
	}
	parents, err := p.Store.Records(r.Context(), web.Scope(r), store.RecordFilter{Resource: models.Profile, ID: record.ParentID, Limit: 1})
	if err == nil && len(parents) > 0 {
		page.Parent = parents[0]
	}
	return page, err
}

// Show shows a profile with its subprofiles, or a subprofile.
func (p profilePages) Show(w http.ResponseWriter, r *http.Request) error {
	page, err := p.page(r)
	if err != nil {
		return err
	}
	if page.Record.ParentID == 0 {
		if page.Collections, err = p.children(r, page); err != nil {
			return err
		}
	}
	if page.CanSee {
		web.NoteRead(r, slog.String("record", page.Record.PublicID))
		if page.History, err = p.Store.RecordHistory(r.Context(), web.Scope(r), page.Record); err != nil {
			return err
		}
	}
	if page.Events, err = p.Store.EventsOf(r.Context(), web.Scope(r), page.Record); err != nil {
		return err
	}
	return web.Render(w, r, http.StatusOK, views.Profile(p.frame(w, r, views.NavCompanies), page))
}

// children lists the newest subprofiles of a profile in each collection.
func (p profilePages) children(r *http.Request, page views.ProfilePage) ([]views.ProfileList, error) {
	collections, _, err := p.Store.Collections(r.Context(), web.Scope(r), store.OwnerFilter{Database: page.DatabaseRef.Database.ID, Limit: store.MostOwners})
	if err != nil {
		return nil, err
	}
	lists := make([]views.ProfileList, len(collections))
	for i, collection := range collections {
		lists[i] = page.ProfileList
		lists[i].DatabaseRef.Collection = collection
		if err := p.fill(r, &lists[i], store.RecordFilter{Parent: page.Record.ID, Limit: newest}); err != nil {
			return nil, err
		}
	}
	return lists, nil
}

// AskDeleteRecord asks whether a record shall go.
func (p profilePages) AskDeleteRecord(w http.ResponseWriter, r *http.Request) error {
	page, err := p.page(r)
	if err != nil {
		return err
	}
	if page.Record.ParentID == 0 {
		const most = 1001 // more are not counted
		children, err := p.Store.Records(r.Context(), web.Scope(r), store.RecordFilter{Resource: models.Subprofile, Parent: page.Record.ID, Limit: most})
		if err != nil {
			return err
		}
		page.Children = len(children)
	}
	return web.Render(w, r, http.StatusOK, views.ProfileDelete(p.frame(w, r, views.NavCompanies), page))
}

// DeleteRecord takes a record away, as it is by then; a profile after its
// subprofiles.
func (p profilePages) DeleteRecord(w http.ResponseWriter, r *http.Request) error {
	page, err := p.page(r)
	if err != nil {
		return err
	}
	if err := p.profileService(r).Delete(r.Context(), page.Record); err != nil {
		return err
	}
	back, what := views.DatabaseURL(page.DatabaseRef), "Profile"
	if page.Parent.ID != 0 {
		back, what = views.ProfileURL(page.Parent), "Subprofile"
	}
	return p.flash(w, r, back, what+" "+page.Record.PublicID+" was deleted.")
}

func (p profilePages) profileService(r *http.Request) store.ProfileService {
	by := web.Access(r)
	return store.ProfileService{Store: p.Store, Publisher: p.Publisher, Access: by, Origin: models.Origin{Source: by.Actor.Name}}
}

// twin is the record that the first sending of a form has made.
func (p profilePages) twin(r *http.Request, form views.ProfileForm) (models.Record, error) {
	key := idOf(form.Key)
	if key == 0 {
		return models.Record{}, models.ErrConflict
	}
	rows, err := p.Store.Records(r.Context(), web.Scope(r), store.RecordFilter{
		Resource: form.DatabaseRef.Resource(), DatabaseRefID: form.DatabaseRef.ID(), ID: key, Limit: 1,
	})
	if err == nil && len(rows) == 0 {
		err = errors.Join(models.ErrConflict, errors.New("the key of a form belongs to another record"))
	}
	if err != nil {
		return models.Record{}, err
	}
	return rows[0], nil
}
