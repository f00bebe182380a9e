package console

import (
	"bytes"
	"cmp"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"callboard/models"
	"callboard/models/records"
	"callboard/models/store"
	"callboard/views"
	"callboard/web"
)

// testTarget is whom a test event shall reach: one callback, or everybody who
// asks for it at a location or in a company.
type testTarget struct {
	key, words, page string
	owner            models.Owner
	callback         models.Callback    // zero: all
	databaseRef      models.DatabaseRef // of database callbacks
	own              []models.CustomEventType
}

// named returns the event type of this name.
func (t testTarget) named(name string) (models.EventType, bool) {
	all := models.EventTypesWith(t.own)
	i := slices.IndexFunc(all, func(eventType models.EventType) bool { return eventType.Name == name })
	if i < 0 {
		return models.EventType{}, false
	}
	return all[i], true
}

// types are the event types that the target can get.
func (t testTarget) types() []models.EventType {
	switch {
	case t.callback.ID == 0 && t.databaseRef.ID() != 0:
		return models.TypesOfResource(t.databaseRef.Resource())
	case t.callback.ID == 0:
		return models.EventTypesWith(t.own)
	}
	var types []models.EventType
	for _, eventType := range models.EventTypesWith(t.own) {
		asked := slices.ContainsFunc(t.callback.Types, func(wanted models.CallbackType) bool { return models.MatchesType(wanted.Type, eventType.Name) })
		if asked && t.callback.Sends(eventType.Action) {
			types = append(types, eventType)
		}
	}
	return types
}

// filter is a list or campaign that the target asks for events of a type of.
func (t testTarget) filter(name string) string {
	for _, wanted := range t.callback.Types {
		if models.MatchesType(wanted.Type, name) {
			return wanted.FilterValue
		}
	}
	return ""
}

// sample is what a test event of a type carries unless somebody changes it.
func (t testTarget) sample(name string) string {
	for _, eventType := range t.types() {
		if eventType.Name == name {
			var text bytes.Buffer
			data := records.ForProduct(eventType, eventType.SampleFor(t.filter(eventType.Name)), t.callback.Settings.ProductID)
			if json.Indent(&text, data, "", "  ") != nil {
				return string(data)
			}
			return text.String()
		}
	}
	return ""
}

// isSample says whether data is the sample of a type, unchanged.
func (t testTarget) isSample(data string) bool {
	plain := strings.ReplaceAll(data, "\r\n", "\n") // as forms send line ends
	return slices.ContainsFunc(t.types(), func(eventType models.EventType) bool { return t.sample(eventType.Name) == plain })
}

// targets lists whom the asker can send to, within the company or location
// that the address names.
func (h testEventPages) targets(r *http.Request) ([]views.Choice, error) {
	filter := store.CallbackFilter{Live: true}
	var options []views.Choice
	if key := withinKey(r); key != "" {
		all, err := h.target(r, key)
		if err != nil {
			return nil, err
		}
		filter.Location, filter.Company, filter.DatabaseRefID = all.owner.LocationID, all.owner.CompanyID, all.databaseRef.ID()
		options = append(options, views.Choice{Value: key, Label: "All active callbacks of " + all.words})
	}
	callbacks, err := h.Store.Callbacks(r.Context(), web.Scope(r), filter)
	if err != nil || len(callbacks) == 0 {
		return nil, err
	}
	groups := map[models.Owner]string{}
	for _, c := range callbacks[:min(len(callbacks), testTargetLimit)] {
		group, ok := groups[c.Owner()]
		if !ok {
			if group, err = h.ownerWords(r, c.Owner()); err != nil {
				return nil, err
			}
			groups[c.Owner()] = group
		}
		options = append(options, views.Choice{Value: "callback:" + c.PublicID, Label: c.Title(), Group: group})
	}
	slices.SortStableFunc(options, func(a, b views.Choice) int { return cmp.Compare(a.Group, b.Group) })
	return options, nil
}

// testTargetLimit is how many callbacks the list offers. The page of any other
// leads to its test as well.
const testTargetLimit = 200

// ownerWords names a location with its company, or a company.
func (h testEventPages) ownerWords(r *http.Request, o models.Owner) (string, error) {
	company, err := h.Store.CompanyByID(r.Context(), models.Everything, o.CompanyID)
	if err != nil || o.LocationID == 0 {
		return company.Name, err
	}
	location, err := h.Store.LocationByID(r.Context(), web.Scope(r), o.LocationID)
	return company.Name + ", " + location.Name, err
}

// withinKey names the company or location to whose callbacks the page keeps.
func withinKey(r *http.Request) string {
	for _, what := range []string{"location", "company", "database", "collection"} {
		if id := r.FormValue(what); id != "" {
			return what + ":" + id
		}
	}
	return ""
}

// target looks up what a key names, within the asker's scope.
func (h testEventPages) target(r *http.Request, key string) (testTarget, error) {
	to, err := h.lookUp(r, key)
	if err == nil {
		to.own, err = h.Store.CustomEventTypes(r.Context(), to.owner.CompanyID)
	}
	return to, err
}

func (h testEventPages) lookUp(r *http.Request, key string) (testTarget, error) {
	in := web.Scope(r)
	what, id, _ := strings.Cut(key, ":")
	switch what {
	case "callback":
		callback, err := h.Store.Callback(r.Context(), in, id)
		if err != nil {
			return testTarget{}, err
		}
		source, err := h.databaseByID(r, callback.DatabaseRefID)
		return testTarget{key: key, words: callback.Title(), page: views.CallbackURL(callback), owner: callback.Owner(), callback: callback, databaseRef: source}, err
	case "location":
		location, err := h.Store.Location(r.Context(), in, id)
		return testTarget{key: key, words: location.Name, page: views.LocationURL(location), owner: location.Owner()}, err
	case "company":
		company, err := h.Store.Company(r.Context(), in, id)
		return testTarget{key: key, words: company.Name, page: views.CompanyURL(company), owner: company.Owner()}, err
	case "database":
		database, err := h.Store.Database(r.Context(), in, id)
		return ofDatabaseRef(models.DatabaseRef{Database: database}), err
	case "collection":
		collection, err := h.Store.Collection(r.Context(), in, id)
		if err != nil {
			return testTarget{}, err
		}
		source, err := h.databaseByID(r, collection.ID)
		return ofDatabaseRef(source), err
	}
	return testTarget{}, models.ErrNotFound
}

// ofDatabaseRef is everybody who asks for the changes within a database or
// collection.
func ofDatabaseRef(s models.DatabaseRef) testTarget {
	return testTarget{key: databaseKey(s), words: s.Words(), page: views.DatabaseURL(s), owner: s.Database.Owner(), databaseRef: s}
}

func databaseKey(s models.DatabaseRef) string {
	if s.Collection.ID != 0 {
		return "collection:" + s.Collection.PublicID
	}
	return "database:" + s.Database.PublicID
}
