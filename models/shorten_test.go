package models_test

import (
	"testing"

	"callboard/models"
)

func TestShorten(t *testing.T) {
	t.Parallel()
	for _, test := range []struct{ text, want string }{
		{"", ""},
		{"café", "café"},
		{"cafés", "caf…"},
		{"\xff\xfe", "�"},
		{"日本語です", "日本語…"},
	} {
		if got := models.Shorten(test.text, 4); got != test.want {
			t.Errorf("Shorten(%q) = %q, want %q", test.text, got, test.want)
		}
	}
}
