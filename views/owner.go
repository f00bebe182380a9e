package views

import (
	"callboard/models"
)

// stateWord says whether events of an owner are sent.
func stateWord(active bool) string {
	if active {
		return "Active"
	}
	return "Inactive"
}

// stateChoices are the two states of an owner, for a form.
func stateChoices(active bool) []Choice {
	return []Choice{
		{Value: "yes", Label: "Active", Chosen: active},
		{Value: "no", Label: "Inactive", Hint: "Nothing is sent. Events leave a row that says so.", Chosen: !active},
	}
}

// ownerCrumbs lead to the list that a callback stands in.
func ownerCrumbs(c models.Company, l models.Location) []Link {
	if l.ID == 0 {
		return append(companyCrumbs(c), Link{Text: "Callbacks", Href: callbacksURL(c)})
	}
	return append(locationCrumbs(c, l, "Settings"), Link{Text: "Postback config", Href: postbacksURL(l)})
}

// inactiveOwner names the owner that keeps callbacks from sending; kind is ""
// when none does.
func inactiveOwner(c models.Company, l models.Location) (kind, name string) {
	switch {
	case !c.Active:
		return "Company", c.Name
	case l.ID != 0 && !l.Active:
		return "Location", l.Name
	}
	return "", ""
}
