package native

import (
	"encoding/json"
	"fmt"
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/profile"
)

// Record is a record of any resource.
type Record struct {
	ID         string          `json:"id"`
	Resource   RecordResource  `json:"resource"`
	Company    string          `json:"company"`
	Location   *string         `json:"location"`
	Database   *string         `json:"database" description:"Of a profile or subprofile."`
	Collection *string         `json:"collection" description:"Of a subprofile."`
	Profile    *string         `json:"profile" description:"Of a subprofile."`
	Version    int64           `json:"version"`
	Fields     json.RawMessage `json:"fields" description:"Those of the resource; of a profile or subprofile as they were given."`
	Interests  *[]string       `json:"interests" description:"Of a profile."`
	CreatedAt  Date            `json:"created_at"`
	UpdatedAt  Date            `json:"updated_at"`
}

// RecordResource is what a record is: a contact, a profile.
type RecordResource string

// NewRecord is a record to store. Where it belongs depends on its resource.
type NewRecord struct {
	Resource   RecordResource   `json:"resource"`
	Location   *string          `json:"location,omitzero" description:"Of a contact, transaction, transactionbatch or accountvault."`
	Database   *string          `json:"database,omitzero" description:"Of a profile."`
	Profile    *string          `json:"profile,omitzero" description:"Of a subprofile."`
	Collection *string          `json:"collection,omitzero" description:"Of a subprofile."`
	Fields     *json.RawMessage `json:"fields,omitzero"`
	Interests  *[]string        `json:"interests,omitzero" description:"Of a profile."`
}

// RecordChange says what shall change of a record.
type RecordChange struct {
	Version   int64            `json:"version,omitzero" description:"When it is given, a change by somebody else since that version is a conflict."`
	Fields    *json.RawMessage `json:"fields,omitzero" description:"Those that change; null empties one of a contact, transaction, transactionbatch or accountvault."`
	Interests *[]string        `json:"interests,omitzero" description:"Of a profile: all that it shall have."`
}

// recordsOf writes records of a company as the API does.
func (a API) recordsOf(r *http.Request, company models.Company, rows []models.Record) ([]Record, error) {
	ids := make([]models.ID, len(rows))
	for i, record := range rows {
		ids[i] = record.LocationID
	}
	locations, err := a.Store.LocationPublicIDs(r.Context(), models.Everything, ids)
	if err != nil {
		return nil, err
	}
	entities := make([]Record, len(rows))
	for i, record := range rows {
		entities[i] = Record{
			ID: record.PublicID, Resource: RecordResource(record.Resource), Company: company.PublicID, Location: orNull(locations[record.LocationID]),
			Version: record.Version, Fields: record.Data, CreatedAt: dateOf(record.CreatedAt), UpdatedAt: dateOf(record.UpdatedAt),
		}
		if !models.InDatabase(record.Resource) {
			continue
		}
		if err := readProfile(record, &entities[i]); err != nil {
			return nil, fmt.Errorf("read %s %s: %w", record.Resource, record.PublicID, err)
		}
	}
	return entities, nil
}

// readProfile takes from the JSON of a profile or subprofile where it belongs,
// and its fields and interests. Numbers and order of the fields stay as they
// were given.
func readProfile(record models.Record, entity *Record) error {
	data, err := profile.Parse(record.Data)
	if err != nil {
		return err
	}
	object, err := api.ParseObject(record.Data)
	if err != nil {
		return err
	}
	entity.Database, entity.Collection, entity.Profile = orNull(data.Database), orNull(data.Collection), orNull(data.Profile)
	entity.Fields = object.Raw("fields")
	if record.Resource == models.Profile {
		interests := append([]string{}, data.Interests...)
		entity.Interests = &interests
	}
	return nil
}
