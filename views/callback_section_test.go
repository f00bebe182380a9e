package views

import (
	"os"
	"slices"
	"strings"
	"testing"

	"callboard/models"
)

func TestEveryKindHasASection(t *testing.T) {
	t.Parallel()
	css, err := os.ReadFile("../static/app.css")
	if err != nil {
		t.Fatal(err)
	}
	for _, kind := range models.Kinds() {
		i := slices.IndexFunc(sections(), func(s section) bool { return s.Kind == kind })
		if i < 0 {
			t.Errorf("the form of a callback has nothing for the kind %s", kind)
			continue
		}
		s := sections()[i]
		if s.Read == nil || s.When == nil || s.Format == nil || s.Retries == nil || s.FormatWords == nil || s.RetryWords == nil {
			t.Errorf("the section of %s is not complete", kind)
		}
		if KindStartedBy(s.Starts) != kind || FormOf(models.Callback{Kind: kind}).Kind() != kind {
			t.Errorf("%q does not start a %s alone", s.Starts, kind)
		}
		alone := `[name="starts"][value="` + s.Starts + `"]:checked) [data-for]:not([data-for~="` + s.Starts + `"]`
		if s.Label != "" && !strings.Contains(string(css), alone) {
			t.Errorf("the stylesheet shows the other sections beside %q: no %s", s.Starts, alone)
		}
	}
}
