package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"
	"slices"

	"callboard/models"
	"callboard/models/profile"
	"callboard/models/store"
)

// mostProfiles is how many profiles the demo creates, and mostVisits how many
// subprofiles; after that it changes or deletes those that there are.
const (
	mostProfiles = 12
	mostVisits   = 30
)

// addDatabase finds the database of an earlier start, or makes it: members, and a
// collection of their visits, each with a callback. The callback of the members
// has a condition, so that some changes are not sent.
func (d *Demo) addDatabase(ctx context.Context, s *sample) error {
	databases, _, err := d.Store.Databases(ctx, models.Everything, store.OwnerFilter{Company: s.company.ID})
	if err != nil {
		return err
	}
	if len(databases) > 0 {
		s.members = databases[0]
		collections, _, err := d.Store.Collections(ctx, models.Everything, store.OwnerFilter{Database: s.members.ID})
		if err == nil && len(collections) > 0 {
			s.visits = collections[0]
		}
		return err
	}
	s.members = models.Database{CompanyID: s.company.ID, Name: "Members"}
	if err := d.Store.CreateDatabase(ctx, access(), &s.members); err != nil {
		return fmt.Errorf("make the database: %w", err)
	}
	s.visits = models.Collection{DatabaseID: s.members.ID, Name: "Visits"}
	if err := d.Store.CreateCollection(ctx, access(), &s.visits); err != nil {
		return fmt.Errorf("make the collection: %w", err)
	}
	for _, callback := range d.databaseCallbacks(*s) {
		if err := d.addCallback(ctx, s, callback); err != nil {
			return err
		}
	}
	return nil
}

func (d *Demo) databaseCallbacks(s sample) []models.Callback {
	return []models.Callback{
		{
			Kind: models.KindDatabase, Name: "Member portal", DatabaseRefID: s.members.ID, URL: d.receiverURL("/crm"),
			Types: []models.CallbackType{{Type: models.Profile + ".*"}},
			Settings: models.Settings{
				Actions: []models.Action{models.Create, models.Update}, Condition: "profile.newsletter && city != 'Utrecht'",
			},
		},
		{
			Kind: models.KindDatabase, Name: "Turnstile log", DatabaseRefID: s.visits.ID, URL: d.receiverURL("/pos"),
			Types:    []models.CallbackType{{Type: models.Subprofile + ".*"}},
			Settings: models.Settings{Actions: []models.Action{models.Create}, ContentType: "text/xml"},
		},
	}
}

// publishProfile creates profiles; once there are enough, or every third time, it
// changes one.
func (d *Demo) publishProfile(ctx context.Context, s sample) error {
	profiles, err := d.newest(ctx, store.RecordFilter{Resource: models.Profile, DatabaseRefID: s.members.ID})
	if err != nil {
		return err
	}
	d.profileCalls++
	if n := len(profiles); n >= mostProfiles || n > 0 && d.profileCalls%3 == 0 {
		return d.changeCity(ctx, profiles[rand.IntN(n)])
	}
	who := randomPerson()
	given := profile.Input{Fields: []profile.Field{
		{Name: "firstname", Value: jsonText(who.first)},
		{Name: "lastname", Value: jsonText(who.last)},
		{Name: "city", Value: randomCity()},
		{Name: "age", Value: fmt.Appendf(nil, "%d", 18+rand.IntN(50))},
	}}
	if rand.IntN(4) > 0 {
		given.Interests = []string{"newsletter"}
	}
	if _, err := d.profileService().Create(ctx, s.members, given); err != nil {
		return fmt.Errorf("create a profile: %w", err)
	}
	return nil
}

// changeCity gives a profile another city.
func (d *Demo) changeCity(ctx context.Context, record models.Record) error {
	before, err := profile.Parse(record.Data)
	if err != nil {
		return fmt.Errorf("read profile %s: %w", record.PublicID, err)
	}
	i := slices.IndexFunc(before.Fields, func(f profile.Field) bool { return f.Name == "city" })
	city := randomCity()
	for i >= 0 && string(city) == string(before.Fields[i].Value) {
		city = randomCity()
	}
	given := profile.Input{Fields: []profile.Field{{Name: "city", Value: city}}}
	if _, err := d.profileService().Update(ctx, record, given); err != nil {
		return fmt.Errorf("change profile %s: %w", record.PublicID, err)
	}
	return nil
}

// publishVisit adds a visit to a profile; once there are enough, it deletes the
// oldest.
func (d *Demo) publishVisit(ctx context.Context, s sample) error {
	profiles, err := d.newest(ctx, store.RecordFilter{Resource: models.Profile, DatabaseRefID: s.members.ID})
	if err != nil || len(profiles) == 0 {
		return err
	}
	visits, err := d.newest(ctx, store.RecordFilter{Resource: models.Subprofile, DatabaseRefID: s.visits.ID})
	if err != nil {
		return err
	}
	if n := len(visits); n >= mostVisits {
		return d.profileService().Delete(ctx, visits[n-1])
	}
	visitor, location := profiles[rand.IntN(len(profiles))], s.locations[rand.IntN(len(s.locations))]
	_, err = d.profileService().CreateWithin(ctx, visitor, s.visits, profile.Input{Fields: []profile.Field{
		{Name: "place", Value: jsonText(location.Name)},
		{Name: "minutes", Value: fmt.Appendf(nil, "%d", 20+rand.IntN(90))},
		{Name: "guest", Value: []byte("false")},
	}})
	if err != nil {
		return fmt.Errorf("create a visit: %w", err)
	}
	return nil
}

// newest lists profiles or subprofiles, the newest first.
func (d *Demo) newest(ctx context.Context, f store.RecordFilter) ([]models.Record, error) {
	f.Limit = mostVisits
	return d.Store.Records(ctx, models.Everything, f)
}

func (d *Demo) profileService() store.ProfileService {
	return store.ProfileService{Store: d.Store, Publisher: d.Events, Access: access(), Origin: models.Origin{Source: source}}
}

// randomCity returns a city as JSON.
func randomCity() json.RawMessage {
	cities := [...]string{"Amsterdam", "Utrecht", "Rotterdam", "Den Haag"}
	return jsonText(cities[rand.IntN(len(cities))])
}
