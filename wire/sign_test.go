package wire_test

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"callboard/wire"
)

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

func TestSignKnownAnswer(t *testing.T) {
	t.Parallel()
	got, err := wire.Sign(secret, wire.Content{
		ID: "msg_p5jXN8AQM9LWM0D4loKWxJek", At: time.Unix(1614265330, 0), Body: []byte(`{"test": 2432232314}`),
	})
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; got != want || err != nil {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
}

func TestIndependentVerifierAccepts(t *testing.T) {
	t.Parallel()
	body, now := []byte(`{"Zoë":"🏋"}`), time.Now()
	signature, err := wire.Sign(secret, wire.Content{ID: "AB234SDFD234", At: now, Body: body})
	if err != nil {
		t.Fatal(err)
	}
	verifier, err := standardwebhooks.NewWebhook(secret)
	if err != nil {
		t.Fatal(err)
	}
	headers := http.Header{}
	headers.Set("webhook-id", "AB234SDFD234")
	headers.Set("webhook-timestamp", strconv.FormatInt(now.Unix(), 10))
	headers.Set("webhook-signature", signature)
	if err := verifier.Verify(body, headers); err != nil {
		t.Error(err)
	}
	if verifier.Verify([]byte(`{}`), headers) == nil {
		t.Error("another body passes too")
	}
}
