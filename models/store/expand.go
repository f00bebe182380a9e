package store

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/records"
)

// The most of a history that is sent: changes, and bytes.
const (
	maxChanges        = 100
	maxChangelogBytes = 256 << 10
)

// expandSnapshot returns, as JSON members, all that the callbacks of an event want
// beside its record (Event.Wanted), nil when that is nothing. A related record
// that there is not, or not at the same location, is null.
func expandSnapshot(tx *gorm.DB, e models.Event) ([]byte, error) {
	resource, _, _ := strings.Cut(e.Type, ".")
	around, out := expandReader{tx, e}, []byte{'{'}
	for _, name := range expandedNames(resource) {
		if !slices.Contains(e.Wanted, name) {
			continue
		}
		value, err := around.value(name)
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

// expandedNames lists what there is beside a record, in the order in which it is kept.
func expandedNames(resource string) []string {
	if models.InDatabase(resource) {
		return models.ExpandsAroundProfile()
	}
	return models.ExpandsOf(resource)
}

// expandReader reads what stands around an event.
type expandReader struct {
	tx *gorm.DB
	e  models.Event
}

func (r expandReader) value(name string) ([]byte, error) {
	switch name {
	case models.ExpandLocation:
		return r.location()
	case models.ExpandChangelogs:
		return r.changelogs()
	case models.ExpandProfile:
		return r.profileData()
	case models.ExpandCollections:
		return r.collections()
	}
	found, err := r.record(name, models.Filter{Path: []string{name + "_id"}}.Value(r.e.Data))
	if err != nil || found.DeletedAt != 0 || len(found.Data) == 0 {
		return []byte("null"), err
	}
	return found.Data, nil
}

// record returns a record of the event's location, the zero Record when there
// is none.
func (r expandReader) record(resource, publicID string) (models.Record, error) {
	var found models.Record
	if !models.MayBePublicID(publicID) {
		return found, nil
	}
	err := r.tx.Where("public_id = ? AND resource = ? AND company_id = ? AND location_id = ?",
		publicID, resource, r.e.CompanyID, r.e.LocationID).Take(&found).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		err = nil
	}
	return found, err
}

// location writes the location of an event.
func (r expandReader) location() ([]byte, error) {
	var found models.Location
	err := r.tx.Where("id = ? AND company_id = ?", r.e.LocationID, r.e.CompanyID).Take(&found).Error
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

// changelogEntry is one line of the history. Who made the change stays in the house.
type changelogEntry struct {
	ID      string               `json:"id"`
	Action  string               `json:"action"`
	At      int64                `json:"created_ts"`
	Details []records.Difference `json:"changelog_details"`
}

// changelogs writes the history of an event's record, newest first, the
// change that the event reports included.
func (r expandReader) changelogs() ([]byte, error) {
	name, _, _ := strings.Cut(r.e.Type, ".")
	of, err := r.record(name, r.e.RecordID)
	if err != nil || of.ID == 0 {
		return []byte("[]"), err
	}
	var lines []models.RecordChange
	if err := r.tx.Where("record_id = ?", of.ID).Order("id DESC").Limit(maxChanges).Find(&lines).Error; err != nil {
		return nil, err
	}
	resource, _ := records.Named(name)
	var all [][]byte
	size := 0
	for _, line := range lines {
		one, err := json.Marshal(changelogEntry{
			ID: line.ID.String(), Action: strings.ToUpper(string(line.Action)), At: int64(line.At) / 1000,
			Details: resource.Differences(line.Before, line.After),
		})
		if err != nil {
			return nil, err
		}
		if size += len(one); size > maxChangelogBytes && len(all) > 0 {
			break
		}
		all = append(all, one)
	}
	return slices.Concat([]byte{'['}, bytes.Join(all, []byte{','}), []byte{']'}), nil
}

// expand takes the snapshot of what the callbacks of events want beside the
// records, after the change that the events report.
func expand(tx *gorm.DB, events []models.Event) error {
	for i, e := range events {
		if len(e.Wanted) == 0 {
			continue
		}
		snapshot, err := expandSnapshot(tx, e)
		if err != nil {
			return err
		}
		events[i].Expands = snapshot
	}
	return nil
}
