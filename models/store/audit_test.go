package store_test

import (
	"encoding/json"
	"errors"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

func TestChangesAreAudited(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		ann := storetest.User(t, s, "ann@example.com", models.Admin, models.Owner{})
		by := models.Access{Actor: ann.Actor("192.0.2.1"), Scope: models.Everything}
		company := models.Company{Name: "Northwind", Active: true}
		if err := s.CreateCompany(t.Context(), by, &company); err != nil {
			t.Fatal(err)
		}
		company.Name = "Northwind Fitness"
		if err := s.UpdateCompany(t.Context(), by, &company); err != nil {
			t.Fatal(err)
		}
		var entries []models.AuditEntry
		if err := s.DB().Where("company_id = ?", company.ID).Order("id").Find(&entries).Error; err != nil || len(entries) != 2 {
			t.Fatalf("%d entries, %v", len(entries), err)
		}
		got := entries[1]
		var before, after models.Company
		if err := errors.Join(json.Unmarshal(got.Before, &before), json.Unmarshal(got.After, &after)); err != nil {
			t.Fatal(err)
		}
		got.Before, got.After = nil, nil
		want := models.AuditEntry{
			ID: got.ID, CompanyID: company.ID, ActorKind: models.PersonActor, ActorID: ann.ID, ActorName: ann.Email, Address: "192.0.2.1",
			Action: "company.update", ObjectKind: "company", ObjectID: company.ID, ObjectName: company.Name, Version: 2,
		}
		if diff := cmp.Diff(want, got); diff != "" {
			t.Error(diff)
		}
		after.Folded = company.Folded // which is no part of the entry
		if before.Name != "Northwind" || before.Version != 1 || after != company {
			t.Errorf("from %+v to %+v", before, after)
		}
		if entries[0].Before != nil || entries[0].Action != "company.create" {
			t.Errorf("first entry %+v", entries[0])
		}
	})
}

func TestRefusedChangesLeaveNothing(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		storetest.User(t, s, "ann@example.com", models.Viewer, models.Owner{})
		count := func() (n int64) {
			for _, table := range []string{"users", "grants", "audit"} {
				var rows int64
				if err := s.DB().Table(table).Count(&rows).Error; err != nil {
					t.Fatal(err)
				}
				n += rows
			}
			return n
		}
		before := count()
		_, err := s.CreateUser(t.Context(), storetest.Access(), models.NewUser{Email: "ann@example.com", Password: storetest.Password, Grant: models.Grant{Role: models.Viewer}})
		if err == nil || count() != before {
			t.Errorf("%d rows became %d, %v", before, count(), err)
		}
	})
}
