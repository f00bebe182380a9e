package wire_test

import (
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"callboard/models"
	"callboard/wire"
)

func TestWebhookID(t *testing.T) {
	t.Parallel()
	const row = models.ID(7_158_278_825)
	ours := "evt_" + row.String()
	for given, want := range map[string]string{
		"order-77":             "order-77",
		"SHOP:2026_12-01":      "SHOP:2026_12-01",
		"7KQ2M9XW41ZB":         "7KQ2M9XW41ZB",
		"1767225600000":        "1767225600000",
		"evt_1":                "evt_1",
		"order.77":             ours,
		"a/b":                  ours,
		"a,b":                  ours,
		`{"a"}`:                ours,
		"evt_0000006NANAN8":    ours, // the webhook-id of another event might look so
		"evt_0000006nanan8":    ours,
		"evt_0000006NANAN8.1.": ours,
	} {
		for number := range 3 {
			a := with(webhook(person), func(a *wire.Attempt) { a.Event.ID, a.Event.PublicID, a.Number = row, given, number+1 })
			request, err := wire.Build(a)
			if err != nil {
				t.Fatal(err)
			}
			if got := valueOf(request, "webhook-id"); got != want {
				t.Errorf("the event %s goes as %s at attempt %d, want %s", given, got, number+1, want)
			}
		}
	}
}

// valueOf returns the value of a header of a request.
func valueOf(request wire.Request, name string) string {
	for _, h := range request.Headers {
		if strings.EqualFold(h.Name, name) {
			return h.Value
		}
	}
	return ""
}

// Whoever publishes chooses the id of an event. When it holds a dot, the same
// signature would belong to a message with a shorter id and a body that begins with
// the rest of it.
func TestNobodyForgesASignedMessage(t *testing.T) {
	t.Parallel()
	a := webhook(person)
	a.At = time.Now()
	forged := http.Header{}
	forged.Set("webhook-id", "m1")
	stamp := strconv.FormatInt(a.At.Unix(), 10)
	forged.Set("webhook-timestamp", stamp)
	a.Event.PublicID = "m1." + stamp + `.{"pay":9}`
	request, err := wire.Build(a)
	if err != nil {
		t.Fatal(err)
	}
	body := []byte(`{"pay":9}.` + stamp + "." + string(request.Body))
	verifier, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	naive, err := wire.Sign(secret, a.Event.PublicID, a.At, request.Body)
	if err != nil {
		t.Fatal(err)
	}
	if forged.Set("webhook-signature", naive); verifier.Verify(body, forged) != nil {
		t.Error("the forgery does not work even where the id of the event is signed: this test shows nothing")
	}
	if forged.Set("webhook-signature", valueOf(request, "webhook-signature")); verifier.Verify(body, forged) == nil {
		t.Error("the signature of one message holds for another")
	}
	sent := http.Header{}
	for _, h := range request.Headers {
		sent.Set(h.Name, h.Value)
	}
	if err := verifier.Verify(request.Body, sent); err != nil {
		t.Errorf("what is sent cannot be verified: %v", err)
	}
}
