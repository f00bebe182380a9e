package views

import (
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
	"github.com/a-h/templ"

	"callboard/models/deliverylog"
)

// drawn renders a page and reads it back.
func drawn(t *testing.T, page templ.Component) *goquery.Document {
	t.Helper()
	var html strings.Builder
	if err := page.Render(t.Context(), &html); err != nil {
		t.Fatal(err)
	}
	document, err := goquery.NewDocumentFromReader(strings.NewReader(html.String()))
	if err != nil {
		t.Fatal(err)
	}
	return document
}

func TestOverviewWithoutItsCounts(t *testing.T) {
	t.Parallel()
	page := drawn(t, Overview(Frame{}, OverviewPage{}))
	if page.Find(".figures").Length() > 0 {
		t.Error("unknown counts are shown as numbers")
	}
	text := page.Find("main").Text()
	for _, want := range []string{"Counts are not available right now", "the log cannot be shown right now"} {
		if !strings.Contains(text, want) {
			t.Errorf("does not say %q: %s", want, text)
		}
	}
}

func TestOverviewSaysHowItIs(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		day  deliverylog.Summary
		want string
	}{
		"failures":         {deliverylog.Summary{Delivered: 3, Failed: 1}, "1 delivery failed in the last 24 hours."},
		"all clear":        {deliverylog.Summary{Delivered: 1204}, "All clear. 1,204 delivered in the last 24 hours, none failed."},
		"part of them":     {deliverylog.Summary{Delivered: 953, Failed: 47}, "95.3 % of those sent"},
		"nearly all":       {deliverylog.Summary{Delivered: 99999, Failed: 1}, "99.9 % of those sent"},
		"more than counts": {deliverylog.Summary{Retrying: 1001}, "1,000+"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			home := OverviewPage{Activity: Activity{Day: &tt.day, Latest: &DeliveryTable{}}}
			text := strings.Join(strings.Fields(drawn(t, Overview(Frame{}, home)).Find("main").Text()), " ")
			if !strings.Contains(text, tt.want) {
				t.Errorf("does not say %q: %s", tt.want, text)
			}
		})
	}
}
