// Package wire turns an event for a callback into the request that its
// receiver expects: bytes and headers, as the published documents show them.
// Everything here is a pure function.
package wire

import (
	"encoding/base64"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"time"

	"callboard/models"
)

// Version is the version of Callboard that receivers are told.
const Version = "0.1.0"

// errSecretsLost is better than a request without the right password, which
// the receiver would refuse without saying why.
var errSecretsLost = errors.New("the stored password cannot be opened with this secret key. Enter it again")

// Attempt is what one request is built from.
type Attempt struct {
	Event    models.Event
	Callback models.Callback // with its secrets
	Number   int             // of the attempt, from 1
	Used     int             // attempts of the present plan that were made before
	At       time.Time       // when it is made
	Company  string          // public id of the event's company
	Batch    []models.Event  // all events of a batch, Event among them; none for a single delivery
	BatchID  string          // "" for a single delivery
}

// Header is one header line. Its value is for the receiver's eyes alone when
// Secret is set.
type Header struct {
	Name, Value string
	Secret      bool
}

// Request is a request, ready to be sent.
type Request struct {
	Method  string
	URL     string
	Backup  bool     // URL is the backup URL
	Headers []Header // in the order of the log
	Body    []byte
}

// Build returns the request of an attempt. Its error says what the event or
// the callback lacks, in words for an operator.
func Build(a Attempt) (Request, error) {
	body, err := body(a)
	if err != nil {
		return Request{}, err
	}
	headers, err := headers(a, body)
	if err != nil {
		return Request{}, err
	}
	url, backup := a.Callback.Destination(a.Used)
	return Request{Method: a.Callback.Method(), URL: url, Backup: backup, Headers: headers, Body: body}, nil
}

// Logged returns the headers as the delivery log keeps them: without the
// values that nobody is shown.
func (r Request) Logged() []models.Header {
	logged := make([]models.Header, len(r.Headers))
	for i, h := range r.Headers {
		logged[i] = models.Header{Name: h.Name, Value: h.Value}
		if h.Secret {
			logged[i] = models.Header{Name: h.Name, Hidden: true}
		}
	}
	return logged
}

// bodies write the body of a request, each for one kind.
var bodies = map[models.Kind]func(Attempt) ([]byte, error){
	models.KindEvent:    eventBody,
	models.KindBatch:    batchBody,
	models.KindPostback: postbackBody,
	models.KindDatabase: databaseBody,
	models.KindWebhook:  webhookBody,
}

func body(a Attempt) ([]byte, error) {
	write, ok := bodies[a.Callback.Kind]
	if !ok {
		return nil, fmt.Errorf("there is no form for the kind %q", a.Callback.Kind)
	}
	return write(a)
}

func headers(a Attempt, body []byte) ([]Header, error) {
	list := []Header{
		{Name: "User-Agent", Value: "Callboard/" + Version},
		{Name: "Content-Type", Value: contentType(a.Callback)},
		{Name: "Content-Length", Value: strconv.Itoa(len(body))},
		{Name: "webhook-id", Value: a.id()},
		{Name: "webhook-timestamp", Value: strconv.FormatInt(a.At.Unix(), 10)},
	}
	signature, err := signatures(a, body)
	if err != nil {
		return nil, err
	}
	if signature != "" {
		list = append(list, Header{Name: "webhook-signature", Value: signature})
	}
	list = append(list,
		Header{Name: "X-Callback-Id", Value: a.Callback.PublicID},
		Header{Name: "X-Delivery-Attempt", Value: strconv.Itoa(a.Number)})
	if a.Event.Test {
		list = append(list, Header{Name: "X-Test-Event", Value: "true"})
	}
	list = append(list, added(a.Callback)...)
	if user := a.Callback.Settings.User; user != "" {
		if a.Callback.SecretsLost {
			return nil, errSecretsLost
		}
		list = append(list, Header{Name: "Authorization", Value: basic(user, a.Callback.Secrets.Password), Secret: true})
	}
	return list, nil
}

// added are the headers that the operator asks for.
func added(c models.Callback) []Header {
	list := make([]Header, len(c.Settings.Headers))
	for i, h := range c.Settings.Headers {
		list[i] = Header{Name: h.Name, Value: h.Value, Secret: h.Hidden}
		if h.Hidden {
			list[i].Value = c.Secrets.Headers[strings.ToLower(h.Name)]
		}
	}
	return list
}

func basic(user, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}
