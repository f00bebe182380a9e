package console

import (
	"net/http"
	"net/url"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store/storetest"
)

// A search may be of any characters, and as long as a name. A longer one is refused in
// words on every page, whatever the page would do with it.
func TestSearchesOfAnyLength(t *testing.T) {
	t.Parallel()
	s := storetest.SQLite(t)
	company := storetest.Company(t, s)
	location := storetest.Location(t, s, company)
	site := as(t, s, models.Admin, models.Owner{})
	pages, _ := ownPages(company, location)
	for _, path := range pages {
		for _, one := range []string{"_", "%", `\`, "'", "é", "[", "*", "\x00"} {
			short, long := path+"?q="+url.QueryEscape(strings.Repeat(one, 255)), path+"?q="+url.QueryEscape(strings.Repeat(one, 20_000))
			if got := site.get(short).status; got != http.StatusOK && got != http.StatusSeeOther {
				t.Errorf("%s: %d for 255 of %q", path, got, one)
			}
			refused := site.get(long)
			if refused.status != http.StatusUnprocessableEntity || !strings.Contains(refused.text("main"), "at most 255 characters") {
				t.Errorf("%s: %d for 20,000 of %q: %s", path, refused.status, one, refused.text("main"))
			}
		}
	}
}
