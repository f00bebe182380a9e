package views

import (
	"slices"
	"strings"

	"callboard/models"
)

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
