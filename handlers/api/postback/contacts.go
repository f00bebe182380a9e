package postback

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/contact"
	"callboard/models/ids"
	"callboard/web"
)

// CreateContact stores a contact, and tells the postbacks of its location. A
// location that the key does not reach is invalid, whether it exists or not.
func (a API) CreateContact(w http.ResponseWriter, r *http.Request) error {
	given, err := readWrapped(w, r, "contact")
	if err != nil {
		return err
	}
	now := models.At(a.Store.Now())
	record := models.Record{
		ID: a.Store.NewID(), PublicID: ids.Hex(), Resource: "contact",
		Version: 1, CreatedAt: now, UpdatedAt: now,
	}
	data, found := contact.New(record.PublicID, given.Members(), now)
	if err := a.place(r, given, &record, &found); err != nil {
		return err
	}
	if err := found.Err(); err != nil {
		return err
	}
	record.Data = data
	return a.publish(w, r, models.Change{Action: models.Create, Record: record})
}

// place finds the location that a new contact shall belong to.
func (a API) place(r *http.Request, given api.Object, record *models.Record, found *models.Problems) error {
	if found.On("location_id") != "" {
		return nil
	}
	id, _ := api.Scalar(given.Raw("location_id"))
	location, err := a.Store.Location(r.Context(), web.Scope(r), id)
	if errors.Is(err, models.ErrNotFound) {
		found.Note("location_id", models.NotListed, say("location_id", "is invalid"))
		return nil
	}
	if err != nil {
		return fmt.Errorf("find the location of a new contact: %w", err)
	}
	record.CompanyID, record.LocationID = location.CompanyID, location.ID
	return nil
}

// ShowContact answers with one contact.
func (a API) ShowContact(w http.ResponseWriter, r *http.Request) error {
	record, err := a.contact(r, web.Scope(r))
	if err != nil {
		return err
	}
	return writeContact(w, http.StatusOK, record)
}

// UpdateContact changes the fields that are given, leaves the others, and
// tells the postbacks of its location.
func (a API) UpdateContact(w http.ResponseWriter, r *http.Request) error {
	given, err := readWrapped(w, r, "contact")
	if err != nil {
		return err
	}
	return api.Again(r.Context(), func() error {
		record, err := a.contact(r, web.Scope(r))
		if err != nil {
			return err
		}
		now, before := models.At(a.Store.Now()), record.Data
		data, found := contact.Change(before, given.Members(), now)
		if err := found.Err(); err != nil {
			return err
		}
		record.Data, record.UpdatedAt = data, now
		return a.publish(w, r, models.Change{Action: models.Update, Record: record, Before: before})
	})
}

// DeleteContact takes a contact away, and tells the postbacks of its location
// what it was.
func (a API) DeleteContact(w http.ResponseWriter, r *http.Request) error {
	return api.Again(r.Context(), func() error {
		record, err := a.contact(r, web.Scope(r))
		if err != nil {
			return err
		}
		return a.publish(w, r, models.Change{Action: models.Delete, Record: record, Before: record.Data})
	})
}

// publish commits a change of a contact together with its event, and answers.
func (a API) publish(w http.ResponseWriter, r *http.Request, change models.Change) error {
	change.Access = web.Access(r)
	record := change.Record
	e := models.Event{
		CompanyID: record.CompanyID, LocationID: record.LocationID,
		Type: models.TypeOfChange(record.Resource, change.Action), Action: change.Action, RecordID: record.PublicID,
		Data: record.Data, OccurredAt: models.At(a.Store.Now()), Source: api.Source(change.Access),
	}
	if change.Action == models.Update {
		e.Before = change.Before
	}
	if _, err := a.Publisher.Publish(r.Context(), &change, []models.Event{e}); err != nil {
		return fmt.Errorf("publish the %s of contact %s: %w", change.Action, record.PublicID, err)
	}
	switch change.Action {
	case models.Create:
		return writeContact(w, http.StatusCreated, record)
	case models.Update:
		return writeContact(w, http.StatusOK, record)
	default:
		w.WriteHeader(http.StatusNoContent)
		return nil
	}
}

func writeContact(w http.ResponseWriter, status int, record models.Record) error {
	return api.Write(w, status, api.Ordered{{Name: "contact", Value: json.RawMessage(record.Data)}})
}
