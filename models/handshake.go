package models

import "strings"

// ShakesHands says whether a check asks the receiver by the handshake of CloudEvents
// whether it takes events from here.
func (c Callback) ShakesHands() bool { return strings.EqualFold(c.ContentType(), CloudEvents) }
