package demo

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"callboard/models"
	"callboard/models/store"
)

// companyName is the name by which the demo finds the sample company again.
const companyName = "Northwind Gyms"

// nowhere is an address at which nobody listens, so that connections are refused.
const nowhere = "127.0.0.1:9"

// sample is the sample company.
type sample struct {
	company   models.Company
	locations []models.Location
	members   models.Database
	visits    models.Collection
}

// access is how the audit log names the demo.
func access() models.Access { return models.System("demo") }

// sampleLocations are the locations of the sample company.
func sampleLocations() []models.Location {
	return []models.Location{
		{Name: "Amsterdam Noord", Code: "AMS-04", TimeZone: "Europe/Amsterdam", Active: true},
		{Name: "Utrecht Centraal", Code: "UTR-01", TimeZone: "Europe/Amsterdam", Active: true},
		{Name: "Rotterdam Zuid", Code: "RTM-02", TimeZone: "Europe/Amsterdam", Active: true},
		{Name: "Den Haag Laakhaven", Code: "HAG-01", TimeZone: "Europe/Amsterdam", Active: true},
	}
}

// prepare finds the sample company of an earlier start, or makes it.
func (d *Demo) prepare(ctx context.Context) (sample, error) {
	rows, _, err := d.Store.Companies(ctx, models.Everything, store.OwnerFilter{Q: companyName, Limit: 1})
	if err != nil {
		return sample{}, fmt.Errorf("look for the sample company: %w", err)
	}
	if len(rows) == 0 {
		return d.create(ctx)
	}
	s := sample{company: rows[0].Company}
	locations, _, err := d.Store.Locations(ctx, models.Everything, store.OwnerFilter{Company: s.company.ID})
	if err != nil {
		return sample{}, fmt.Errorf("list the sample locations: %w", err)
	}
	for _, row := range locations {
		s.locations = append(s.locations, row.Location)
	}
	if err := d.moveCallbacks(ctx, s.company.ID); err != nil {
		return s, err
	}
	return s, d.addMissing(ctx, &s)
}

// create makes the sample company with its locations and callbacks.
func (d *Demo) create(ctx context.Context) (sample, error) {
	s := sample{company: models.Company{Name: companyName, Active: true}}
	if err := d.Store.CreateCompany(ctx, access(), &s.company); err != nil {
		return sample{}, fmt.Errorf("make the sample company: %w", err)
	}
	for _, location := range sampleLocations() {
		location.CompanyID = s.company.ID
		if err := d.Store.CreateLocation(ctx, access(), &location); err != nil {
			return sample{}, fmt.Errorf("make the location %s: %w", location.Name, err)
		}
		s.locations = append(s.locations, location)
	}
	for _, callback := range append(d.companyCallbacks(), d.postbacks(s.locations)...) {
		if err := d.addCallback(ctx, &s, callback); err != nil {
			return sample{}, err
		}
	}
	return s, d.addMissing(ctx, &s)
}

// moveCallbacks points the callbacks of an earlier start to the receiver, which may
// have had to take another port.
func (d *Demo) moveCallbacks(ctx context.Context, company models.ID) error {
	callbacks, err := d.Store.Callbacks(ctx, models.Everything, store.CallbackFilter{Company: company, Live: true})
	if err != nil {
		return fmt.Errorf("list the sample callbacks: %w", err)
	}
	for _, callback := range callbacks {
		u, err := url.Parse(callback.URL)
		if err != nil || u.Hostname() != "127.0.0.1" || u.Host == d.Receiver.address() || u.Host == nowhere {
			continue
		}
		// The receiver is ours: it gets at its new port what it got at the former one.
		if callback, err = d.Store.CallbackWithSecrets(ctx, models.Everything, callback.PublicID); err != nil {
			return fmt.Errorf("move the callback %s: %w", callback.Name, err)
		}
		u.Host = d.Receiver.address()
		callback.URL = u.String()
		if err := d.Store.UpdateCallback(ctx, access(), &callback); err != nil {
			return fmt.Errorf("move the callback %s: %w", callback.Name, err)
		}
	}
	return nil
}

// companyCallbacks are one company callback for each way that deliveries end: well,
// after a retry, late, refused by the receiver, and not at all.
func (d *Demo) companyCallbacks() []models.Callback {
	callback := func(name, trigger, target string) models.Callback {
		eventType, filter, _ := strings.Cut(trigger, " ") // the list or campaign that the sample events name
		return models.Callback{
			Kind: models.KindEvent, Name: name, URL: target, IsActive: true, StartAt: models.At(d.Store.Now()),
			Types:    []models.CallbackType{{Type: eventType, FilterValue: filter}},
			Settings: models.Settings{Delays: []int{0, 5, 15, 60}, Timeout: 10},
		}
	}
	return []models.Callback{
		callback("Member records", "person_added", d.receiverURL("/crm")),
		callback("Loyalty points", "person_updated", d.receiverURL("/loyalty")),
		callback("Newsletter", "subscription_added l1234", d.receiverURL("/newsletter")),
		callback("Door access", "ack_participant_added c1234", d.receiverURL("/door")),
		callback("Old mail tool", "subscription_removed l1234", "http://"+nowhere+"/unsubscribe"),
	}
}

// postbacks are one postback for each location.
func (d *Demo) postbacks(locations []models.Location) []models.Callback {
	callback := func(name string, location models.Location, target string, actions ...models.Action) models.Callback {
		return models.Callback{
			Kind: models.KindPostback, Name: name, URL: target, IsActive: true, LocationID: location.ID,
			Types:    []models.CallbackType{{Type: "contact.*"}},
			Settings: models.Settings{Actions: actions, Attempts: 3, Interval: 300},
		}
	}
	both := []models.Action{models.Create, models.Update}
	return []models.Callback{
		callback("Amsterdam till", locations[0], d.receiverURL("/pos"), models.Create),
		callback("Utrecht billing", locations[1], d.receiverURL("/billing"), both...),
		callback("Rotterdam till", locations[2], d.receiverURL("/pos"), both...),
		callback("Den Haag till", locations[3], d.receiverURL("/loyalty"), both...),
	}
}

// receiverURL returns the URL of a path of the receiver.
func (d *Demo) receiverURL(path string) string { return "http://" + d.Receiver.address() + path }
