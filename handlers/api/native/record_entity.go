package native

import (
	"encoding/json"
	"fmt"
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/profile"
)

// entities writes records of a company as the API does.
func (a recordPages) entities(r *http.Request, company models.Company, found []models.Record) ([]api.Ordered, error) {
	rows := make([]models.ID, len(found))
	for i, record := range found {
		rows[i] = record.LocationID
	}
	locations, err := a.Store.LocationPublicIDs(r.Context(), models.Everything, rows)
	if err != nil {
		return nil, err
	}
	entities := make([]api.Ordered, len(found))
	for i, record := range found {
		what, err := contents(record)
		if err != nil {
			return nil, err
		}
		entities[i] = api.Ordered{
			{Name: "id", Value: record.PublicID},
			{Name: "resource", Value: record.Resource},
			{Name: "company", Value: company.PublicID},
			{Name: "location", Value: OrNull(locations[record.LocationID])},
			{Name: "database", Value: OrNull(what.of.Database)},
			{Name: "collection", Value: OrNull(what.of.Collection)},
			{Name: "profile", Value: OrNull(what.of.Profile)},
			{Name: "version", Value: record.Version},
			{Name: "fields", Value: what.fields},
			{Name: "interests", Value: what.interests},
			{Name: "created_at", Value: Date(record.CreatedAt)},
			{Name: "updated_at", Value: Date(record.UpdatedAt)},
		}
	}
	return entities, nil
}

// content is what a record holds.
type content struct {
	of        profile.Data    // where a profile or subprofile belongs
	fields    json.RawMessage // numbers and order as they were given
	interests any             // of a profile
}

// contents reads what a record holds. The JSON of a profile says where it
// belongs; that of the others is nothing but fields.
func contents(record models.Record) (content, error) {
	if !models.IsSourced(record.Resource) {
		return content{fields: record.Data}, nil
	}
	of, err := profile.Parse(record.Data)
	if err != nil {
		return content{}, fmt.Errorf("read %s %s: %w", record.Resource, record.PublicID, err)
	}
	whole, err := api.ParseObject(record.Data)
	if err != nil {
		return content{}, fmt.Errorf("read %s %s: %w", record.Resource, record.PublicID, err)
	}
	c := content{of: of, fields: whole.Raw("fields")}
	if record.Resource == models.Profile {
		c.interests = append([]string{}, of.Interests...)
	}
	return c, nil
}
