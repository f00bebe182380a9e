package views

import (
	"time"

	"callboard/models"
)

// UserForm is the form of a role as it was typed, with the e-mail of somebody who
// is invited.
type UserForm struct {
	Email    string
	Role     models.Role
	Reaches  string        // "company:" and a public id, as the choices have it
	Roles    []models.Role // that may be given
	Owners   []Choice      // what a role may reach
	More     bool          // there is more than Owners lists
	Problems models.Problems
}

// userRoleHint says what a person of each role can do.
func userRoleHint(r models.Role) string {
	switch r {
	case models.Viewer:
		return "Sees callbacks and deliveries, without what they carry."
	case models.Operator:
		return "As a Viewer; sees what deliveries carry too, resends and cancels them, pauses callbacks and sends test events."
	case models.Manager:
		return "As an Operator; changes callbacks, records, event types, API keys and people too, and reads the audit log."
	}
	return "May do all that there is to do."
}

func (form UserForm) roleChoices() []Choice {
	choices := make([]Choice, len(form.Roles))
	for i, role := range form.Roles {
		choices[i] = Choice{Value: string(role), Label: RoleWord(role), Hint: userRoleHint(role), Chosen: role == form.Role}
	}
	return choices
}

func (form UserForm) reachesHint() string {
	hint := "What they can see and change. All else does not exist for them."
	if form.More {
		hint += " The Settings of a company or location that is not listed lead here too."
	}
	return hint
}

// UserPage is the page of one person.
type UserPage struct {
	Row      models.UserRow
	Sessions []models.SessionRow
	Form     UserForm // of another role
	Self     bool     // the asker is the person
	May      bool     // the asker may change what the person may do
	Now      time.Time
}

func userCrumbs(own *models.UserRow) []Link {
	crumbs := []Link{{Text: "Users", Href: UsersURL}}
	if own != nil {
		crumbs = append(crumbs, Link{Text: own.Email, Href: UserURL(own.ID)})
	}
	return crumbs
}

// mayTakeAway says whether the asker can take one of the roles from the person.
func (p UserPage) mayTakeAway() bool { return p.May && len(p.Row.Grants) > 1 }

// linkWord is what the button says that makes a link.
func (p UserPage) linkWord() string {
	if p.Row.Invited() {
		return "Make a new invitation link"
	}
	return "Make a link for a new password"
}

// agent cuts what a browser calls itself to what people can read.
func agent(s models.SessionRow) string { return orDefault(models.Shorten(s.Agent, 60), "–") }

// PasswordLink is a link by which a person chooses a password.
type PasswordLink struct {
	Row models.UserRow
	URL string
}

func (l PasswordLink) life() string {
	if l.Row.Invited() {
		return "7 days"
	}
	return "24 hours"
}

// PasswordLinkForm is the form on which a person chooses a password.
type PasswordLinkForm struct {
	Token    string
	Email    string
	Problems models.Problems
}

// MePage is the page of the person who is signed in.
type MePage struct {
	Row      models.UserRow
	Sessions []models.SessionRow
	Problems models.Problems
	Now      time.Time
}
