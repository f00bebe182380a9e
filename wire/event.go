package wire

import (
	"cmp"
	"slices"
	"strconv"
	"strings"

	"callboard/models"
)

// eventDate is how seed 001 writes the date of an event.
const eventDate = "2006-01-02T15:04:05Z"

// eventBody writes what a company callback receives (seed 001, "Returned
// Callback"): the event's own fields, then its subject under its own key.
func eventBody(a Attempt) ([]byte, error) {
	subject, err := subject(a.Event)
	if err != nil {
		return nil, err
	}
	envelope := []models.JSONMember{
		textMember("event_id", a.Event.PublicID),
		textMember("callback_id", a.Callback.PublicID),
		textMember("event_type", a.Event.Type),
		textMember("event_date", happened(a.Event).Time().Format(eventDate)),
		textMember("delivery_attempt", strconv.Itoa(a.Number)),
	}
	for _, m := range subject {
		if !slices.ContainsFunc(envelope, func(field models.JSONMember) bool { return field.Name == m.Name }) {
			envelope = append(envelope, m)
		}
	}
	return object(envelope), nil
}

// subject returns the members that say what an event is about. A change of a record
// has the record as its data, which goes under the name of its resource.
func subject(e models.Event) ([]models.JSONMember, error) {
	list, err := members(e.Data)
	if err != nil || e.Action == "" {
		return list, err
	}
	return []models.JSONMember{rawMember(resource(e), e.Data)}, nil
}

// resource returns the part of an event type before the dot: "contact".
func resource(e models.Event) string {
	name, _, _ := strings.Cut(e.Type, ".")
	return name
}

// happened returns the date of an event, for one without a date when it was
// accepted.
func happened(e models.Event) models.Millis { return cmp.Or(e.OccurredAt, e.AcceptedAt) }
