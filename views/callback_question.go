package views

import (
	"callboard/models"
)

// CallbackQuestion asks before something is done to a callback.
type CallbackQuestion struct {
	Company     models.Company
	Location    models.Location
	DatabaseRef models.DatabaseRef // of a database callback
	Callback    models.Callback
	Ahead       bool // it has not started yet
	Waiting     int  // deliveries that are not settled
	Held        int  // those of them that are held back
	Asked       int  // subscriptions, which a callback that ends must not have
}

func (q CallbackQuestion) head(title string) Head {
	crumbs := append(callbackCrumbs(q.Company, q.Location, q.DatabaseRef), Link{Text: q.Callback.Title(), Href: CallbackURL(q.Callback)})
	return Head{Title: title, Crumbs: crumbs}
}

func (q CallbackQuestion) waitingWords() string {
	return Plural(q.Waiting, "delivery waits", "deliveries wait")
}

func (q CallbackQuestion) resumeTitle() string {
	if q.Held == 0 {
		return "Resume ‘" + q.Callback.Title() + "’?"
	}
	return "Send the " + Plural(q.Held, "held delivery", "held deliveries") + "?"
}
