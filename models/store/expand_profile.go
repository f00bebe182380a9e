package store

import (
	"bytes"
	"encoding/json"
	"slices"

	"callboard/models"
	"callboard/models/profile"
)

// How many of a profile's subprofiles a condition sees at most, and how many bytes.
const (
	maxSubprofiles     = 500
	maxSubprofileBytes = 256 << 10
)

// profile returns the profile of an event, the zero Record when there is none: an
// event can be published by hand without one.
func (r expandReader) profile() (models.Record, error) {
	publicID := r.e.RecordID
	if r.e.Type != models.TypeOfChange(models.Profile, r.e.Action) {
		publicID = models.Filter{Path: []string{models.Profile}}.Value(r.e.Data)
	}
	return r.record(models.Profile, publicID)
}

// profileData writes the profile of an event, as it is after the event.
func (r expandReader) profileData() ([]byte, error) {
	if r.e.Type == models.TypeOfChange(models.Profile, r.e.Action) {
		return r.e.Data, nil
	}
	record, err := r.profile()
	if err != nil || len(record.Data) == 0 {
		return []byte("null"), err
	}
	return record.Data, nil
}

// collections writes, for each collection of the event's database, the subprofiles
// of its profile, newest first, each with its id and its fields.
func (r expandReader) collections() ([]byte, error) {
	parent, err := r.profile()
	if err != nil || parent.ID == 0 {
		return []byte("{}"), err
	}
	var collections []models.Collection
	if err := r.tx.Where("database_id = ? AND company_id = ? AND deleted_at = 0", parent.DatabaseRefID, parent.CompanyID).Order("id").Find(&collections).Error; err != nil {
		return nil, err
	}
	var children []models.Record
	err = r.tx.Where("parent_id = ? AND company_id = ? AND deleted_at = 0", parent.ID, parent.CompanyID).
		Order("id DESC").Limit(maxSubprofiles).Find(&children).Error
	if err != nil {
		return nil, err
	}
	lists, size := map[models.ID][][]byte{}, 0
	for _, child := range children {
		subprofile := flat(child)
		if size += len(subprofile); size > maxSubprofileBytes {
			break
		}
		lists[child.DatabaseRefID] = append(lists[child.DatabaseRefID], subprofile)
	}
	out := []byte{'{'}
	for i, c := range collections {
		if i > 0 {
			out = append(out, ',')
		}
		name, err := json.Marshal(c.Name)
		if err != nil {
			return nil, err
		}
		out = slices.Concat(out, name, []byte(":["), bytes.Join(lists[c.ID], []byte{','}), []byte{']'})
	}
	return append(out, '}'), nil
}

// flat writes a subprofile as a condition sees it.
func flat(child models.Record) []byte {
	d, err := profile.Parse(child.Data)
	if err != nil {
		return []byte("null")
	}
	return d.Flat()
}
