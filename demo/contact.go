package demo

import (
	"context"
	"encoding/json"
	"fmt"
	"math/rand/v2"

	"callboard/models"
	"callboard/models/records"
	"callboard/models/store"
)

// membersKept is how many contacts the demo makes; after that it changes
// those that there are.
const membersKept = 50

// joins makes contacts at the locations in turn. Every third time, and once
// there are enough, it changes one instead.
func (d *Demo) joins(ctx context.Context, at sample) error {
	d.turns++
	if n := len(d.members); n >= membersKept || n > 0 && d.turns%3 == 0 {
		return d.change(ctx, d.members[(d.turns/3-1)%n])
	}
	place, who, now := at.locations[len(d.members)%len(at.locations)], somebody(), models.At(d.Store.Now())
	record := models.Record{
		ID: d.Store.NewID(), PublicID: store.NewHexID(), CompanyID: place.CompanyID, LocationID: place.ID,
		Resource: "contact", Version: 1, CreatedAt: now, UpdatedAt: now,
	}
	data, found := contacts().New(record.PublicID, map[string]json.RawMessage{
		"location_id": text(place.PublicID), "first_name": text(who.first), "last_name": text(who.last),
	}, now)
	if err := found.Err(); err != nil {
		return fmt.Errorf("fill in a contact: %w", err)
	}
	record.Data = data
	if err := d.publish(ctx, models.Change{Action: models.Create, Record: record}); err != nil {
		return err
	}
	d.members = append(d.members, record.PublicID)
	return nil
}

// change gives a contact another balance.
func (d *Demo) change(ctx context.Context, publicID string) error {
	record, err := d.Store.RecordByID(ctx, models.Everything, "contact", publicID)
	if err != nil {
		return fmt.Errorf("read contact %s: %w", publicID, err)
	}
	before, now := record.Data, models.At(d.Store.Now())
	balance := fmt.Sprintf("%d.%02d", rand.IntN(90), rand.IntN(100))
	data, found := contacts().Change(before, map[string]json.RawMessage{"contact_balance": text(balance)}, now)
	if err := found.Err(); err != nil {
		return fmt.Errorf("change a contact: %w", err)
	}
	record.Data, record.UpdatedAt = data, now
	return d.publish(ctx, models.Change{Action: models.Update, Record: record, Before: before})
}

func contacts() records.Resource {
	found, _ := records.Named("contact")
	return found
}

// text writes s as JSON.
func text(s string) json.RawMessage {
	quoted, _ := json.Marshal(s) // a string can always be written
	return quoted
}
