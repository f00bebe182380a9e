package views

import (
	"testing"
	"time"

	"callboard/models"
)

func TestRangeWords(t *testing.T) {
	t.Parallel()
	ended := models.Callback{Kind: models.KindPostback, EndAt: at("2026-11-22")}
	tests := []struct {
		name string
		c    models.Callback
		want string
	}{
		{"open", dated("", "2026-01-01", ""), "1 Jan 2026 – no end"},
		{"closed", dated("", "2026-01-01", "2026-02-01"), "1 Jan 2026 – 1 Feb 2026"},
		{"postback", models.Callback{Kind: models.KindPostback}, "no dates"},
		{"ended postback", ended, "until 22 Nov 2026"},
	}
	for _, test := range tests {
		if got := RangeWords(test.c); got != test.want {
			t.Errorf("%s: %q, want %q", test.name, got, test.want)
		}
	}
}

func at(text string) models.Millis {
	if text == "" {
		return 0
	}
	t, err := time.Parse("2006-01-02", text)
	if err != nil {
		panic(err)
	}
	return models.At(t)
}

func dated(name, start, end string) models.Callback {
	return models.Callback{Kind: models.KindEvent, Name: name, StartAt: at(start), EndAt: at(end), IsActive: true}
}
