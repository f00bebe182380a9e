package deliverylog_test

import (
	"net/url"
	"strings"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/deliverylog"
)

// fullFilter uses every parameter that can stand beside the others.
var fullFilter = deliverylog.Filter{
	Company: "c1", Location: "l9", Callback: "cb4", Event: "AB 34&5",
	Status: []models.Status{models.Retrying, models.Failed},
	Types:  []string{"contact.updated", "person_added"}, Causes: []models.Cause{models.ConnRefused},
	Code: "5xx", Host: "pos.example", Test: "no", Slow: 1000, MinAttempts: 2,
	From: time.Date(2026, 11, 20, 14, 2, 0, 0, time.UTC), To: time.Date(2026, 11, 21, 0, 0, 0, 0, time.UTC),
	Deliveries: []models.ID{5, 9}, Batch: 7, Run: 12, Q: "AB234", After: 77 << 22,
}

const fullQuery = "company=c1&location=l9&callback=cb4&event=AB+34%265&status=retrying&status=failed" +
	"&type=contact.updated&type=person_added&cause=conn_refused&code=5xx&host=pos.example&test=no" +
	"&slow=1000&attempts=2&from=2026-11-20T14%3A02Z&to=2026-11-21T00%3A00Z&delivery=0000000000005&delivery=0000000000009&batch=0000000000007&run=000000000000C&q=AB234"

func TestDeliveryFilterEncode(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name   string
		filter deliverylog.Filter
		want   string
	}{
		{"nothing", deliverylog.Filter{}, ""},
		{"everything", fullFilter, fullQuery + "&after=" + models.ID(77<<22).String()},
		{"relative range", deliverylog.Filter{Range: "24h"}, "range=24h"},
		{"newer page", deliverylog.Filter{Before: 5}, "before=0000000000005"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := c.filter.Encode(); got != c.want {
				t.Errorf("Encode() = %s\nwant       %s", got, c.want)
			}
			query, err := url.ParseQuery(c.want)
			if err != nil {
				t.Fatal(err)
			}
			again, notices := deliverylog.Parse(query)
			if diff := cmp.Diff(c.filter, again); diff != "" || len(notices) > 0 {
				t.Errorf("parsed again, notices %q:\n%s", notices, diff)
			}
		})
	}
}

func TestParseDeliveryFilter(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		name, query, want string
		notices           int
	}{
		{"empty fields of a form", "company=&status=&from=&to=&q=+&slow=", "", 0},
		{"default range", "range=30d", "", 0},
		{"range beside dates", "range=24h&from=2026-11-20", "range=24h", 0},
		{"default range beside dates", "range=30d&from=2026-11-20", "", 0},
		{"between", "range=between&from=2026-11-20&to=2026-11-21T08:30", "from=2026-11-20T00%3A00Z&to=2026-11-21T08%3A30Z", 0},
		{"dates with a zone and seconds", "from=2026-11-20T15:02:59%2B01:00", "from=2026-11-20T14%3A02Z", 0},
		{"unknown range", "range=3y", "", 1},
		{"no date", "from=yesterday&to=2026-13-01", "", 2},
		{"date that no ID can hold", "from=1999-01-01&to=9999-01-01", "", 2},
		{"statuses out of order and twice", "status=failed&status=queued&status=failed", "status=queued&status=failed", 0},
		{"unknown status beside a known one", "status=lost&status=failed", "status=failed", 1},
		{"types beyond counting", "host=pos.example" + strings.Repeat("&type=a", 101), "host=pos.example", 1},
		{"as many types as can be", strings.Repeat("type=a&", 100), "type=a", 0},
		{"unknown cause", "cause=gremlins", "", 1},
		{"code in capitals", "code=5XX", "code=5xx", 0},
		{"code out of range", "code=999", "", 1},
		{"host in capitals", "host=POS.Example", "host=pos.example", 0},
		{"test both", "test=both", "", 1},
		{"negative number", "slow=-5&attempts=0", "", 2},
		{"huge number", "slow=99999999999", "", 1},
		{"cursor that is no id", "after=12", "", 1},
		{"both cursors", "after=0000000000001&before=0000000000002", "after=0000000000001", 0},
		{"bytes that are no text", "q=%ff%fe", "", 1},
		{"a part that cannot be read", "host=pos.example&q=100%&status=failed", "status=failed&host=pos.example", 1},
		{"an address cut short", "host=pos.example&q=caf%C", "host=pos.example", 1},
		{"other parameters", "attempt=2&page=7", "", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			filter, notices := deliverylog.ParseQuery(c.query)
			if got := filter.Encode(); got != c.want {
				t.Errorf("means %q, want %q", got, c.want)
			}
			if len(notices) != c.notices {
				t.Errorf("notices %q, want %d", notices, c.notices)
			}
		})
	}
}

func TestDeliveryFilterChange(t *testing.T) {
	t.Parallel()
	start := deliverylog.Filter{Status: []models.Status{models.Failed}, Range: "24h", After: 9}
	for _, c := range []struct {
		name string
		got  deliverylog.Filter
		want string
	}{
		{"another status", start.WithStatus(models.Queued), "status=queued&range=24h"},
		{"any status", start.WithStatus(), "range=24h"},
		{"one value fewer", start.WithStatus(models.Queued, models.Failed).Without("status", "queued"), "status=failed&range=24h"},
		{"no range", start.Without("range", "24h"), "status=failed"},
		{"a value it does not have", start.Without("status", "queued"), "status=failed&range=24h"},
		{"one parameter more", start.With("host", "pos.example"), "status=failed&host=pos.example&range=24h"},
		{"dates for a range", start.With("from", "2026-11-20"), "status=failed&from=2026-11-20T00%3A00Z"},
		{"a range for dates", start.With("from", "2026-11-20").With("range", "7d"), "status=failed&range=7d"},
		{"older page", start.Page(4, 0), "status=failed&range=24h&after=0000000000004"},
		{"newer page", start.Page(0, 4), "status=failed&range=24h&before=0000000000004"},
	} {
		if got := c.got.Encode(); got != c.want {
			t.Errorf("%s: %q, want %q", c.name, got, c.want)
		}
	}
	if got := start.Encode(); got != "status=failed&range=24h&after=0000000000009" {
		t.Errorf("the filter itself became %q", got)
	}
}

func TestDeliveryFilterBounds(t *testing.T) {
	t.Parallel()
	now := time.Date(2026, 11, 22, 12, 0, 0, 0, time.UTC)
	noon := now.AddDate(0, 0, -1)
	for _, c := range []struct {
		name     string
		filter   deliverylog.Filter
		from, to time.Time
		named    bool
	}{
		{"nothing named", deliverylog.Filter{}, now.AddDate(0, 0, -30), time.Time{}, false},
		{"relative", deliverylog.Filter{Range: "1h"}, now.Add(-time.Hour), time.Time{}, true},
		{"since", deliverylog.Filter{From: noon}, noon, time.Time{}, true},
		{"until", deliverylog.Filter{To: noon}, time.Time{}, noon, true},
	} {
		from, to, named := c.filter.Bounds(now)
		if !from.Equal(c.from) || !to.Equal(c.to) || named != c.named {
			t.Errorf("%s: %v to %v, named %v", c.name, from, to, named)
		}
	}
}

func FuzzParseDeliveryFilter(f *testing.F) {
	f.Add(fullFilter.Encode())
	f.Add("range=24h&status=failed&status=lost&before=0000000000001")
	f.Add("from=2026-11-20&to=2026-11-20T10:00&code=4XX&host=%C4%B0")
	f.Fuzz(func(t *testing.T, text string) {
		query, err := url.ParseQuery(text)
		if err != nil {
			t.Skip("no query")
		}
		filter, _ := deliverylog.Parse(query)
		again, err := url.ParseQuery(filter.Encode())
		if err != nil {
			t.Fatalf("%q was encoded as %q: %v", text, filter.Encode(), err)
		}
		parsed, notices := deliverylog.Parse(again)
		if diff := cmp.Diff(filter, parsed); diff != "" || len(notices) > 0 {
			t.Errorf("notices %q, parsed again:\n%s", notices, diff)
		}
	})
}
