package views

import (
	"strings"
	"time"

	"callboard/models"
)

// APIKeyList is what the list of API keys shows.
type APIKeyList struct {
	Rows    []models.APIKeyRow
	Revoked bool   // those that are revoked, instead of those in use
	Next    string // address of the next page; "" on the last
}

// APIKeyForm is the form of a new API key as it was typed.
type APIKeyForm struct {
	Key      string // of this one filling in: a second submit finds the first
	Name     string
	Role     models.Role
	Reaches  string        // "company:" and a public id, as the choices have it
	Roles    []models.Role // that may be given
	Owners   []Choice      // what a key may reach
	More     bool          // there is more than Owners lists
	Problems models.Problems
}

// APIKeyPage is the page of one API key.
type APIKeyPage struct {
	Row     models.APIKeyRow
	History []models.AuditEntry
	Href    string // the page of what it reaches; "" when that cannot be opened
	Now     time.Time
}

const apiKeysURL = "/admin/api-keys"

func apiKeyURL(k models.APIKey) string { return apiKeysURL + "/" + k.ID.String() }

// apiKeyReach says what a key can see and change.
func apiKeyReach(k models.APIKeyRow) string {
	switch {
	case k.CompanyID == 0:
		return "The whole system"
	case k.LocationID == 0:
		return k.CompanyName
	}
	return k.LocationName + ", " + k.CompanyName
}

// RoleWord writes a role as people read it: "Manager".
func RoleWord(r models.Role) string {
	if r == "" {
		return ""
	}
	return strings.ToUpper(string(r[:1])) + string(r[1:])
}

// roleHints say what a key of each role can do.
func roleHint(r models.Role) string {
	switch r {
	case models.Viewer:
		return "Reads callbacks and deliveries, without what they carry."
	case models.Operator:
		return "Also reads what deliveries carry, resends and cancels them, pauses callbacks and sends test events."
	case models.Manager:
		return "Also publishes events and changes callbacks, records, event types and keys."
	}
	return "May do all that there is to do."
}

func (form APIKeyForm) roleChoices() []Choice {
	choices := make([]Choice, len(form.Roles))
	for i, role := range form.Roles {
		choices[i] = Choice{Value: string(role), Label: RoleWord(role), Hint: roleHint(role), Chosen: role == form.Role}
	}
	return choices
}

func (form APIKeyForm) reachesHint() string {
	hint := "What the key can see and change. All else does not exist for it."
	if form.More {
		hint += " The Settings of a company or location that is not listed lead here too."
	}
	return hint
}

func (l APIKeyList) views() []Link {
	return []Link{{Text: "In use", Href: apiKeysURL, Current: !l.Revoked}, {Text: "Revoked", Href: apiKeysURL + "?state=revoked", Current: l.Revoked}}
}

func apiKeyLastUsed(k models.APIKey) string {
	if k.LastUsedAt == 0 {
		return "Never"
	}
	return Moment(k.LastUsedAt)
}
