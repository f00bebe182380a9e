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

// mostContacts is how many contacts the demo creates; after that it changes
// those that there are.
const mostContacts = 50

// publishContact creates contacts at the locations in turn. Every third time,
// and once there are enough, it changes one instead.
func (d *Demo) publishContact(ctx context.Context, s sample) error {
	d.contactCalls++
	if n := len(d.contacts); n >= mostContacts || n > 0 && d.contactCalls%3 == 0 {
		return d.changeBalance(ctx, d.contacts[(d.contactCalls/3-1)%n])
	}
	location, who := s.locations[len(d.contacts)%len(s.locations)], randomPerson()
	record, err := d.contactService().Create(ctx, store.Fields{
		"location_id": jsonText(location.PublicID), "first_name": jsonText(who.first), "last_name": jsonText(who.last),
	})
	if err != nil {
		return fmt.Errorf("create a contact: %w", err)
	}
	d.contacts = append(d.contacts, record.PublicID)
	return nil
}

// changeBalance gives a contact another balance.
func (d *Demo) changeBalance(ctx context.Context, publicID string) error {
	record, err := d.Store.RecordByID(ctx, models.Everything, "contact", publicID)
	if err != nil {
		return fmt.Errorf("read contact %s: %w", publicID, err)
	}
	balance := fmt.Sprintf("%d.%02d", rand.IntN(90), rand.IntN(100))
	if _, err := d.contactService().Update(ctx, record, store.Fields{"contact_balance": jsonText(balance)}); err != nil {
		return fmt.Errorf("change contact %s: %w", publicID, err)
	}
	return nil
}

func (d *Demo) contactService() store.RecordService {
	contact, _ := records.Named("contact")
	return store.RecordService{Store: d.Store, Publisher: d.Events, Resource: contact, Access: access(), Origin: models.Origin{Source: source}}
}

// jsonText writes a text as JSON.
func jsonText(text string) json.RawMessage { return models.JSONString(text) }
