package demo

import (
	"context"
	"fmt"
	"math/rand/v2"
	"slices"

	"callboard/models"
	"callboard/models/profile"
	"callboard/models/records"
	"callboard/models/store"
)

// profilesKept is how many profiles the demo makes, and visitsKept how many
// subprofiles; after that it changes those that there are.
const (
	profilesKept = 12
	visitsKept   = 30
)

// database finds the database of an earlier start, or makes it: members, and
// a collection of their visits, each with a callback. That of the members has
// a condition, so that some changes are not sent.
func (d *Demo) database(ctx context.Context, at *sample) error {
	databases, _, err := d.Store.Databases(ctx, models.Everything, store.OwnerFilter{Company: at.company.ID})
	if err != nil {
		return err
	}
	if len(databases) > 0 {
		at.members = databases[0]
		collections, _, err := d.Store.Collections(ctx, models.Everything, store.OwnerFilter{Database: at.members.ID})
		if err == nil && len(collections) > 0 {
			at.visits = collections[0]
		}
		return err
	}
	at.members = models.Database{CompanyID: at.company.ID, Name: "Members"}
	if err := d.Store.CreateDatabase(ctx, access(), &at.members); err != nil {
		return fmt.Errorf("make the database: %w", err)
	}
	at.visits = models.Collection{DatabaseID: at.members.ID, Name: "Visits"}
	if err := d.Store.CreateCollection(ctx, access(), &at.visits); err != nil {
		return fmt.Errorf("make the collection: %w", err)
	}
	for _, one := range d.databaseCallbacks(*at) {
		if err := d.add(ctx, at, one); err != nil {
			return err
		}
	}
	return nil
}

func (d *Demo) databaseCallbacks(at sample) []models.Callback {
	return []models.Callback{
		{
			Kind: models.KindDatabase, Name: "Member portal", DatabaseRefID: at.members.ID, URL: d.at("/crm"),
			Types: []models.CallbackType{{Type: models.Profile + ".*"}},
			Settings: models.Settings{
				Actions: []models.Action{models.Create, models.Update}, Condition: "profile.newsletter && city != 'Utrecht'",
			},
		},
		{
			Kind: models.KindDatabase, Name: "Turnstile log", DatabaseRefID: at.visits.ID, URL: d.at("/pos"),
			Types:    []models.CallbackType{{Type: models.Subprofile + ".*"}},
			Settings: models.Settings{Actions: []models.Action{models.Create}, ContentType: "text/xml"},
		},
	}
}

// signsUp makes profiles; once there are enough, or every third time, it
// changes one.
func (d *Demo) signsUp(ctx context.Context, at sample) error {
	all, err := d.profiles(ctx, store.RecordFilter{Resource: models.Profile, DatabaseRefID: at.members.ID})
	if err != nil {
		return err
	}
	d.changes++
	if n := len(all); n >= profilesKept || n > 0 && d.changes%3 == 0 {
		return d.moves(ctx, all[rand.IntN(n)])
	}
	who, city := somebody(), cities()[rand.IntN(len(cities()))]
	given := profile.Given{Fields: []profile.Field{
		{Name: "firstname", Value: text(who.first)},
		{Name: "lastname", Value: text(who.last)},
		{Name: "city", Value: text(city)},
		{Name: "age", Value: fmt.Appendf(nil, "%d", 18+rand.IntN(50))},
	}}
	if rand.IntN(4) > 0 {
		given.Interests = []string{"newsletter"}
	}
	made := models.Record{Resource: models.Profile, CompanyID: at.company.ID, DatabaseRefID: at.members.ID}
	return d.keep(ctx, made, profile.Data{Database: at.members.PublicID}, given)
}

// moves gives a profile another city.
func (d *Demo) moves(ctx context.Context, record models.Record) error {
	was, err := profile.Parse(record.Data)
	if err != nil {
		return fmt.Errorf("read profile %s: %w", record.PublicID, err)
	}
	i := slices.IndexFunc(was.Fields, func(f profile.Field) bool { return f.Name == "city" })
	city := text(cities()[rand.IntN(len(cities()))])
	for i >= 0 && string(city) == string(was.Fields[i].Value) {
		city = text(cities()[rand.IntN(len(cities()))])
	}
	data, found := was.Apply(profile.Given{Fields: []profile.Field{{Name: "city", Value: city}}})
	if err := found.Err(); err != nil {
		return fmt.Errorf("change a profile: %w", err)
	}
	before := record.Data
	record.Data, record.UpdatedAt = data.JSON(), models.At(d.Store.Now())
	return d.publish(ctx, models.Change{Action: models.Update, Record: record, Before: before})
}

// visits adds a visit to a profile; once there are enough, the oldest goes.
func (d *Demo) visits(ctx context.Context, at sample) error {
	members, err := d.profiles(ctx, store.RecordFilter{Resource: models.Profile, DatabaseRefID: at.members.ID})
	if err != nil || len(members) == 0 {
		return err
	}
	all, err := d.profiles(ctx, store.RecordFilter{Resource: models.Subprofile, DatabaseRefID: at.visits.ID})
	if err != nil {
		return err
	}
	if n := len(all); n >= visitsKept {
		return d.publish(ctx, models.Change{Action: models.Delete, Record: all[n-1], Before: all[n-1].Data})
	}
	of, place := members[rand.IntN(len(members))], at.locations[rand.IntN(len(at.locations))]
	made := models.Record{Resource: models.Subprofile, CompanyID: at.company.ID, DatabaseRefID: at.visits.ID, ParentID: of.ID}
	head := profile.Data{Profile: of.PublicID, Database: at.members.PublicID, Collection: at.visits.PublicID}
	return d.keep(ctx, made, head, profile.Given{Fields: []profile.Field{
		{Name: "place", Value: text(place.Name)}, {Name: "minutes", Value: fmt.Appendf(nil, "%d", 20+rand.IntN(90))}, {Name: "guest", Value: []byte("false")},
	}})
}

// profiles lists profiles or subprofiles, the newest first.
func (d *Demo) profiles(ctx context.Context, f store.RecordFilter) ([]models.Record, error) {
	f.Limit = visitsKept
	return d.Store.Records(ctx, models.Everything, f)
}

// keep stores a new profile or subprofile.
func (d *Demo) keep(ctx context.Context, made models.Record, head profile.Data, given profile.Given) error {
	now := models.At(d.Store.Now())
	made.ID, made.PublicID, made.Version, made.CreatedAt, made.UpdatedAt = d.Store.NewID(), store.NewDecimalID(), 1, now, now
	head.ID = made.PublicID
	data, found := head.Apply(given)
	if err := found.Err(); err != nil {
		return fmt.Errorf("fill in a %s: %w", made.Resource, err)
	}
	made.Data = data.JSON()
	return d.publish(ctx, models.Change{Action: models.Create, Record: made})
}

func cities() []string { return []string{"Amsterdam", "Utrecht", "Rotterdam", "Den Haag"} }

// publish commits a change of a record together with its event.
func (d *Demo) publish(ctx context.Context, change models.Change) error {
	change.Access = access()
	record, e := change.Record, records.EventOf(change, models.At(d.Store.Now()))
	e.Source = source
	_, err := d.Events.Publish(ctx, &change, []models.Event{e})
	if err != nil {
		return fmt.Errorf("publish the %s of %s %s: %w", change.Action, record.Resource, record.PublicID, err)
	}
	return nil
}
