package views

import (
	"time"

	"callboard/models"
)

// UserList is what the list of people shows.
type UserList struct {
	Rows     []models.UserRow
	Q        string
	Disabled bool   // those who are disabled, instead of the others
	Next     string // address of the next page; "" on the last
	Now      time.Time
}

func (l UserList) views() []Link {
	return []Link{{Text: "May sign in", Href: UsersURL, Current: !l.Disabled}, {Text: "Disabled", Href: UsersURL + "?state=disabled", Current: l.Disabled}}
}

// grantWhere says what a grant reaches.
func grantWhere(g models.GrantRow) string {
	switch {
	case g.CompanyID == 0:
		return "The whole system"
	case g.LocationID == 0:
		return g.CompanyName
	}
	return g.LocationName + ", " + g.CompanyName
}

// grantWords lists what a person may do, and where.
func grantWords(row models.UserRow) []string {
	words := make([]string, 0, len(row.Rows)+1)
	for _, g := range row.Rows {
		words = append(words, RoleWord(g.Role)+", "+lowerThe(grantWhere(g)))
	}
	if row.Elsewhere {
		words = append(words, "and elsewhere")
	}
	return words
}

// lowerThe writes "The whole system" within a sentence, and names as they are.
func lowerThe(where string) string {
	if where == "The whole system" {
		return "the whole system"
	}
	return where
}

func lastSignIn(u models.User) string {
	if u.LastSignInAt == 0 {
		return "Never"
	}
	return Moment(u.LastSignInAt)
}
