package database

import (
	"net/http"
	"slices"
	"strings"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/profile"
)

// entity writes a callback in the order of the published document. What it
// does not belong to is the number 0.
func entity(c models.Callback, of models.DatabaseRef) api.Ordered {
	var collection, database any = 0, 0
	if of.Collection.ID != 0 {
		collection = of.Collection.PublicID
	} else if of.Database.ID != 0 {
		database = of.Database.PublicID
	}
	return api.Ordered{
		{Name: "ID", Value: c.PublicID},
		{Name: "url", Value: c.URL},
		{Name: "expression", Value: c.Settings.Condition},
		{Name: "method", Value: method(c)},
		{Name: "action", Value: action(c)},
		{Name: "collection", Value: collection},
		{Name: "database", Value: database},
	}
}

// method names the format of what a callback sends.
func method(c models.Callback) string {
	if strings.EqualFold(c.ContentType(), textXML) {
		return "xml"
	}
	return "json"
}

// action names the changes that a callback sends: "all", one, or two with a
// comma, which can be chosen elsewhere.
func action(c models.Callback) string {
	var names []string
	for _, one := range everyAction() {
		if c.Sends(one) {
			names = append(names, string(one))
		}
	}
	if len(names) == len(everyAction()) {
		return "all"
	}
	return strings.Join(names, ",")
}

func everyAction() []models.Action {
	return []models.Action{models.Create, models.Update, models.Delete}
}

// entry writes a profile or subprofile.
func entry(record models.Record) (api.Ordered, error) {
	d, err := profile.Parse(record.Data)
	if err != nil {
		return nil, err
	}
	written := api.Ordered{{Name: "ID", Value: record.PublicID}}
	if record.Resource == models.Subprofile {
		written = append(written, api.Member{Name: "profile", Value: d.Profile})
	}
	written = append(written, api.Member{Name: "database", Value: d.Database})
	if record.Resource == models.Subprofile {
		written = append(written, api.Member{Name: "collection", Value: d.Collection})
	}
	fields := api.Ordered{}
	for _, f := range d.Fields {
		fields = append(fields, api.Member{Name: f.Name, Value: f.Value})
	}
	written = append(written, api.Member{Name: "fields", Value: fields})
	if record.Resource == models.Profile {
		written = append(written, api.Member{Name: "interests", Value: append([]string{}, d.Interests...)})
	}
	return append(
		written,
		api.Member{Name: "created", Value: moment(record.CreatedAt)},
		api.Member{Name: "modified", Value: moment(record.UpdatedAt)},
	), nil
}

// entries writes profiles or subprofiles.
func entries(records []models.Record) ([]api.Ordered, error) {
	all := slices.Grow([]api.Ordered{}, len(records))
	for _, record := range records {
		one, err := entry(record)
		if err != nil {
			return nil, err
		}
		all = append(all, one)
	}
	return all, nil
}

func moment(t models.Millis) string { return t.Time().Format("2006-01-02T15:04:05.000Z07:00") }

// created answers that there is a new thing, and where.
func created(w http.ResponseWriter, thing, id string) error {
	w.Header().Set("X-Created", id)
	return at(w, http.StatusCreated, thing, id)
}

// changed answers that a thing was changed, and where it is to be read.
func changed(w http.ResponseWriter, thing, id string) error {
	return at(w, http.StatusSeeOther, thing, id)
}

func at(w http.ResponseWriter, status int, thing, id string) error {
	w.Header().Set("Location", "/"+thing+"/"+id)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	return nil
}

// deleted answers that a thing is gone.
func deleted(w http.ResponseWriter, thing, id string) error {
	w.Header().Set("X-Deleted", thing+" "+id)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(http.StatusOK)
	return nil
}
