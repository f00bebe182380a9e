package store_test

import (
	"context"
	"testing"
	"time"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// noon is a moment within a minute, so that cutting shows.
var noon = time.Date(2026, 11, 20, 12, 0, 30, 500e6, time.UTC)

// atNoon stops the clock of a store.
func atNoon(o *store.Options) { o.Now = func() time.Time { return noon } }

// noonMinute is what dates of now are cut to.
var noonMinute = models.Minute(models.At(noon))

// fixture is a store with a company and a location.
type fixture struct {
	s        *store.Store
	company  models.Company
	location models.Location
}

func newFixture(t *testing.T, s *store.Store) fixture {
	t.Helper()
	c := storetest.Company(t, s)
	return fixture{s, c, storetest.Location(t, s, c)}
}

// by is a manager of the company.
func (a fixture) by() models.Access { return manager(models.Owner{CompanyID: a.company.ID}) }

// manager returns the access of somebody who manages what belongs to o.
func manager(o models.Owner) models.Access {
	actor := models.Actor{
		Kind: models.PersonActor, ID: 9, Name: "ines@example.org",
		Grants: []models.Grant{{Role: models.Manager, CompanyID: o.CompanyID, LocationID: o.LocationID}},
	}
	return models.Access{Actor: actor, Scope: actor.Scope(models.CallbacksWrite)}
}

// eventCallback returns a company callback that can be stored.
func (a fixture) eventCallback() models.Callback {
	return models.Callback{
		Kind: models.KindEvent, CompanyID: a.company.ID, URL: "https://crm.example.org/in",
		Types: []models.CallbackType{{Type: "person_added"}},
	}
}

// postbackCallback returns a postback that can be stored.
func (a fixture) postbackCallback() models.Callback {
	return models.Callback{
		Kind: models.KindPostback, CompanyID: a.company.ID, LocationID: a.location.ID,
		URL: "https://pos.example.org/receiver", IsActive: true, Types: []models.CallbackType{{Type: "contact.*"}},
		Settings: models.Settings{Actions: []models.Action{models.Create, models.Update, models.Delete}},
	}
}

// addCallback stores a callback.
func (a fixture) addCallback(t *testing.T, c models.Callback) models.Callback {
	t.Helper()
	if err := a.s.CreateCallback(t.Context(), a.by(), &c); err != nil {
		t.Fatalf("make a callback: %v", err)
	}
	return c
}

// storeDelivery stores a delivery of a callback as it stands.
func (a fixture) storeDelivery(t *testing.T, c models.Callback, d models.Delivery) models.ID {
	t.Helper()
	d.ID = a.s.NewID()
	d.CallbackID, d.CompanyID, d.LocationID = c.ID, c.CompanyID, c.LocationID
	if err := a.s.DB().Create(&d).Error; err != nil {
		t.Fatalf("owe a delivery: %v", err)
	}
	return d.ID
}

// delivery returns a delivery as the table has it.
func (a fixture) delivery(t *testing.T, id models.ID) models.Delivery {
	t.Helper()
	var d models.Delivery
	if err := a.s.DB().Take(&d, "id = ?", id).Error; err != nil {
		t.Fatalf("read delivery %s: %v", id, err)
	}
	return d
}

// audited returns the audit entries of an object, oldest first.
func audited(t *testing.T, s *store.Store, object models.ID) []models.AuditEntry {
	t.Helper()
	var all []models.AuditEntry
	if err := s.DB().Order("id").Find(&all, "object_id = ?", object).Error; err != nil {
		t.Fatal(err)
	}
	return all
}

// callback returns a callback as anybody within the company reads it.
func (a fixture) callback(t *testing.T, publicID string) models.Callback {
	t.Helper()
	c, err := a.s.Callback(context.WithoutCancel(t.Context()), a.by().Scope, publicID)
	if err != nil {
		t.Fatalf("read callback %s: %v", publicID, err)
	}
	return c
}
