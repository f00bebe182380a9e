package database

import (
	"encoding/json"

	"callboard/models"
	"callboard/models/profile"
)

// profileEntity is a profile, or a subprofile of one, which has the ids of its
// profile and collection but no interests.
type profileEntity struct {
	ID         string          `json:"ID"`
	Profile    string          `json:"profile,omitzero"`
	Database   string          `json:"database"`
	Collection string          `json:"collection,omitzero"`
	Fields     json.RawMessage `json:"fields"`
	Interests  []string        `json:"interests,omitzero"` // of a profile never nil
	Created    string          `json:"created"`
	Modified   string          `json:"modified"`
}

// profileEntityOf writes a profile or subprofile.
func profileEntityOf(record models.Record) (profileEntity, error) {
	data, err := profile.Parse(record.Data)
	if err != nil {
		return profileEntity{}, err
	}
	e := profileEntity{
		ID:         record.PublicID,
		Profile:    data.Profile,
		Database:   data.Database,
		Collection: data.Collection,
		Fields:     profile.Object(data.Fields), // numbers and order as they were given
		Created:    moment(record.CreatedAt),
		Modified:   moment(record.UpdatedAt),
	}
	if record.Resource == models.Profile {
		e.Interests = append([]string{}, data.Interests...)
	}
	return e, nil
}

// moment writes a time to the millisecond, in UTC.
func moment(t models.Millis) string { return t.Time().Format("2006-01-02T15:04:05.000Z07:00") }
