package wire_test

import (
	"encoding/json"
	"flag"
	"fmt"
	"net/url"
	"os"
	"path/filepath"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/wire"
)

var update = flag.Bool("update", false, "rewrite the golden files")

var at = time.Date(2026, 11, 21, 14, 46, 11, 204_000_000, time.UTC)

func event(data string) wire.Attempt {
	return wire.Attempt{
		Number: 1, At: at, Sequence: 7_158_278_826,
		Event: models.Event{
			PublicID: "AB234SDFD234", Type: "person_added", Data: []byte(data),
			OccurredAt: models.At(time.Date(2013, 8, 1, 15, 42, 23, 999_000_000, time.UTC)),
			AcceptedAt: models.At(at),
		},
		Callback: models.Callback{PublicID: "Hzh39LP3", Kind: models.KindEvent, URL: "https://crm.example/in?x=1"},
	}
}

func postback(action models.Action, data string) wire.Attempt {
	return wire.Attempt{
		Number: 1, At: at, Sequence: 7_158_278_826,
		Event: models.Event{
			PublicID: "7KQ2M9XW41ZB", Type: models.TypeOfChange("contact", action), Action: action,
			Data: []byte(data), OccurredAt: models.At(at), AcceptedAt: models.At(at),
		},
		Callback: models.Callback{PublicID: "65f0c0ffee65f0c0ffee65f0", Kind: models.KindPostback, URL: "https://pos.example/receiver"},
	}
}

func webhook(data string) wire.Attempt {
	a := event(data)
	a.Company = "65f0c0ffee65f0c0ffee65aa"
	a.Callback.Kind, a.Callback.PublicID = models.KindWebhook, "65f0c0ffee65f0c0ffee65f1"
	a.Callback.URL, a.Callback.Keys.Current = "https://shop.example/hooks", secret
	return a
}

// notifications is a batch of events with the given data.
func notifications(data ...string) wire.Attempt {
	a := wire.Attempt{
		Number: 1, At: at, BatchID: "038E7WY000006", Sequence: 7_158_278_829,
		Callback: models.Callback{
			PublicID: "65f0c0ffee65f0c0ffee65f0", Kind: models.KindBatch, URL: "https://crm.example/in",
			Settings: models.Settings{BackupURL: "https://crm.example/backup", BatchSize: 10, User: "crm"},
			Secrets:  models.Secrets{Password: "hunter2"},
		},
	}
	for i, one := range data {
		happened := models.At(at) - 100 + models.Millis(i)
		a.Batch = append(a.Batch, models.Event{PublicID: "AB234SDFD234", Type: "EMAIL_FAILED", Data: []byte(one), OccurredAt: happened})
	}
	a.Event = a.Batch[0]
	return a
}

func with(a wire.Attempt, change func(*wire.Attempt)) wire.Attempt {
	change(&a)
	return a
}

const (
	trace   = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01"
	person  = `{"person":{"person_id":"p1","first_name":"Ines"}}`
	contact = `{"id":"11e66c8a943ff4b2bf1b2102","location_id":"23948sdnfia1129i9asf92","account_number":null,"last_name":"Lue","email_trx_receipt":false,"created_ts":1472325312}`
)

func TestGolden(t *testing.T) {
	t.Parallel()
	tests := map[string]wire.Attempt{
		"event": event(person),
		"event_put_text_json": with(event(person), func(a *wire.Attempt) {
			a.Callback.Settings = models.Settings{Method: "PUT", ContentType: "text/json"}
		}),
		"event_second_attempt_test": with(event(person), func(a *wire.Attempt) { a.Number, a.Event.Test = 2, true }),
		"event_signed_in": with(event(person), func(a *wire.Attempt) {
			a.Callback.Settings.User, a.Callback.Secrets.Password = "crm", "pa:ss wörd"
		}),
		"event_signed": with(event(person), func(a *wire.Attempt) { a.Callback.Keys.Current = secret }),
		"event_bytes_kept": event(`{ "person" : {"b":1.50,"a":12345678901234567890123,"name":"Zoë \u00e9 <&> 🏋","e":1e-7,"a":2 } ,` + "\n" +
			` "event_id":"forged", "delivery_attempt":"9","extra":[ ]}`),
		"event_of_record":        with(event(contact), func(a *wire.Attempt) { a.Event.Type, a.Event.Action = "contact.updated", models.Update }),
		"event_without_its_date": with(event(person), func(a *wire.Attempt) { a.Event.OccurredAt = 0 }),
		"event_that_came_far":    with(event(person), func(a *wire.Attempt) { a.Event.Hops, a.Event.TraceParent = 2, trace }),
		"event_id_with_a_dot": with(event(person), func(a *wire.Attempt) {
			a.Event.ID, a.Event.PublicID, a.Callback.Keys.Current = 7_158_278_825, "order.77", secret
		}),
		"webhook":            webhook(person),
		"webhook_put_test":   with(webhook(person), func(a *wire.Attempt) { a.Callback.Settings.Method, a.Event.Test = "PUT", true }),
		"webhook_bytes_kept": webhook(`{ "b":1.50,"a":12345678901234567890123,"name":"Zoë \u00e9 <&> 🏋" ,"a":2}`),
		"webhook_record":     with(webhook(contact), func(a *wire.Attempt) { a.Event.Type, a.Event.Action = "contact.updated", models.Update }),
		"webhook_two_secrets": with(webhook(person), func(a *wire.Attempt) {
			a.Callback.Keys.Former, a.Callback.FormerUntil = "whsec_Zm9ybWVyIHNlY3JldCBvZiAyNCBieXRlcw==", models.At(at)+1
		}),
		"webhook_former_secret_over": with(webhook(person), func(a *wire.Attempt) {
			a.Callback.Keys.Former, a.Callback.FormerUntil = "whsec_Zm9ybWVyIHNlY3JldCBvZiAyNCBieXRlcw==", models.At(at)
		}),
		"webhook_cloudevents": with(webhook(contact), func(a *wire.Attempt) {
			a.Callback.Settings.ContentType = "Application/CloudEvents+JSON"
			a.Event.Type, a.Event.Action, a.Event.RecordID = "contact.deleted", models.Delete, "11e66c8a943ff4b2bf1b2102"
		}),
		"webhook_cloudevents_no_record": with(webhook(person), func(a *wire.Attempt) { a.Callback.Settings.ContentType = models.CloudEvents }),
		"event_headers_backup": with(event(person), func(a *wire.Attempt) {
			a.Number, a.Used = 5, 4
			a.Callback.Settings.BackupURL = "https://backup.example/in"
			a.Callback.Settings.Headers = []models.Header{
				{Name: "X-Shop", Value: "7"},
				{Name: "X-Token", Hidden: true},
				{Name: "Traceparent", Value: "saved before it was ours"},
			}
			a.Callback.Secrets.Headers = map[string]string{"x-token": "s3cret"}
		}),
		"batch": notifications(
			`{"riid":1.50,"failureType":"EMAIL_BOUNCED","optionalData":null}`, `{ "campaignName" : "Zoë <&>" }`, `{}`,
		),
		"batch_in_one_trace": with(notifications(`{}`, `{}`), func(a *wire.Attempt) {
			a.Batch[0].TraceParent, a.Batch[1].TraceParent = trace, trace
			a.Event = a.Batch[0]
		}),
		"batch_of_two_ways": with(notifications(`{}`, `{}`, `{}`), func(a *wire.Attempt) {
			a.Batch[0].TraceParent, a.Batch[1].Hops = trace, 3
			a.Event = a.Batch[0]
		}),
		"batch_of_one_test":       with(notifications(`{"failureType":null}`), func(a *wire.Attempt) { a.Event.Test = true }),
		"batch_backup":            with(notifications(`{}`), func(a *wire.Attempt) { a.Number, a.Used = 4, 3 }),
		"postback_create":         postback(models.Create, contact),
		"postback_update":         with(postback(models.Update, contact), func(a *wire.Attempt) { a.Number = 3 }),
		"postback_delete_unicode": postback(models.Delete, `{"last_name":"Zoë & Söhne = 100%+","big":12345678901234567890123,"u":"\u00e9"}`),
		"postback_expands": with(postback(models.Create, contact), func(a *wire.Attempt) {
			a.Callback.Settings.Expands = "changelogs,location, created_ts"
			a.Event.Expands = []byte(`{"created_ts":1,"location":{"id":"l1"},"owner":{},"changelogs":[{"id":2},{"id":1}]}`)
		}),
		"postback_test_signed_in": with(postback(models.Create, contact), func(a *wire.Attempt) {
			a.Event.Test, a.Callback.Settings.User, a.Callback.Secrets.Password = true, "pos", "secret"
		}),
	}
	goldens(t, tests)
}

// goldens compares the requests of attempts with the files of their names.
func goldens(t *testing.T, tests map[string]wire.Attempt) {
	t.Helper()
	for name, attempt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			request, err := wire.Build(attempt)
			if err != nil {
				t.Fatal(err)
			}
			var got strings.Builder
			fmt.Fprintf(&got, "%s %s\n", request.Method, request.URL)
			for _, h := range request.Headers {
				fmt.Fprintf(&got, "%s: %s\n", h.Name, h.Value)
			}
			fmt.Fprintf(&got, "\n%s\n", request.Body)
			golden(t, name, got.String())
		})
	}
}

func golden(t *testing.T, name, got string) {
	t.Helper()
	path := filepath.Join("testdata", name+".golden")
	if *update {
		if err := os.WriteFile(path, []byte(got), 0o600); err != nil {
			t.Fatal(err)
		}
	}
	want, err := os.ReadFile(path)
	if err != nil {
		t.Fatal(err)
	}
	if diff := cmp.Diff(string(want), got); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestPostbackDataDecodesToTheRecord(t *testing.T) {
	t.Parallel()
	data := `{"last_name":"Zoë & Söhne = 100%+","big":12345678901234567890123}`
	request, err := wire.Build(postback(models.Create, data))
	if err != nil {
		t.Fatal(err)
	}
	form, err := url.ParseQuery(string(request.Body))
	if err != nil {
		t.Fatal(err)
	}
	want := url.Values{"type": {"CREATE"}, "resource": {"contact"}, "number_of_attempts": {"1"}, "data": {data}}
	if diff := cmp.Diff(want, form); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}

func TestEveryKindHasABody(t *testing.T) {
	t.Parallel()
	for _, kind := range models.Kinds() {
		a := postback(models.Create, contact)
		a.Callback.Kind, a.Batch = kind, []models.Event{a.Event}
		if _, err := wire.Build(a); err != nil && strings.Contains(err.Error(), "no form for the kind") {
			t.Error(err)
		}
	}
}

func TestEveryTypeOfTheCatalogueHasABody(t *testing.T) {
	t.Parallel()
	for _, kind := range models.EventTypes() {
		if kind.Subject+kind.Resource == "" {
			continue // for batches, which carry the data as it is
		}
		a := event(string(kind.Sample))
		a.Event.Type, a.Event.Action = kind.Name, kind.Action
		request, err := wire.Build(a)
		if err != nil {
			t.Errorf("%s: %v", kind.Name, err)
			continue
		}
		var body map[string]json.RawMessage
		if err := json.Unmarshal(request.Body, &body); err != nil {
			t.Errorf("%s: %v", kind.Name, err)
		}
		if key := kind.Subject + kind.Resource; len(body) != 6 || body[key] == nil {
			t.Errorf("%s: no %q, or more than that, in %s", kind.Name, key, request.Body)
		}
	}
}

func TestBuildRefuses(t *testing.T) {
	t.Parallel()
	tests := map[string]wire.Attempt{
		"no data":                   event(``),
		"an array":                  event(`[1]`),
		"broken object":             event(`{"person":`),
		"broken member":             event(`{"person" 1}`),
		"more behind the object":    event(`{"person":1}{}`),
		"too deep":                  event(`{"person":` + strings.Repeat("[", 20_000) + strings.Repeat("]", 20_000) + `}`),
		"postback without a change": postback("", contact),
		"webhook without data":      webhook(""),
		"webhook with half of it":   webhook(`{"person":`),
		"batch of no object":        notifications(`{}`, `[1]`),
		"broken expands": with(postback(models.Create, contact), func(a *wire.Attempt) {
			a.Callback.Settings.Expands, a.Event.Expands = "location", []byte(`[`)
		}),
		"password that cannot be opened": with(event(person), func(a *wire.Attempt) {
			a.Callback.Settings.User, a.Callback.SecretsLost = "crm", true
		}),
		"unknown kind":  with(event(person), func(a *wire.Attempt) { a.Callback.Kind = "carrier pigeon" }),
		"broken secret": with(event(person), func(a *wire.Attempt) { a.Callback.Keys.Current = "whsec_%%" }),
		"bare secret":   with(event(person), func(a *wire.Attempt) { a.Callback.Keys.Current = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" }),
	}
	for name, attempt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if request, err := wire.Build(attempt); err == nil {
				t.Errorf("built %s", request.Body)
			} else if key := attempt.Callback.Keys.Current; key != "" && strings.Contains(err.Error(), key) {
				t.Errorf("the error repeats the secret: %v", err)
			}
		})
	}
}

func TestLoggedHidesTheSignIn(t *testing.T) {
	t.Parallel()
	request, err := wire.Build(with(event(person), func(a *wire.Attempt) {
		a.Callback.Settings.User, a.Callback.Secrets.Password = "crm", "hunter2"
		a.Callback.Settings.Headers = []models.Header{{Name: "X-Token", Hidden: true}, {Name: "X-Shop", Value: "7"}}
		a.Callback.Secrets.Headers = map[string]string{"x-token": "hunter3"}
	}))
	if err != nil {
		t.Fatal(err)
	}
	hidden := 0
	for _, h := range request.Logged() {
		if strings.Contains(h.Value, "Basic") || strings.Contains(h.Value, "hunter") {
			t.Errorf("%s shows %s", h.Name, h.Value)
		}
		if h.Hidden {
			hidden++
		}
	}
	if hidden != 2 || len(request.Logged()) != len(request.Headers) {
		t.Errorf("%d of %d headers hidden, want 2 of %d", hidden, len(request.Logged()), len(request.Headers))
	}
}

// Some receivers take a token in one half of the sign-in and want the other empty.
func TestHalfASignIn(t *testing.T) {
	t.Parallel()
	for want, half := range map[string]func(*models.Callback){
		"Basic OnQwazNu": func(c *models.Callback) { c.Settings.EmptyUser, c.Secrets.Password = true, "t0k3n" },
		"Basic dDBrM246": func(c *models.Callback) { c.Settings.User, c.Settings.EmptyPassword = "t0k3n", true },
	} {
		request, err := wire.Build(with(event(person), func(a *wire.Attempt) { half(&a.Callback) }))
		if err != nil {
			t.Fatal(err)
		}
		c := models.Callback{Kind: models.KindBatch}
		half(&c)
		for _, headers := range [][]wire.Header{request.Headers, wire.VerificationRequest(c, "https://crm.example/in").Headers} {
			last := headers[len(headers)-1]
			if last.Name != "Authorization" || last.Value != want || !last.Secret {
				t.Errorf("signs in with %v, want %s", last, want)
			}
		}
	}
}
