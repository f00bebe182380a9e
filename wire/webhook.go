package wire

import (
	"encoding/json"
	"errors"
	"strings"

	"callboard/models"
)

// webhookDate is how Standard Webhooks and CloudEvents write the date of an
// event: RFC 3339 in UTC, to the millisecond.
const webhookDate = "2006-01-02T15:04:05.000Z"

// errNoJSON says that the data of an event is not JSON.
var errNoJSON = errors.New("what the event carries is not JSON")

// webhookBody writes what a signed callback receives: the payload of Standard
// Webhooks, or a CloudEvents 1.0 event in structured mode when the callback has
// that content type. The data of the event stays as it was published.
func webhookBody(a Attempt) ([]byte, error) {
	if !json.Valid(a.Event.Data) {
		return nil, errNoJSON
	}
	date := happened(a.Event).Time().Format(webhookDate)
	if strings.EqualFold(a.Callback.ContentType(), models.CloudEvents) {
		return cloudEvent(a, date), nil
	}
	return object([]models.JSONMember{textMember("type", a.Event.Type), textMember("timestamp", date), rawMember("data", a.Event.Data)}), nil
}

// cloudEvent writes the context attributes in the order of the specification.
// source and id together identify the event: the company, and its event.
func cloudEvent(a Attempt, date string) []byte {
	list := []models.JSONMember{
		textMember("specversion", "1.0"),
		textMember("id", a.Event.PublicID),
		textMember("source", "/companies/"+a.Company),
		textMember("type", a.Event.Type),
		textMember("datacontenttype", "application/json"),
	}
	if a.Event.RecordID != "" {
		list = append(list, textMember("subject", a.Event.RecordID))
	}
	return object(append(list, textMember("time", date), rawMember("data", a.Event.Data)))
}
