package wire_test

import (
	"net/http"
	"strconv"
	"testing"
	"time"

	standardwebhooks "github.com/standard-webhooks/standard-webhooks/libraries/go"

	"callboard/models"
	"callboard/wire"
)

const secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

func TestSignKnownAnswer(t *testing.T) {
	t.Parallel()
	got, err := wire.Sign(secret, "msg_p5jXN8AQM9LWM0D4loKWxJek", time.Unix(1614265330, 0), []byte(`{"test": 2432232314}`))
	if want := "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="; got != want || err != nil {
		t.Errorf("got %s, %v, want %s", got, err, want)
	}
}

func TestIndependentVerifierAccepts(t *testing.T) {
	t.Parallel()
	body, now := []byte(`{"Zoë":"🏋"}`), time.Now()
	signature, err := wire.Sign(secret, "AB234SDFD234", now, body)
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

// While a secret is being changed, receivers that know the former one and
// receivers that know the new one both accept what is sent.
func TestIndependentVerifierAcceptsDuringARotation(t *testing.T) {
	t.Parallel()
	former, fresh, now := secret, models.NewSigningSecret(), time.Now()
	a := webhook(`{"test": 2432232314}`)
	a.At = now
	a.Callback.Keys = models.SigningKeys{Current: fresh, Former: former}
	a.Callback.FormerUntil = models.At(now.Add(time.Second))
	for name, test := range map[string]struct {
		secret string
		at     time.Time
		want   bool
	}{
		"the new secret":                  {fresh, now, true},
		"the former one":                  {former, now, true},
		"another":                         {models.NewSigningSecret(), now, false},
		"the new secret, overlap over":    {fresh, now.Add(time.Second), true},
		"the former one, overlap is over": {former, now.Add(time.Second), false},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			one := a
			one.At = test.at
			request, err := wire.Build(one)
			if err != nil {
				t.Fatal(err)
			}
			headers := http.Header{}
			for _, h := range request.Headers {
				headers.Set(h.Name, h.Value)
			}
			verifier, err := standardwebhooks.NewWebhook(test.secret)
			if err != nil {
				t.Fatal(err)
			}
			if err := verifier.Verify(request.Body, headers); (err == nil) != test.want {
				t.Errorf("accepted %t, want %t: %v", err == nil, test.want, err)
			}
		})
	}
}
