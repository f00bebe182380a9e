package models_test

import (
	"strings"
	"testing"

	"callboard/models"
)

func TestHeaderProblem(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, header, value, want string }{
		{"plain", "X-Shop", "Rotterdam 7", ""},
		{"strange, but a token", "x_shop!", "a=b; c=\"d\"", ""},
		{"no value", "X-Shop", "", ""},
		{"no name", "", "x", "Enter the name of each header"},
		{"a blank in the name", "X Shop", "x", "‘X Shop’ is no name of a header. Use letters, digits and hyphens"},
		{"a colon in the name", "X:", "x", "‘X:’ is no name of a header. Use letters, digits and hyphens"},
		{"a line break in the name", "X\r\nY", "x", "‘X\r\nY’ is no name of a header. Use letters, digits and hyphens"},
		{"long name", strings.Repeat("x", 101), "x", "The name of a header must be 100 characters or fewer"},
		{"a line break in the value", "X", "a\r\nHost: b", "The value of X must be one line of plain letters, digits and signs"},
		{"an umlaut in the value", "X", "ü", "The value of X must be one line of plain letters, digits and signs"},
		{"long value", "X", strings.Repeat("x", 2001), "The value of X must be 2,000 characters or fewer"},
		{"ours", "Content-TYPE", "x", "Content-TYPE is written by Callboard itself"},
		{"ours to come", "Webhook-Anything", "x", "Webhook-Anything is written by Callboard itself"},
		{"of the connection", "Transfer-Encoding", "x", "Transfer-Encoding concerns the connection and cannot be added"},
	} {
		if got := models.HeaderProblem(tt.header, tt.value); got != tt.want {
			t.Errorf("%s: %q, want %q", tt.name, got, tt.want)
		}
	}
}

func TestSignsIn(t *testing.T) {
	t.Parallel()
	if !models.IsSignInHeader("AUTHORIZATION") || models.IsSignInHeader("X-Shop") {
		t.Error("secrets are not told from the rest")
	}
}
