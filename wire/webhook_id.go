package wire

import (
	"cmp"
	"strings"

	"callboard/models"
)

// id is by what the receiver knows every attempt of the same request: the id of the
// batch, or of the event.
func (a Attempt) id() string { return cmp.Or(a.BatchID, webhookID(a.Event)) }

// ownID begins the webhook-ids that we make.
const ownID = "evt_"

// webhookID returns the webhook-id of an event: its id as it was published, where
// that cannot be misread, else one of ours. What is signed is the id, a dot, the time,
// a dot and the body: with a dot in an id, one signature would stand for several
// messages, and whoever publishes could choose one of them.
func webhookID(e models.Event) string {
	row, isOurs := strings.CutPrefix(e.PublicID, ownID)
	if isOurs {
		_, err := models.ParseID(row)
		isOurs = err == nil // else it might be the webhook-id of another event
	}
	if isOurs || strings.ContainsFunc(e.PublicID, notInWebhookID) {
		return ownID + e.ID.String()
	}
	return e.PublicID
}

func notInWebhookID(c rune) bool {
	plain := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
	return !plain && !strings.ContainsRune("_-:", c)
}
