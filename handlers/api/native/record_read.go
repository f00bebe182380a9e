package native

import (
	"bytes"
	"cmp"
	"encoding/json"
	"errors"
	"net/http"
	"slices"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/profile"
	"callboard/models/records"
	"callboard/models/store"
)

// oneOf says which resources there are.
const oneOf = "must be contact, transaction, transactionbatch, accountvault, profile or subprofile"

// create reads a new record and stores it.
func (a recordPages) create(r *http.Request, f *api.Fields, company models.Company) (models.Record, error) {
	resource := ""
	f.Text("resource", &resource)
	if !slices.Contains(resources(), resource) {
		f.Refuse("resource", oneOf)
		return models.Record{}, f.Problems.Err()
	}
	at := a.place(r, f, company)
	at.needs(f, resource)
	if err := cmp.Or(at.err, f.Problems.Err()); err != nil {
		return models.Record{}, err
	}
	if !models.InDatabase(resource) {
		given := known(f)
		given["location_id"] = records.JSON(at.location.PublicID)
		if err := f.Problems.Err(); err != nil {
			return models.Record{}, err
		}
		made, err := a.keeper(r, resource).Create(r.Context(), given)
		return made, worded(resource, err)
	}
	given, err := free(f)
	if err != nil {
		return models.Record{}, err
	}
	if resource == models.Profile {
		return a.profiles(r).Create(r.Context(), at.source.Database, given)
	}
	return a.profiles(r).CreateWithin(r.Context(), at.profile, at.source.Collection, given)
}

// recordPlace is where a new record belongs.
type recordPlace struct {
	location models.Location
	source   models.DatabaseRef
	profile  models.Record
	err      error // trouble that is none of the asker's
}

// place reads where a new record shall belong.
func (a recordPages) place(r *http.Request, f *api.Fields, company models.Company) recordPlace {
	named := func(member string) Named {
		id := ""
		f.Identifier(member, &id)
		return Named{Member: member, ID: id}
	}
	find := a.Lookup(r, company.ID)
	at := recordPlace{
		location: find.Location(f, named("location")),
		source:   find.Source(f, named("database"), named("collection")),
		profile:  find.Profile(f, named("profile")),
	}
	at.err = find.Err
	return at
}

// needs notes what is missing of the place of a record, and what has no place
// in it.
func (at recordPlace) needs(f *api.Fields, resource string) {
	wants := map[string][]string{models.Profile: {"database"}, models.Subprofile: {"profile", "collection"}}
	needed, sourced := wants[resource]
	if !sourced {
		needed = []string{"location"}
	}
	for _, member := range []string{"location", "database", "collection", "profile"} {
		given := !f.Object.Blank(member)
		switch needs := slices.Contains(needed, member); {
		case needs && !given:
			f.Refuse(member, "must be given")
		case !needs && given && !(member == "database" && resource == models.Subprofile):
			f.Refuse(member, "must be left out of a "+resource)
		}
	}
	if c := at.source.Collection; resource == models.Subprofile && c.ID != 0 && at.profile.ID != 0 && c.DatabaseID != at.profile.DatabaseRefID {
		f.Refuse("collection", "must be a collection of the database of the profile")
	}
}

// update reads the changes of a record and stores them.
func (a recordPages) update(r *http.Request, f *api.Fields, record models.Record) (models.Record, error) {
	if models.InDatabase(record.Resource) {
		given, err := free(f)
		if err != nil {
			return record, err
		}
		return a.profiles(r).Update(r.Context(), record, given)
	}
	given := known(f)
	if err := f.Problems.Err(); err != nil {
		return record, err
	}
	changed, err := a.keeper(r, record.Resource).Update(r.Context(), record, given)
	return changed, worded(record.Resource, err)
}

// known reads the fields of a record whose fields are known.
func known(f *api.Fields) store.Fields {
	given := store.Fields{}
	if f.Object.Blank("fields") {
		return given
	}
	child, _ := f.Child("fields")
	for name, value := range child.Members() {
		given[name] = value
	}
	return given
}

// free reads the fields and interests of a profile, byte for byte.
func free(f *api.Fields) (profile.Given, error) {
	fields := json.RawMessage("{}")
	if !f.Object.Blank("fields") {
		fields = f.Object.Raw("fields")
		f.Child("fields") // one object, no name twice
	}
	if err := f.Problems.Err(); err != nil {
		return profile.Given{}, err
	}
	text := bytes.NewBufferString(`{"fields":`)
	text.Write(fields)
	if !f.Object.Blank("interests") {
		text.WriteString(`,"interests":`)
		text.Write(f.Object.Raw("interests"))
	}
	text.WriteByte('}')
	return profile.Read(text.Bytes())
}

// worded gives the problems of a record the names of this API.
func worded(resource string, err error) error {
	problems, refused := errors.AsType[models.Problems](err)
	if !refused {
		return err
	}
	of, _ := records.Named(resource)
	named := of.Worded(problems)
	for i := range named {
		named[i].Field = "fields." + named[i].Field
	}
	return named
}
