package store_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

func TestEvents(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		north, south := storetest.Company(t, s), storetest.Company(t, s)
		centre := storetest.Location(t, s, north)
		east := models.Location{CompanyID: north.ID, Name: "East"}
		if err := s.CreateLocation(t.Context(), storetest.Access(), &east); err != nil {
			t.Fatal(err)
		}
		made := map[string]models.ID{}
		publish := func(name string, e models.Event) {
			e.ID, e.PublicID, e.Data = s.NewID(), name, []byte("{}")
			made[name] = e.ID
			if err := s.Accept(t.Context(), nil, []models.Event{e}, nil); err != nil {
				t.Fatal(err)
			}
		}
		publish("own", models.Event{CompanyID: north.ID, Type: "person_added"})
		publish("centre1", models.Event{CompanyID: north.ID, LocationID: centre.ID, Type: "contact.created"})
		publish("east", models.Event{CompanyID: north.ID, LocationID: east.ID, Type: "contact.updated"})
		publish("south", models.Event{CompanyID: south.ID, Type: "contact.created"})
		publish("centre2", models.Event{CompanyID: north.ID, LocationID: centre.ID, Type: "person_added", Test: true})
		many := strings.Fields(strings.Repeat("x ", 30))
		for i := range many {
			many[i] = fmt.Sprintf("contact.%d", i)
		}
		whole, local := models.Scope{Companies: []models.ID{north.ID}}, models.Scope{Locations: []models.ID{centre.ID, east.ID}}
		crowd := models.Scope{Locations: []models.ID{centre.ID}}
		for i := range models.ID(30) {
			crowd.Locations = append(crowd.Locations, i+1)
		}
		for _, tt := range []struct {
			name string
			in   models.Scope
			f    deliverylog.Events
			want string
		}{
			{"of a company, newest first", models.Everything, deliverylog.Events{}, "centre2 east centre1 own"},
			{"of mine", whole, deliverylog.Events{}, "centre2 east centre1 own"},
			{"the first two", whole, deliverylog.Events{Limit: 2}, "centre2 east"},
			{"older ones", whole, deliverylog.Events{After: made["east"]}, "centre1 own"},
			{"of a location", whole, deliverylog.Events{Location: centre.ID}, "centre2 centre1"},
			{"of a location, by type", whole, deliverylog.Events{Location: centre.ID, Types: []string{"contact.created", "contact.updated"}}, "centre1"},
			{"of my locations", local, deliverylog.Events{}, "centre2 east centre1"},
			{"of my locations, the first", local, deliverylog.Events{Limit: 1}, "centre2"},
			{"of my location among many", crowd, deliverylog.Events{}, "centre2 centre1"},
			{"of a location out of reach", models.Scope{Locations: []models.ID{east.ID}}, deliverylog.Events{Location: centre.ID}, ""},
			{"of types", whole, deliverylog.Events{Types: []string{"contact.created", "person_added"}, Limit: 2}, "centre2 centre1"},
			{"of types, in my locations", local, deliverylog.Events{Types: []string{"person_added"}}, "centre2"},
			{"of many types", whole, deliverylog.Events{Types: append(many, "contact.updated")}, "east"},
			{"tests", whole, deliverylog.Events{Test: "yes"}, "centre2"},
			{"no tests", whole, deliverylog.Events{Test: "no"}, "east centre1 own"},
			{"since", whole, deliverylog.Events{From: made["own"].Time().Add(-1)}, "centre2 east centre1 own"},
			{"before", whole, deliverylog.Events{To: made["own"].Time()}, ""},
			{"of another's company", whole, deliverylog.Events{Company: south.ID}, ""},
			{"of nobody's", models.Scope{}, deliverylog.Events{}, ""},
		} {
			if tt.f.Limit == 0 {
				tt.f.Limit = 9
			}
			if tt.f.Company == 0 {
				tt.f.Company = north.ID
			}
			found, err := s.Events(t.Context(), tt.in, tt.f)
			if err != nil {
				t.Fatalf("%s: %v", tt.name, err)
			}
			var got []string
			for _, e := range found {
				got = append(got, e.PublicID)
				if len(e.Data) > 0 || e.Type == "" {
					t.Errorf("%s: read %+v", tt.name, e)
				}
			}
			if diff := cmp.Diff(tt.want, strings.Join(got, " ")); diff != "" {
				t.Errorf("%s: %s", tt.name, diff)
			}
		}
	})
}
