package views

import (
	"callboard/models"
)

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
