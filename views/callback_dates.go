package views

import (
	"callboard/models"
)

// stateFor names what starts the callbacks that have a state to choose: all new
// ones, and those with a switch.
func (p CallbackPage) stateFor(switched string) string {
	if p.Callback.ID != 0 {
		return switched
	}
	return p.startsWith(func(models.Traits) bool { return true })
}
