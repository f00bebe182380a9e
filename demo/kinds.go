package demo

import (
	"context"
	"errors"
	"fmt"

	"callboard/models"
	"callboard/models/store"
)

// notices are what the sample company's batch callback is told.
func notices() []string {
	return []string{"EMAIL_BOUNCED", "EMAIL_FAILED", "EMAIL_OPTOUT", "SMS_FAILED"}
}

// furnish adds what an earlier start of an older program has not made: a
// batch callback, a signed one, and a database.
func (d *Demo) furnish(ctx context.Context, at *sample) error {
	all, err := d.Store.Callbacks(ctx, models.Everything, store.CallbackFilter{Company: at.company.ID, Live: true})
	if err != nil {
		return fmt.Errorf("list the sample callbacks: %w", err)
	}
	made := map[models.Kind]models.Callback{}
	for _, one := range all {
		made[one.Kind] = one
	}
	if _, there := made[models.KindWebhook]; !there {
		if err := d.add(ctx, at, d.signed()); err != nil {
			return err
		}
	}
	if err := d.batch(ctx, at, made[models.KindBatch]); err != nil {
		return err
	}
	return d.database(ctx, at)
}

func (d *Demo) add(ctx context.Context, at *sample, one models.Callback) error {
	one.CompanyID = at.company.ID
	if err := d.Store.CreateCallback(ctx, access(), &one); err != nil {
		return fmt.Errorf("make the callback %s: %w", one.Name, err)
	}
	return nil
}

// signed gets every event about persons and contacts, each request signed.
func (d *Demo) signed() models.Callback {
	return models.Callback{
		Kind: models.KindWebhook, Name: "Data warehouse", URL: d.at("/crm"), StartAt: models.At(d.Store.Now()),
		Types: []models.CallbackType{{Type: "person_*"}, {Type: "contact.created"}},
	}
}

// batch makes the callback that gets notifications, many with one request, and
// subscribes it once its receiver has answered. One that has moved is tried
// anew.
func (d *Demo) batch(ctx context.Context, at *sample, one models.Callback) error {
	if one.ID == 0 {
		one = models.Callback{
			Kind: models.KindBatch, Name: "Campaign reports", CompanyID: at.company.ID, URL: d.at("/campaigns"),
			Settings: models.Settings{User: "northwind", BatchSize: 20, BatchWait: 10}, Secrets: models.Secrets{Password: "only-a-demo"},
		}
		if err := d.Store.CreateCallback(ctx, access(), &one); err != nil {
			return fmt.Errorf("make the callback %s: %w", one.Name, err)
		}
	}
	if one.Unverified() {
		if _, err := d.Verifier.Verify(ctx, access(), one.PublicID); err != nil {
			return fmt.Errorf("try the receiver of %s: %w", one.Name, err)
		}
	}
	asked, err := d.Store.Subscriptions(ctx, models.Everything, store.SubscriptionFilter{Callback: one.ID})
	if err != nil || len(asked) > 0 {
		return err
	}
	err = d.Store.SaveSubscription(ctx, access(), &models.Subscription{
		CompanyID: at.company.ID, CallbackID: one.ID, Name: "Failures and opt-outs", Types: notices(),
	})
	if _, untried := errors.AsType[models.UnverifiedError](err); untried {
		return nil // its receiver did not answer: the console says so
	}
	if err != nil {
		return fmt.Errorf("subscribe %s: %w", one.Name, err)
	}
	return nil
}
