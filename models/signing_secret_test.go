package models_test

import (
	"encoding/base64"
	"strings"
	"testing"

	"callboard/models"
)

func TestNew(t *testing.T) {
	t.Parallel()
	a, b := models.NewSigningSecret(), models.NewSigningSecret()
	if a == b || models.SigningSecretProblem(a) != "" || models.SigningSecretProblem(b) != "" {
		t.Errorf("%q and %q are not two secrets", a, b)
	}
}

// What is copied along with a secret is taken away, and what is wrong with one that
// is none is named.
func TestSigningSecrets(t *testing.T) {
	t.Parallel()
	of := func(n int) string { return "whsec_" + base64.StdEncoding.EncodeToString(make([]byte, n)) }
	const known = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
	dashes := "whsec_" + strings.Repeat("+/", 16)
	tests := map[string]struct{ secret, want, problem string }{
		"the known one":          {known, known, ""},
		"24 bytes":               {of(24), of(24), ""},
		"64 bytes":               {of(64), of(64), ""},
		"blanks and line ends":   {" \t" + known + "\r\n", known, ""},
		"quotes":                 {`"` + known + `"`, known, ""},
		"as a signature":         {"v1," + known, known, ""},
		"padding left off":       {strings.TrimRight(of(25), "="), of(25), ""},
		"padding twice":          {of(25) + "==", of(25), ""},
		"the alphabet of URLs":   {strings.NewReplacer("+", "-", "/", "_").Replace(dashes), dashes, ""},
		"23 bytes":               {of(23), of(23), "Secret must be whsec_ and the base64 of 24 to 64 bytes. These are 23"},
		"65 bytes":               {of(65), of(65), "Secret must be whsec_ and the base64 of 24 to 64 bytes. These are 65"},
		"nothing":                {"", "", "Secret must begin with whsec_"},
		"no prefix":              {strings.TrimPrefix(known, "whsec_"), strings.TrimPrefix(known, "whsec_"), "Secret must begin with whsec_"},
		"a character is missing": {known[:len(known)-3], known[:len(known)-3] + "===", "Secret must be whsec_ and base64. Some of it is missing, or is no base64"},
		"no base64":              {"whsec_MfKQ9r8GKYqrTw!UPD8ILPZIo2LaLaSw", "whsec_MfKQ9r8GKYqrTw!UPD8ILPZIo2LaLaSw", "Secret must be whsec_ and base64. Some of it is missing, or is no base64"},
		"two lines":              {"whsec_MfKQ9r8GKYqrTwjU\nPD8ILPZIo2LaLaSw", "", "Secret must be one line without blanks: there is one within it"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := models.CleanSigningSecret(test.secret)
			if problem := models.SigningSecretProblem(got); problem != test.problem || got != test.want && test.want != "" {
				t.Errorf("read %q: %q", got, problem)
			}
		})
	}
}
