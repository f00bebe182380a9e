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

// How much of a history is sent at most: changes, and bytes.
const (
	maxChanges        = 100
	maxChangelogBytes = 256 << 10
)

// expandSnapshot returns, as a JSON object, the related records that the callbacks
// of an event want (Event.Wanted), nil when they want none. A record that does not
// exist, or not at the same location, is null.
func expandSnapshot(tx *gorm.DB, e models.Event) ([]byte, error) {
	resource, _, _ := strings.Cut(e.Type, ".")
	related, out := expandReader{tx, e}, []byte{'{'}
	for _, name := range expandedNames(resource) {
		if !slices.Contains(e.Wanted, name) {
			continue
		}
		value, err := related.value(name)
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

// expandedNames lists the names of what can be added to a record, in the order in
// which they are stored.
func expandedNames(resource string) []string {
	if models.InDatabase(resource) {
		return models.ExpandsAroundProfile()
	}
	return models.ExpandsOf(resource)
}

// expandReader reads the records related to an event.
type expandReader struct {
	tx *gorm.DB
	e  models.Event
}

func (r expandReader) value(name string) ([]byte, error) {
	switch name {
	case models.ExpandLocation:
		return r.location()
	case models.ExpandProduct:
		return r.product()
	case models.ExpandChangelogs:
		return r.changelogs()
	case models.ExpandProfile:
		return r.profileData()
	case models.ExpandCollections:
		return r.collections()
	case models.ExpandInterests:
		return r.interests()
	}
	record, err := r.record(name, models.Filter{Path: []string{name + "_id"}}.Value(r.e.Data))
	if err != nil || record.DeletedAt != 0 || len(record.Data) == 0 {
		return []byte("null"), err
	}
	return record.Data, nil
}

// record returns a record of the event's location, the zero Record when there is
// none.
func (r expandReader) record(resource, publicID string) (models.Record, error) {
	var record models.Record
	if !models.MayBePublicID(publicID) {
		return record, nil
	}
	err := r.tx.Where("public_id = ? AND resource = ? AND company_id = ? AND location_id = ?",
		publicID, resource, r.e.CompanyID, r.e.LocationID).Take(&record).Error
	if errors.Is(err, gorm.ErrRecordNotFound) {
		err = nil
	}
	return record, err
}

// product writes what is known of the product of the event's record: its id.
func (r expandReader) product() ([]byte, error) {
	id := models.Filter{Path: []string{"product_transaction_id"}}.Value(r.e.Data)
	if id == "" {
		return []byte("null"), nil
	}
	return json.Marshal(struct {
		ID string `json:"id"`
	}{id})
}

// location writes the location of the event.
func (r expandReader) location() ([]byte, error) {
	var location models.Location
	err := r.tx.Where("id = ? AND company_id = ?", r.e.LocationID, r.e.CompanyID).Take(&location).Error
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
	}{location.PublicID, location.Name, location.Code, location.TimeZone, location.Active})
}

// changelogEntry is one change of a record. It does not say who made it: that stays
// within Callboard.
type changelogEntry struct {
	ID      string               `json:"id"`
	Action  string               `json:"action"`
	At      int64                `json:"created_ts"`
	Details []records.Difference `json:"changelog_details"`
}

// changelogs writes the history of the event's record, newest first, with the change
// that the event reports.
func (r expandReader) changelogs() ([]byte, error) {
	name, _, _ := strings.Cut(r.e.Type, ".")
	record, err := r.record(name, r.e.RecordID)
	if err != nil || record.ID == 0 {
		return []byte("[]"), err
	}
	var changes []models.RecordChange
	if err := r.tx.Where("record_id = ?", record.ID).Order("id DESC").Limit(maxChanges).Find(&changes).Error; err != nil {
		return nil, err
	}
	resource, _ := records.Named(name)
	var entries [][]byte
	size := 0
	for _, change := range changes {
		entry, err := json.Marshal(changelogEntry{
			ID: change.ID.String(), Action: strings.ToUpper(string(change.Action)), At: int64(change.At) / 1000,
			Details: resource.Differences(change.Before, change.After),
		})
		if err != nil {
			return nil, err
		}
		if size += len(entry); size > maxChangelogBytes && len(entries) > 0 {
			break
		}
		entries = append(entries, entry)
	}
	return slices.Concat([]byte{'['}, bytes.Join(entries, []byte{','}), []byte{']'}), nil
}

// expand stores with events the related records that their callbacks want, as they
// are after the change that the events report.
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
