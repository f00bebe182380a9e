package native

import (
	"encoding/base64"
	"net/http"
	"strings"
	"unicode/utf8"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/views/code"
)

// Delivery is an event on its way to a callback.
type Delivery struct {
	ID              string           `json:"id"`
	Status          DeliveryStatus   `json:"status"`
	Company         string           `json:"company"`
	Location        *string          `json:"location"`
	Database        *string          `json:"database"`
	Collection      *string          `json:"collection"`
	Event           DeliveryEvent    `json:"event"`
	Callback        DeliveryCallback `json:"callback"`
	Batch           *string          `json:"batch" description:"The batch that it is or was sent with."`
	Host            string           `json:"host"`
	Hold            *Explanation     `json:"hold"`
	Reason          *Explanation     `json:"reason" description:"Of a condition: with the values that decided, for keys that may see payloads."`
	Cause           *Explanation     `json:"cause"`
	Code            *int             `json:"code"`
	Attempts        int              `json:"attempts"`
	AttemptsPlanned int              `json:"attempts_planned"`
	Test            bool             `json:"test"`
	Resent          int              `json:"resent"`
	AcceptedAt      Date             `json:"accepted_at"`
	DueAt           *Date            `json:"due_at"`
	FinishedAt      *Date            `json:"finished_at"`
}

// DeliveryStatus is the name of a models.Status.
type DeliveryStatus string

// DeliveryEvent is the event of a delivery.
type DeliveryEvent struct {
	ID   string `json:"id"`
	Type string `json:"type"`
}

// DeliveryCallback is the callback of a delivery.
type DeliveryCallback struct {
	ID   string `json:"id"`
	Name string `json:"name"`
}

// DeliveryWithLog is a delivery with all that was done for it.
type DeliveryWithLog struct {
	Delivery
	Resends []DeliveryResend `json:"resends" description:"The resends that sent it again, newest first."`
	Log     []Attempt        `json:"log"`
}

// DeliveryResend says which resend sent a delivery again.
type DeliveryResend struct {
	ID string `json:"id"`
	By string `json:"by"`
	At Date   `json:"at"`
}

// Attempt is one request of a delivery, and what came back.
type Attempt struct {
	Number    int          `json:"number"`
	StartedAt Date         `json:"started_at"`
	Took      int64        `json:"took_ms"`
	Method    string       `json:"method"`
	URL       string       `json:"url"`
	Backup    bool         `json:"backup" description:"Whether the URL is the backup URL."`
	Code      *int         `json:"code"`
	Cause     *Explanation `json:"cause"`
	Unclean   string       `json:"unclean,omitzero" description:"What of the answer breaks the rules of HTTP, in words. Its code counts all the same."`
	*AttemptPayload
}

// AttemptPayload is what was sent and answered. It is for keys that may see
// payloads. A body is base64 when it is not UTF-8. Values of secret names are hidden
// in it, as on pages.
type AttemptPayload struct {
	RequestHeaders     []AttemptHeader `json:"request_headers"`
	RequestBody        *string         `json:"request_body,omitzero"`
	RequestBodyBase64  string          `json:"request_body_base64,omitzero"`
	ResponseHeaders    []AttemptHeader `json:"response_headers"`
	ResponseBody       *string         `json:"response_body,omitzero"`
	ResponseBodyBase64 string          `json:"response_body_base64,omitzero"`
	ResponseEncoding   string          `json:"response_encoding,omitzero" description:"How the text of response_body was encoded, such as \"gzip, iso-8859-1\". Left out when it came as it is."`
	ResponseSize       int64           `json:"response_size"`
	BodiesRemoved      bool            `json:"bodies_removed,omitzero" description:"The bodies were kept long enough, and are not there any more."`
}

// AttemptHeader is a header of a request or an answer.
type AttemptHeader struct {
	Name  string  `json:"name"`
	Value *string `json:"value" description:"null when it is secret."`
}

// deliveryOf writes a delivery for whoever makes the request r. The values
// that made a condition stop it tell what the event carries: they are shown
// only to those who may see payloads.
func deliveryOf(r *http.Request, row deliverylog.Row) Delivery {
	reason := row.Reason.Words(row.ReasonDetail)
	if can(r, models.DeliveriesPayload, ownerOf(row)) {
		reason = row.Reason.Explained(row.ReasonDetail)
	}
	delivery := Delivery{
		ID: row.ID.String(), Status: DeliveryStatus(row.Status.String()), Company: row.CompanyPublicID,
		Location:   orNull(row.LocationPublicID),
		Database:   orNull(row.Source.Database.PublicID),
		Collection: orNull(row.Source.Collection.PublicID),
		Event:      DeliveryEvent{ID: row.EventPublicID, Type: row.EventType},
		Callback:   DeliveryCallback{ID: row.CallbackPublicID, Name: row.CallbackName},
		Host:       row.Host,
		Hold:       explained(string(row.HoldReason), row.HoldReason.Words()),
		Reason:     explained(string(row.Reason), reason),
		Cause:      explained(string(row.Cause), strings.TrimSpace(row.Failure().Sentence()+" "+row.FinalWords(row.CallbackKind))),
		Code:       orNull(row.Code),
		Attempts:   row.Attempts, AttemptsPlanned: row.PlanLen, Test: row.Test, Resent: row.Resent,
		AcceptedAt: dateOf(models.At(row.ID.Time())), DueAt: dateOrNull(row.DueAt), FinishedAt: dateOrNull(row.FinishedAt),
	}
	if row.BatchID != 0 {
		delivery.Batch = new(row.BatchID.String())
	}
	if row.Status == models.Sending {
		delivery.DueAt = nil // the column holds the end of the lease, which says nothing to anybody else
	}
	return delivery
}

// ownerOf returns to whom a delivery belongs.
func ownerOf(row deliverylog.Row) models.Owner {
	return models.Owner{CompanyID: row.CompanyID, LocationID: row.LocationID}
}

// attemptOf writes one attempt, with what was sent and answered when withPayload
// is set.
func attemptOf(a models.Attempt, withPayload bool) Attempt {
	attempt := Attempt{
		Number: a.Number, StartedAt: dateOf(a.StartedAt), Took: milliseconds(a.Timing.Total), Method: a.Method, URL: a.URL, Backup: a.Backup,
		Code: orNull(a.Code), Cause: explained(string(a.Cause), strings.TrimSpace(a.Failure().Sentence()+" "+a.HandshakeHint())), Unclean: a.Unclean,
	}
	if !withPayload {
		return attempt
	}
	payload := &AttemptPayload{
		RequestHeaders: attemptHeaders(a.RequestHeaders), ResponseHeaders: attemptHeaders(a.ResponseHeaders), ResponseSize: a.ResponseSize,
	}
	attempt.AttemptPayload = payload
	if a.BodyPacking == models.BodiesRemoved {
		payload.BodiesRemoved = true
		return attempt
	}
	payload.RequestBody, payload.RequestBodyBase64 = textOrBase64(code.MaskedBody(models.ContentType(a.RequestHeaders), a.RequestBody))
	answered := models.ContentType(a.ResponseHeaders)
	text, encoding, ok := a.AnswerText()
	if ok {
		payload.ResponseBody, payload.ResponseEncoding = new(string(code.MaskedBody(answered, text))), encoding
	} else {
		payload.ResponseBodyBase64 = base64.StdEncoding.EncodeToString(code.MaskedBody(answered, a.ResponseBody))
	}
	return attempt
}

// textOrBase64 returns bytes as a text, and as base64 when they are not UTF-8.
func textOrBase64(body []byte) (text *string, encoded string) {
	if utf8.Valid(body) {
		return new(string(body)), ""
	}
	return nil, base64.StdEncoding.EncodeToString(body)
}

func attemptHeaders(headers []models.Header) []AttemptHeader {
	list := make([]AttemptHeader, len(headers))
	for i, header := range headers {
		list[i].Name = header.Name
		if !header.Hidden {
			list[i].Value = &header.Value
		}
	}
	return list
}
