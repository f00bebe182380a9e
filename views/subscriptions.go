package views

import (
	"slices"
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

// SubscriptionPage is the form of a subscription, new or not.
type SubscriptionPage struct {
	Company   models.Company
	Callback  models.Callback
	Stored    models.Subscription // zero when it is a new one
	Version   int64               // the one that was on screen
	Clash     bool                // somebody changed it meanwhile
	Name      string
	Types     []string
	Campaigns string // one a line
	Problems  models.Problems
}

func subscriptionsURL(c models.Callback) string { return callbackURL(c) + "/subscriptions" }

func subscriptionURL(c models.Callback, s models.Subscription) string {
	return subscriptionsURL(c) + "/" + s.ID.String()
}

// live says whether anything can be asked for. Of a callback that has ended,
// subscriptions can only go: they keep its name from another one.
func (l SubscriptionList) live() bool {
	return l.MayWrite && !l.Callback.Ended(models.At(l.Now))
}

func (l SubscriptionList) head() Head {
	return Head{
		Title: "Subscriptions", Document: "Subscriptions, " + l.Callback.Title(),
		Crumbs:  append(ownerCrumbs(l.Company, models.Location{}), Link{Text: l.Callback.Title(), Href: callbackURL(l.Callback)}),
		Lead:    []string{"What the callback gets. An event goes once, though two subscriptions ask for it."},
		Actions: addSubscription(l), Tabs: callbackTabs(l.Callback, "Subscriptions", l.live()),
	}
}

func (p SubscriptionPage) head() Head {
	title := "Add subscription"
	if p.Stored.ID != 0 {
		title = "Edit ‘" + p.Stored.Name + "’"
	}
	return Head{
		Title: title, Problems: p.Problems, Changes: p.changes(),
		Crumbs: append(ownerCrumbs(p.Company, models.Location{}),
			Link{Text: p.Callback.Title(), Href: callbackURL(p.Callback)}, Link{Text: "Subscriptions", Href: subscriptionsURL(p.Callback)}),
	}
}

func (p SubscriptionPage) action() string {
	if p.Stored.ID != 0 {
		return subscriptionURL(p.Callback, p.Stored) + "/edit"
	}
	return subscriptionsURL(p.Callback) + "/new"
}

func (p SubscriptionPage) typeChoices() []Choice {
	var choices []Choice
	for _, name := range models.NotificationNames() {
		choices = append(choices, Choice{Value: name, Label: name, Chosen: slices.Contains(p.Types, name)})
	}
	return choices
}

// ManyFilters says whether a subscription has filters that the form has no
// fields for: those that the API has set for some of its types.
func ManyFilters(s models.Subscription) bool {
	return len(s.Filters) > 1 || len(s.Filters) == 1 && len(s.Filters[0].Types) < len(s.Types)
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
