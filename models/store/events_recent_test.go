package store_test

import (
	"fmt"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

func TestRecentEvents(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		north, south := models.Company{Name: "Northwind"}, models.Company{Name: "Southwind"}
		for _, c := range []*models.Company{&north, &south} {
			if err := s.CreateCompany(t.Context(), models.System("test"), c); err != nil {
				t.Fatal(err)
			}
		}
		centre := models.Location{CompanyID: north.ID, Name: "Centre"}
		if err := s.CreateLocation(t.Context(), models.System("test"), &centre); err != nil {
			t.Fatal(err)
		}
		names := map[models.ID]string{}
		publish := func(name string, e models.Event) {
			e.ID, e.PublicID, e.Data = s.NewID(), name, []byte("{}")
			names[e.ID] = name
			if err := s.Accept(t.Context(), nil, []models.Event{e}, nil); err != nil {
				t.Fatal(err)
			}
		}
		publish("a1", models.Event{CompanyID: north.ID, Type: "contact.updated", LocationID: centre.ID})
		publish("a2", models.Event{CompanyID: north.ID, Type: "contact.created"})
		publish("a3", models.Event{CompanyID: north.ID, Type: "subscription_added", FilterValue: "l1", DatabaseRefID: 7})
		publish("a4", models.Event{CompanyID: north.ID, Type: "subscription_added", FilterValue: "l2"})
		publish("a5", models.Event{CompanyID: north.ID, Type: "contact.updated", Test: true})
		publish("b1", models.Event{CompanyID: south.ID, Type: "contact.updated"})
		types := func(names ...string) (list []models.CallbackType) {
			for _, name := range names {
				list = append(list, models.CallbackType{Type: name})
			}
			return list
		}
		contacts := types("contact.updated", "contact.created")
		for _, tt := range []struct {
			name string
			in   models.Scope
			r    deliverylog.Recent
			want string
		}{
			{"of a company, newest first", models.Everything, deliverylog.Recent{Company: north.ID, Types: contacts, Limit: 9}, "[a2 a1]"},
			{"no more than asked for", models.Everything, deliverylog.Recent{Company: north.ID, Types: contacts, Limit: 1}, "[a2]"},
			{"of a location", models.Everything, deliverylog.Recent{Company: north.ID, Location: centre.ID, Types: contacts, Limit: 9}, "[a1]"},
			{"of a source", models.Everything, deliverylog.Recent{Company: north.ID, DatabaseRefID: 7, Types: types("subscription_added"), Limit: 9}, "[a3]"},
			{"of a list", models.Everything, deliverylog.Recent{
				Company: north.ID, Types: []models.CallbackType{{Type: "subscription_added", FilterValue: "l2"}}, Limit: 9,
			}, "[a4]"},
			{"of all", models.Everything, deliverylog.Recent{Types: contacts, Limit: 9}, "[b1 a2 a1]"},
			{"of one type twice", models.Everything, deliverylog.Recent{Types: append(types("contact.created"), contacts...), Limit: 9}, "[b1 a2 a1]"},
			{"of my company", models.Scope{Companies: []models.ID{south.ID}}, deliverylog.Recent{Types: contacts, Limit: 9}, "[b1]"},
			{"of my location", models.Scope{Locations: []models.ID{centre.ID}}, deliverylog.Recent{Company: north.ID, Types: contacts, Limit: 9}, "[a1]"},
			{"of a company out of sight", models.Scope{Companies: []models.ID{south.ID}}, deliverylog.Recent{Company: north.ID, Types: contacts, Limit: 9}, "[]"},
			{"of nobody's", models.Scope{}, deliverylog.Recent{Types: contacts, Limit: 9}, "[]"},
			{"of no type", models.Everything, deliverylog.Recent{Company: north.ID, Limit: 9}, "[]"},
		} {
			ids, err := s.RecentEvents(t.Context(), tt.in, tt.r)
			if err != nil {
				t.Fatal(err)
			}
			got := []string{}
			for _, id := range ids {
				got = append(got, names[id])
			}
			if diff := cmp.Diff(tt.want, fmt.Sprint(got)); diff != "" {
				t.Errorf("%s: %s", tt.name, diff)
			}
		}
	})
}
