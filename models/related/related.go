// Package related takes the snapshot of what the record of an event points to,
// within the transaction that accepts the event.
package related

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/expands"
	"callboard/models/records"
)

// The most of a history that is sent: changes, and bytes.
const (
	mostChanges = 100
	mostBytes   = 256 << 10
)

// Snapshot returns, as JSON members, all that the callbacks of an event want
// beside its record (Event.Wanted), nil when that is nothing. A related record
// that there is not, or not at the same location, is null.
func Snapshot(tx *gorm.DB, e models.Event) ([]byte, error) {
	resource, _, _ := strings.Cut(e.Type, ".")
	out := []byte{'{'}
	for _, name := range expands.Of(resource) {
		if !slices.Contains(e.Wanted, name) {
			continue
		}
		value, err := valueOf(tx, e, name)
		if err != nil {
			return nil, fmt.Errorf("expand the event of %s %s with %s: %w", resource, e.RecordID, name, err)
		}
		if len(out) > 1 {
			out = append(out, ',')
		}
		out = append(append(append(out, '"'), name...), '"', ':')
		out = append(out, value...)
	}
	if len(out) == 1 {
		return nil, nil
	}
	return append(out, '}'), nil
}

func valueOf(tx *gorm.DB, e models.Event, name string) ([]byte, error) {
	switch name {
	case expands.Location:
		return location(tx, e)
	case expands.Changelogs:
		return changelogs(tx, e)
	}
	found, err := record(tx, e, name, models.Filter{Path: []string{name + "_id"}}.Value(e.Data))
	if err != nil || found.DeletedAt != 0 || len(found.Data) == 0 {
		return []byte("null"), err
	}
	return found.Data, nil
}

// record returns a record of the event's location, the zero Record when there
// is none.
func record(tx *gorm.DB, e models.Event, resource, publicID string) (models.Record, error) {
	var found models.Record
	if !models.MayBePublicID(publicID) {
		return found, nil
	}
	err := tx.Where("public_id = ? AND resource = ? AND company_id = ? AND location_id = ?",
		publicID, resource, e.CompanyID, e.LocationID).Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		err = nil
	}
	return found, err
}

// location writes the location of an event.
func location(tx *gorm.DB, e models.Event) ([]byte, error) {
	var found models.Location
	err := tx.Where("id = ? AND company_id = ?", e.LocationID, e.CompanyID).Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		return []byte("null"), nil
	}
	if err != nil {
		return nil, err
	}
	return json.Marshal(struct {
		ID       string `json:"id"`
		Name     string `json:"name"`
		Code     string `json:"code"`
		TimeZone string `json:"time_zone"`
		Active   bool   `json:"is_active"`
	}{found.PublicID, found.Name, found.Code, found.TimeZone, found.Active})
}

// entry is one line of the history. Who made the change stays in the house.
type entry struct {
	ID      string   `json:"id"`
	Action  string   `json:"action"`
	At      int64    `json:"created_ts"`
	Details []detail `json:"changelog_details"`
}

// detail is one field that changed.
type detail struct {
	Field string          `json:"field"`
	Old   json.RawMessage `json:"old_value"`
	New   json.RawMessage `json:"new_value"`
}

// changelogs writes the history of an event's record, newest first, the
// change that the event reports included.
func changelogs(tx *gorm.DB, e models.Event) ([]byte, error) {
	name, _, _ := strings.Cut(e.Type, ".")
	of, err := record(tx, e, name, e.RecordID)
	if err != nil || of.ID == 0 {
		return []byte("[]"), err
	}
	var lines []models.RecordChange
	if err := tx.Where("record_id = ?", of.ID).Order("id DESC").Limit(mostChanges).Find(&lines).Error; err != nil {
		return nil, err
	}
	resource, _ := records.Named(name)
	var all [][]byte
	size := 0
	for _, line := range lines {
		one, err := json.Marshal(entry{
			ID: line.ID.String(), Action: strings.ToUpper(string(line.Action)), At: int64(line.At) / 1000,
			Details: differences(resource, line.Before, line.After),
		})
		if err != nil {
			return nil, err
		}
		if size += len(one); size > mostBytes && len(all) > 0 {
			break
		}
		all = append(all, one)
	}
	return slices.Concat([]byte{'['}, bytes.Join(all, []byte{','}), []byte{']'}), nil
}

// differences lists the fields in which two states of a record differ; a
// record that is gone has no state, and what it was stands in the line before.
func differences(of records.Resource, before, after []byte) []detail {
	changed := []detail{}
	var was, is map[string]json.RawMessage
	if len(after) == 0 || json.Unmarshal(after, &is) != nil {
		return changed
	}
	if len(before) > 0 && json.Unmarshal(before, &was) != nil {
		return changed
	}
	for _, f := range of.Fields {
		old, now := orNull(was[f.Name]), orNull(is[f.Name])
		if f.Name != "modified_ts" && !bytes.Equal(old, now) {
			changed = append(changed, detail{f.Name, old, now})
		}
	}
	return changed
}

func orNull(value json.RawMessage) json.RawMessage {
	if len(value) == 0 {
		return json.RawMessage("null")
	}
	return value
}
