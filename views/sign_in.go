package views

import (
	"callboard/models"
)

// SignInForm is the form of the sign-in page as it was typed; the password is
// never written into a page.
type SignInForm struct {
	Email     string
	Next      string // where to go afterwards
	Nobody    bool   // nobody can sign in yet: the set-up link comes first
	Elsewhere string // the address at which signing in works, when it does not here
	Problems  models.Problems
}
