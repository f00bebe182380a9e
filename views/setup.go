package views

import (
	"callboard/models"
)

// SetupForm asks for the first person who may sign in.
type SetupForm struct {
	Token    string
	Email    string
	Problems models.Problems
}
