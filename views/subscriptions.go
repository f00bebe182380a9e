package views

import (
	"strings"
	"time"

	"callboard/models"
)

// SubscriptionList is what the subscriptions of a batch callback show.
type SubscriptionList struct {
	Company  models.Company
	Callback models.Callback
	Rows     []models.Subscription
	MayWrite bool
	Now      time.Time
}

// live says whether anything can be asked for. Of a callback that has ended,
// subscriptions can only go: they keep its name from another one.
func (l SubscriptionList) live() bool {
	return l.MayWrite && !l.Callback.Ended(models.At(l.Now))
}

func (l SubscriptionList) head() Head {
	return Head{
		Title: "Subscriptions", Document: "Subscriptions, " + l.Callback.Title(),
		Crumbs:  append(ownerCrumbs(l.Company, models.Location{}), Link{Text: l.Callback.Title(), Href: CallbackURL(l.Callback)}),
		Lead:    []string{"What the callback gets. An event goes once, though two subscriptions ask for it."},
		Actions: addSubscription(l), Tabs: callbackTabs(l.Callback, "Subscriptions", l.live()),
	}
}

// filterWords says which campaigns a subscription is narrowed down to.
func filterWords(s models.Subscription) string {
	if len(s.Filters) == 0 {
		return "All"
	}
	var parts []string
	for _, f := range s.Filters {
		part := strings.Join(f.Campaigns, ", ")
		if ManyFilters(s) {
			part = strings.Join(f.Types, ", ") + ": " + part
		}
		parts = append(parts, part)
	}
	return strings.Join(parts, "; ")
}
