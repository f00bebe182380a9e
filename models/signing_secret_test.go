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
	if a == b || !models.IsSigningSecret(a) || !models.IsSigningSecret(b) {
		t.Errorf("%q and %q are not two secrets", a, b)
	}
}

func TestFits(t *testing.T) {
	t.Parallel()
	of := func(n int) string { return "whsec_" + base64.StdEncoding.EncodeToString(make([]byte, n)) }
	tests := map[string]struct {
		secret string
		want   bool
	}{
		"the known one":    {"whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", true},
		"24 bytes":         {of(24), true},
		"64 bytes":         {of(64), true},
		"23 bytes":         {of(23), false},
		"65 bytes":         {of(65), false},
		"nothing":          {"", false},
		"no prefix":        {strings.TrimPrefix(of(24), "whsec_"), false},
		"another alphabet": {"whsec_" + strings.Repeat("-_", 20), false},
		"two lines":        {of(24) + "\n", false},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := models.IsSigningSecret(test.secret); got != test.want {
				t.Errorf("got %t", got)
			}
		})
	}
}
