package demo

import (
	"context"
	"fmt"
	"net/url"
	"strings"

	"callboard/models"
	"callboard/models/store"
)

// companyName is how the demo knows the sample company again.
const companyName = "Northwind Gyms"

// nowhere is an address at which nobody listens, so that it always refuses.
const nowhere = "127.0.0.1:9"

// sample is the company that the demo plays with.
type sample struct {
	company   models.Company
	locations []models.Location
	members   models.Database
	visits    models.Collection
}

// access is who the audit log names for what the demo does.
func access() models.Access { return models.System("demo") }

// places are the locations of the sample company.
func places() []models.Location {
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
	found := sample{company: rows[0].Company}
	sites, _, err := d.Store.Locations(ctx, models.Everything, store.OwnerFilter{Company: found.company.ID})
	if err != nil {
		return sample{}, fmt.Errorf("list the sample locations: %w", err)
	}
	for _, site := range sites {
		found.locations = append(found.locations, site.Location)
	}
	if err := d.redirect(ctx, found.company.ID); err != nil {
		return found, err
	}
	return found, d.furnish(ctx, &found)
}

// create makes the sample company with its locations and callbacks.
func (d *Demo) create(ctx context.Context) (sample, error) {
	made := sample{company: models.Company{Name: companyName, Active: true}}
	if err := d.Store.CreateCompany(ctx, access(), &made.company); err != nil {
		return sample{}, fmt.Errorf("make the sample company: %w", err)
	}
	for _, place := range places() {
		place.CompanyID = made.company.ID
		if err := d.Store.CreateLocation(ctx, access(), &place); err != nil {
			return sample{}, fmt.Errorf("make the location %s: %w", place.Name, err)
		}
		made.locations = append(made.locations, place)
	}
	for _, one := range append(d.companyCallbacks(), d.postbacks(made.locations)...) {
		one.CompanyID = made.company.ID
		if err := d.Store.CreateCallback(ctx, access(), &one); err != nil {
			return sample{}, fmt.Errorf("make the callback %s: %w", one.Name, err)
		}
	}
	return made, d.furnish(ctx, &made)
}

// redirect points the callbacks of an earlier start at the receiver, which
// may have had to move to another port.
func (d *Demo) redirect(ctx context.Context, company models.ID) error {
	all, err := d.Store.Callbacks(ctx, models.Everything, store.CallbackFilter{Company: company, Live: true})
	if err != nil {
		return fmt.Errorf("list the sample callbacks: %w", err)
	}
	for _, one := range all {
		u, err := url.Parse(one.URL)
		if err != nil || u.Hostname() != "127.0.0.1" || u.Host == d.Receiver.address() || u.Host == nowhere {
			continue
		}
		u.Host = d.Receiver.address()
		one.URL = u.String()
		if err := d.Store.UpdateCallback(ctx, access(), &one); err != nil {
			return fmt.Errorf("move the callback %s: %w", one.Name, err)
		}
	}
	return nil
}

// companyCallbacks are one company callback for each way to end: well, after
// a retry, late, refused by the receiver, and not at all.
func (d *Demo) companyCallbacks() []models.Callback {
	made := func(name, trigger, target string) models.Callback {
		eventType, filter, _ := strings.Cut(trigger, " ") // the list or campaign that the sample events name
		return models.Callback{
			Kind: models.KindEvent, Name: name, URL: target, IsActive: true, StartAt: models.At(d.Store.Now()),
			Types:    []models.CallbackType{{Type: eventType, FilterValue: filter}},
			Settings: models.Settings{Delays: []int{0, 5, 15, 60}, Timeout: 10},
		}
	}
	return []models.Callback{
		made("Member records", "person_added", d.at("/crm")),
		made("Loyalty points", "person_updated", d.at("/loyalty")),
		made("Newsletter", "subscription_added l1234", d.at("/newsletter")),
		made("Door access", "ack_participant_added c1234", d.at("/door")),
		made("Old mail tool", "subscription_removed l1234", "http://"+nowhere+"/unsubscribe"),
	}
}

// postbacks are one postback for each location.
func (d *Demo) postbacks(at []models.Location) []models.Callback {
	made := func(name string, place models.Location, target string, actions ...models.Action) models.Callback {
		return models.Callback{
			Kind: models.KindPostback, Name: name, URL: target, IsActive: true, LocationID: place.ID,
			Types:    []models.CallbackType{{Type: "contact.*"}},
			Settings: models.Settings{Actions: actions, Attempts: 3, Interval: 300},
		}
	}
	both := []models.Action{models.Create, models.Update}
	return []models.Callback{
		made("Amsterdam till", at[0], d.at("/pos"), models.Create),
		made("Utrecht billing", at[1], d.at("/billing"), both...),
		made("Rotterdam till", at[2], d.at("/pos"), both...),
		made("Den Haag till", at[3], d.at("/loyalty"), both...),
	}
}

// at returns the URL of a path of the receiver.
func (d *Demo) at(path string) string { return "http://" + d.Receiver.address() + path }
