package views

import (
	"maps"
	"net/url"
	"slices"

	"callboard/models"
)

// SignInForm is the form of the sign-in page as it was typed; the password is
// never written into a page.
type SignInForm struct {
	Email     string
	Carried   string // what they sent when their session was over, encrypted; "" for nothing
	Next      string // where to go afterwards
	Nobody    bool   // nobody can sign in yet: the set-up link comes first
	Elsewhere string // the address at which signing in works, when it does not here
	Problems  models.Problems
}

// CarriedForm is what somebody sent when their session was over.
type CarriedForm struct {
	Action string
	Values url.Values
}

// names are the names of the fields, in a fixed order.
func (f CarriedForm) names() []string { return slices.Sorted(maps.Keys(f.Values)) }
