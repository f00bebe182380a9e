package views

import (
	"callboard/models"
)

// SetupForm asks for the first person who may sign in.
type SetupForm struct {
	Token     string
	Email     string
	Elsewhere string // the address at which setting up works, when it does not here
	Problems  models.Problems
}
