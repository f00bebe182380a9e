package demo

import (
	"context"
	"errors"
	"fmt"

	"callboard/models"
	"callboard/models/store"
)

// notifications are the event types that the batch callback of the sample company
// subscribes to.
func notifications() []string {
	return []string{"EMAIL_BOUNCED", "EMAIL_FAILED", "EMAIL_OPTOUT", "SMS_FAILED"}
}

// addMissing adds what an earlier start of an older program has not made: a batch
// callback, a signed callback, and a database.
func (d *Demo) addMissing(ctx context.Context, s *sample) error {
	callbacks, err := d.Store.Callbacks(ctx, models.Everything, store.CallbackFilter{Company: s.company.ID, Live: true})
	if err != nil {
		return fmt.Errorf("list the sample callbacks: %w", err)
	}
	byKind := map[models.Kind]models.Callback{}
	for _, callback := range callbacks {
		byKind[callback.Kind] = callback
	}
	if _, ok := byKind[models.KindWebhook]; !ok {
		if err := d.addCallback(ctx, s, d.signedCallback()); err != nil {
			return err
		}
	}
	if err := d.addBatchCallback(ctx, s, byKind[models.KindBatch]); err != nil {
		return err
	}
	return d.addDatabase(ctx, s)
}

func (d *Demo) addCallback(ctx context.Context, s *sample, callback models.Callback) error {
	callback.CompanyID = s.company.ID
	if err := d.Store.CreateCallback(ctx, access(), &callback); err != nil {
		return fmt.Errorf("make the callback %s: %w", callback.Name, err)
	}
	return nil
}

// signedCallback gets every event about persons and contacts, with signed requests.
func (d *Demo) signedCallback() models.Callback {
	return models.Callback{
		Kind: models.KindWebhook, Name: "Data warehouse", URL: d.receiverURL("/crm"), StartAt: models.At(d.Store.Now()),
		Types: []models.CallbackType{{Type: "person_*"}, {Type: "contact.created"}},
	}
}

// addBatchCallback makes the callback that gets notifications, many with callback
// request, verifies it, and subscribes it once its receiver has answered. One whose
// URL has changed is verified again.
func (d *Demo) addBatchCallback(ctx context.Context, s *sample, callback models.Callback) error {
	if callback.ID == 0 {
		callback = models.Callback{
			Kind: models.KindBatch, Name: "Campaign reports", CompanyID: s.company.ID, URL: d.receiverURL("/campaigns"),
			Settings: models.Settings{User: "northwind", BatchSize: 20, BatchWait: 10}, Secrets: models.Secrets{Password: "only-a-demo"},
		}
		if err := d.Store.CreateCallback(ctx, access(), &callback); err != nil {
			return fmt.Errorf("make the callback %s: %w", callback.Name, err)
		}
	}
	if callback.Unverified() {
		if _, err := d.Verifier.Verify(ctx, access(), callback.PublicID); err != nil {
			return fmt.Errorf("verify %s: %w", callback.Name, err)
		}
	}
	subscriptions, err := d.Store.Subscriptions(ctx, models.Everything, store.SubscriptionFilter{Callback: callback.ID})
	if err != nil || len(subscriptions) > 0 {
		return err
	}
	err = d.Store.SaveSubscription(ctx, access(), &models.Subscription{
		CompanyID: s.company.ID, CallbackID: callback.ID, Name: "Failures and opt-outs", Types: notifications(),
	})
	if _, ok := errors.AsType[models.UnverifiedError](err); ok {
		return nil // its receiver did not answer: the console says so
	}
	if err != nil {
		return fmt.Errorf("subscribe %s: %w", callback.Name, err)
	}
	return nil
}
