// Package wire writes the request that a receiver expects for an event: body and
// headers, as the published documents show them. All its functions are pure.
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

// Version is the version of Callboard in the User-Agent of its requests.
const Version = "0.1.0"

// errSecretsLost ends a delivery whose password is lost: the receiver would refuse
// the request, and nobody would know why.
var errSecretsLost = errors.New("the stored password cannot be opened with this secret key. Enter it again")

// Attempt is what one request is built from.
type Attempt struct {
	Event    models.Event
	Callback models.Callback // with its secrets
	Number   int             // of the attempt, from 1
	Used     int             // attempts of the present retry plan before this one
	At       time.Time       // when it is made
	Company  string          // public id of the event's company
	Batch    []models.Event  // all events of a batch, Event among them; none for a single delivery
	BatchID  string          // "" for a single delivery
	Sequence models.ID       // of the delivery, or of the last one of the batch: rises with acceptance
}

// Header is one header line. When Secret is set, nobody but the receiver is shown
// its value.
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

// Build returns the request of an attempt. Its error says in words for an operator
// why the event or the callback does not make one.
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

// Logged returns the headers as the delivery log keeps them: without the secret
// values.
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

// bodies are the functions that write the body of a request, by kind.
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
	list = append(list, wayHeaders(a)...)
	list = append(list,
		Header{Name: "X-Callback-Id", Value: a.Callback.PublicID},
		Header{Name: "X-Delivery-Attempt", Value: strconv.Itoa(a.Number)})
	if a.Event.Test {
		list = append(list, Header{Name: "X-Test-Event", Value: "true"})
	}
	list = append(list, operatorHeaders(a.Callback)...)
	if settings := a.Callback.Settings; settings.SignsIn() {
		if a.Callback.SecretsLost {
			return nil, errSecretsLost
		}
		list = append(list, Header{Name: "Authorization", Value: basicAuth(settings.User, a.Callback.Secrets.Password), Secret: true})
	}
	return list, nil
}

// operatorHeaders returns the headers that are set on the callback. Callbacks that were
// saved before may have one that we write ourselves now.
func operatorHeaders(c models.Callback) []Header {
	var list []Header
	for _, h := range c.Settings.Headers {
		if models.IsOwnHeader(h.Name) {
			continue
		}
		header := Header{Name: h.Name, Value: h.Value, Secret: h.Hidden}
		if h.Hidden {
			header.Value = c.Secrets.Headers[strings.ToLower(h.Name)]
		}
		list = append(list, header)
	}
	return list
}

func basicAuth(user, password string) string {
	return "Basic " + base64.StdEncoding.EncodeToString([]byte(user+":"+password))
}
