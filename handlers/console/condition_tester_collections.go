package console

import (
	"bytes"
	"encoding/json"
	"net/http"

	"callboard/models"
	"callboard/models/profile"
	"callboard/models/records"
	"callboard/models/store"
)

// readCollections finds what the collections and the interests of a database are
// called, whose callback it is or shall be: conditions know them by their names.
func (t conditionTester) readCollections(r *http.Request, s *subject) error {
	s.collections = []string{"Orders"}
	source := s.callback.DatabaseRefID
	if id, err := models.ParseID(r.FormValue("source")); err == nil && source == 0 {
		source = id
	}
	if source == 0 {
		return nil
	}
	refs, err := t.Store.DatabaseRefs(r.Context(), readScope(r), []models.ID{source})
	if err != nil {
		return err
	}
	collections, _, err := t.Store.Collections(r.Context(), readScope(r), store.OwnerFilter{Database: refs[source].Database.ID, Limit: store.MostOwners})
	if err != nil {
		return err
	}
	s.collections = nil
	for _, collection := range collections {
		s.collections = append(s.collections, collection.Name)
	}
	s.interests, err = t.Store.Interests(r.Context(), readScope(r), refs[source].Database.ID)
	return err
}

// around is what surrounds the sample of a profile or subprofile: the sample
// of a profile, with one subprofile in each collection.
func (s *subject) around(kind models.EventType) []byte {
	if !models.InDatabase(kind.Resource) {
		return nil
	}
	above, _ := models.EventTypeNamed(models.TypeOfChange(models.Profile, models.Update))
	below, _ := models.EventTypeNamed(models.TypeOfChange(models.Subprofile, models.Update))
	child, err := profile.Parse(below.Sample)
	if err != nil {
		return nil
	}
	var out bytes.Buffer
	out.WriteString(`{"profile":` + string(above.Sample) + `,"collections":{`)
	for i, name := range s.collections {
		if i > 0 {
			out.WriteByte(',')
		}
		out.Write(records.JSON(name))
		out.WriteString(":[" + string(child.Flat()) + "]")
	}
	names, err := json.Marshal(s.interests)
	if err != nil {
		return nil
	}
	out.WriteString(`},"interests":` + string(names) + "}")
	return out.Bytes()
}
