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

// storeNewRecord reads a new record and stores it.
func (a API) storeNewRecord(r *http.Request, f *api.Fields, company models.Company) (models.Record, error) {
	resource := ""
	f.Text("resource", &resource)
	if !slices.Contains(resourceNames(), resource) {
		f.Refuse("resource", mustBeAResource)
		return models.Record{}, f.Problems.Err()
	}
	parts := a.lookup(r, company.ID)
	location, ref, parent := parts.location(f, "location"), parts.databaseRef(f, "database", "collection"), parts.profile(f, "profile")
	checkRecordPlace(f, resource)
	if c := ref.Collection; resource == models.Subprofile && c.ID != 0 && parent.ID != 0 && c.DatabaseID != parent.DatabaseRefID {
		f.Refuse("collection", "must be a collection of the database of the profile")
	}
	if err := cmp.Or(parts.err, f.Problems.Err()); err != nil {
		return models.Record{}, err
	}
	if !models.InDatabase(resource) {
		fields := readRecordFields(f)
		fields["location_id"] = records.JSON(location.PublicID)
		if err := f.Problems.Err(); err != nil {
			return models.Record{}, err
		}
		record, err := a.recordService(r, resource).Create(r.Context(), fields)
		return record, renameRecordFields(resource, err)
	}
	fields, err := readProfileFields(f)
	if err != nil {
		return models.Record{}, err
	}
	if resource == models.Profile {
		return a.profileService(r).Create(r.Context(), ref.Database, fields)
	}
	return a.profileService(r).CreateWithin(r.Context(), parent, ref.Collection, fields)
}

// checkRecordPlace refuses what is missing of the place of a record, and what
// has no place in it.
func checkRecordPlace(f *api.Fields, resource string) {
	needed := []string{"location"}
	switch resource {
	case models.Profile:
		needed = []string{"database"}
	case models.Subprofile:
		needed = []string{"profile", "collection"}
	}
	for _, member := range []string{"location", "database", "collection", "profile"} {
		isGiven, needs := !f.Object.Blank(member), slices.Contains(needed, member)
		switch {
		case needs && !isGiven:
			f.Refuse(member, "must be given")
		case !needs && isGiven && !(member == "database" && resource == models.Subprofile):
			f.Refuse(member, "must be left out of a "+resource)
		}
	}
}

// storeRecordChange reads the changes of a record and stores them.
func (a API) storeRecordChange(r *http.Request, f *api.Fields, record models.Record) (models.Record, error) {
	if models.InDatabase(record.Resource) {
		fields, err := readProfileFields(f)
		if err != nil {
			return record, err
		}
		return a.profileService(r).Update(r.Context(), record, fields)
	}
	fields := readRecordFields(f)
	if err := f.Problems.Err(); err != nil {
		return record, err
	}
	changed, err := a.recordService(r, record.Resource).Update(r.Context(), record, fields)
	return changed, renameRecordFields(record.Resource, err)
}

// readRecordFields reads the fields of a record of a resource whose fields have
// rules.
func readRecordFields(f *api.Fields) store.Fields {
	fields := store.Fields{}
	if f.Object.Blank("fields") {
		return fields
	}
	object, _ := f.Child("fields")
	for name, value := range object.Members() {
		fields[name] = value
	}
	return fields
}

// readProfileFields reads the free fields of a profile or subprofile and its
// interests, byte for byte.
func readProfileFields(f *api.Fields) (profile.Input, error) {
	fields := json.RawMessage("{}")
	if !f.Object.Blank("fields") {
		fields = f.Object.Raw("fields")
		f.Child("fields") // one object, no name twice
	}
	if interests := f.Object.Raw("interests"); !f.Object.Blank("interests") && interests[0] != '[' {
		f.Refuse("interests", "must be a list of names")
	}
	if err := f.Problems.Err(); err != nil {
		return profile.Input{}, err
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

// renameRecordFields gives the problems of a record the words and names of this
// API.
func renameRecordFields(resource string, err error) error {
	problems, ok := errors.AsType[models.Problems](err)
	if !ok {
		return err
	}
	of, _ := records.Named(resource)
	renamed := of.Worded(problems)
	for i := range renamed {
		renamed[i].Field = "fields." + renamed[i].Field
	}
	return renamed
}
