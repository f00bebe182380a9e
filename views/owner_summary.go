package views

import (
	"net/url"

	"callboard/models"
)

// OwnerSummary is the summary of a company, or of one of its locations.
type OwnerSummary struct {
	Company   models.Company
	Location  models.Location // zero: the page of the company
	Activity  Activity
	Callbacks *CallbackList // nil: could not be read
	MayTest   bool
}

// lead is the line of facts below the name of an owner.
func (p OwnerSummary) lead() []string {
	if p.Location.ID == 0 {
		return inactive(p.Company.Active, []string{"ID " + p.Company.PublicID})
	}
	facts := []string{p.Company.Name}
	if p.Location.Code != "" {
		facts = append(facts, "code "+p.Location.Code)
	}
	if p.Location.TimeZone != "" {
		facts = append(facts, p.Location.TimeZone)
	}
	return inactive(p.Location.Active && p.Company.Active, facts)
}

// inactive adds to the facts that nothing is sent.
func inactive(active bool, facts []string) []string {
	if active {
		return facts
	}
	return append(facts, "inactive: nothing is sent")
}

func (p OwnerSummary) testURL() string {
	if p.Location.ID != 0 {
		return newTestEventURL(url.Values{"location": {p.Location.PublicID}})
	}
	return newTestEventURL(url.Values{"company": {p.Company.PublicID}})
}

func (p OwnerSummary) callbacksTitle() string {
	if p.Location.ID == 0 {
		return "Callbacks of " + p.Company.Name
	}
	return "Postbacks of " + p.Location.Name
}

func (p OwnerSummary) emptyWords() string {
	if p.Location.ID == 0 {
		return "A callback sends events to a URL you choose."
	}
	return "Add one to tell another system when a contact or transaction changes."
}

// summaryRows is how many callbacks a summary shows.
const summaryRows = 20

// firstCallbacks is the list of callbacks, cut to what a summary shows.
func (p OwnerSummary) firstCallbacks() CallbackList {
	list := *p.Callbacks
	list.Rows = list.Rows[:min(summaryRows, len(list.Rows))]
	return list
}

func (p OwnerSummary) callbacksURL() string {
	if p.Location.ID == 0 {
		return callbacksURL(p.Company)
	}
	return postbacksURL(p.Location)
}
