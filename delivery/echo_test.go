package delivery

import (
	"bytes"
	"compress/gzip"
	"strings"
	"testing"

	"callboard/models"
	"callboard/wire"
)

// A receiver that repeats what it got does not bring secrets into the log.
func TestHideEchoes(t *testing.T) {
	t.Parallel()
	callback := models.Callback{
		Kind: models.KindBatch, Settings: models.Settings{
			User: "crm", Headers: []models.Header{{Name: "X-Key", Hidden: true}, {Name: "X-Shop", Value: "Lund-Noord"}, {Name: "X-Pin", Hidden: true}},
		},
		Secrets: models.Secrets{Password: `hunter2"&é`, Headers: map[string]string{"x-key": "Bearer t0k3n-t0k3n", "x-pin": "1234"}},
	}
	r := wire.VerificationRequest(callback, "https://echo.example/in")
	authorization := ""
	for _, h := range r.Headers {
		if h.Name == "Authorization" {
			authorization = h.Value
		}
	}
	for name, body := range map[string]string{
		"a header":          "you sent X-Key: Bearer t0k3n-t0k3n",
		"the token alone":   `{"token":"t0k3n-t0k3n"}`,
		"the sign-in":       "Authorization: " + authorization,
		"its base64 alone":  strings.TrimPrefix(authorization, "Basic "),
		"the password":      `wrong password hunter2"&é`,
		"password in JSON":  `{"password":"hunter2\"\u0026é"}`,
		"password in HTML":  "<b>hunter2&#34;&amp;é</b>",
		"password in a URL": "?p=hunter2%22%26%C3%A9",
	} {
		a := models.Attempt{
			Code: 401, ResponseBody: []byte(body + " of Lund-Noord 1234"), CauseDetail: body,
			ResponseHeaders: []models.Header{{Name: "X-Echo", Value: body}},
		}
		hideEchoes(&a, r)
		for _, kept := range []string{string(a.ResponseBody), a.CauseDetail, a.ResponseHeaders[0].Value} {
			if strings.Contains(kept, "hunter2") || strings.Contains(kept, "t0k3n") || strings.Contains(kept, strings.TrimPrefix(authorization, "Basic ")) || !strings.Contains(kept, echoMask) {
				t.Errorf("%s: kept %q", name, kept)
			}
		}
		if !strings.HasSuffix(string(a.ResponseBody), " of Lund-Noord 1234") {
			t.Errorf("%s: the rest became %q", name, a.ResponseBody)
		}
	}
}

// A packed answer is kept as text where it repeats a secret, and as it came elsewhere.
func TestHideEchoesInGzip(t *testing.T) {
	t.Parallel()
	r := wire.Request{Headers: []wire.Header{{Name: "X-Key", Value: "t0k3n-t0k3n", Secret: true}}}
	for text, want := range map[string]string{"your key is t0k3n-t0k3n": "your key is •••", "no key at all": ""} {
		var packed bytes.Buffer
		w := gzip.NewWriter(&packed)
		_, _ = w.Write([]byte(text))
		_ = w.Close()
		a := models.Attempt{
			Code: 400, ResponseBody: packed.Bytes(),
			ResponseHeaders: []models.Header{{Name: "Content-Encoding", Value: "gzip"}, {Name: "Content-Type", Value: "text/plain"}},
		}
		before := bytes.Clone(a.ResponseBody)
		hideEchoes(&a, r)
		if got := string(a.ResponseBody); want != "" && got != want || want == "" && !bytes.Equal(a.ResponseBody, before) {
			t.Errorf("%q is kept as %q", text, got)
		}
		if shown, _, ok := a.AnswerText(); !ok || strings.Contains(string(shown), "t0k3n") {
			t.Errorf("%q is shown as %q", text, shown)
		}
	}
}
