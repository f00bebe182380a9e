package views

import (
	"slices"
	"strings"

	"callboard/models"
)

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

// changes are what somebody else has stored meanwhile.
func (p SubscriptionPage) changes() []Difference {
	if !p.Clash {
		return nil
	}
	lines := func(names []string) string { return strings.Join(slices.Sorted(slices.Values(names)), "\n") }
	return unlike(
		Difference{"Name", p.Stored.Name, p.Name},
		Difference{"Event types", lines(p.Stored.Types), lines(p.Types)},
		Difference{"Campaigns", CampaignLines(p.Stored), strings.TrimSpace(strings.ReplaceAll(p.Campaigns, "\r", ""))},
	)
}

// CampaignLines are the campaigns of a subscription as its form shows them.
func CampaignLines(s models.Subscription) string {
	if len(s.Filters) == 0 || ManyFilters(s) {
		return ""
	}
	return strings.Join(s.Filters[0].Campaigns, "\n")
}

func (p SubscriptionPage) head() Head {
	title := "Add subscription"
	if p.Stored.ID != 0 {
		title = "Edit ‘" + p.Stored.Name + "’"
	}
	return Head{
		Title: title, Problems: p.Problems, Changes: p.changes(),
		Crumbs: append(ownerCrumbs(p.Company, models.Location{}),
			Link{Text: p.Callback.Title(), Href: CallbackURL(p.Callback)}, Link{Text: "Subscriptions", Href: SubscriptionsURL(p.Callback)}),
	}
}

func (p SubscriptionPage) action() string {
	if p.Stored.ID != 0 {
		return subscriptionURL(p.Callback, p.Stored) + "/edit"
	}
	return SubscriptionsURL(p.Callback) + "/new"
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
