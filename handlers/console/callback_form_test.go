package console

import (
	"net/http"
	"strings"
	"testing"

	"callboard/models"
)

func TestAddPostback(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	saved := d.fill(t, d.postbacks()+"/new", map[string]string{"url": " https://pos.example/receiver\u200b "})
	if saved.status != http.StatusOK || !strings.HasPrefix(saved.path, "/admin/callbacks/") {
		t.Fatalf("%d %s: %s", saved.status, saved.path, saved.text("#problem"))
	}
	if got := saved.text("#messages"); !strings.Contains(got, "Saved. Active now.") {
		t.Errorf("message %q", got)
	}
	c := d.read(t, strings.TrimPrefix(saved.path, "/admin/callbacks/"))
	if c.Kind != models.KindPostback || c.LocationID != d.location.ID || c.URL != "https://pos.example/receiver" || !c.IsActive {
		t.Errorf("stored %+v", c)
	}
	if c.Trigger().Type != "contact.*" || len(c.Settings.Actions) != 3 || len(c.Plan()) != 1 {
		t.Errorf("sends %q for %v in %d attempts", c.Trigger().Type, c.Settings.Actions, len(c.Plan()))
	}
}

func TestAddEventCallback(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name   string
		at     func(d fixture) string
		starts string
	}{
		{"of the company", fixture.callbacks, ""},
		{"of the location, with postback fields left as they are", fixture.postbacks, "event"},
	}
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			d := newFixture(t)
			typed := map[string]string{
				"type": "subscription_added", "list_id": "l1234", "campaign_id": "c9", "url": "https://crm.example/in",
				"method": "PUT", "user": "crm", "password": "planted-secret", "attempts": "3", "interval": "30", "unit": "seconds",
				"start": "on", "start_date": "1 1 2027", "end": "on", "end_date": "2027-02-01", "end_time": "9:30",
			}
			if test.starts != "" {
				typed["starts"] = test.starts
			}
			saved := d.fill(t, test.at(d)+"/new", typed)
			if got := saved.text("#messages"); !strings.Contains(got, "Saved. Starts 1 Jan 2027.") {
				t.Fatalf("%d: message %q, problem %q", saved.status, got, saved.text("#problem"))
			}
			c := d.read(t, strings.TrimPrefix(saved.path, "/admin/callbacks/"))
			if c.Kind != models.KindEvent || c.Trigger().Type != "subscription_added" || c.Trigger().FilterValue != "l1234" {
				t.Errorf("%s asks for %+v", c.Kind, c.Trigger())
			}
			if c.StartAt != on(2027, 1, 1) || c.EndAt != on(2027, 2, 1)+9*3600_000+30*60_000 {
				t.Errorf("runs from %v to %v", c.StartAt.Time(), c.EndAt.Time())
			}
			if c.Method() != "PUT" || c.Settings.Attempts != 3 || c.Settings.Interval != 30 || c.Settings.Expands != "" {
				t.Errorf("settings %+v", c.Settings)
			}
			if strings.Contains(saved.Text(), "planted-secret") {
				t.Error("the page holds the password")
			}
		})
	}
}

func TestRefusedForm(t *testing.T) {
	t.Parallel()
	event := map[string]string{"type": "person_added", "url": "https://crm.example/in"}
	tests := []struct {
		name  string
		typed map[string]string // over what suffices
		field string
		want  string
	}{
		{"no URL", map[string]string{"url": ""}, "url", "Enter a URL"},
		{"no scheme", map[string]string{"url": "pos.example/x"}, "url", "URL must start with https:// or http://"},
		{"no host", map[string]string{"url": "https:///x"}, "url", "URL must have a host name, like example.com"},
		{"user name in the URL", map[string]string{"url": "https://u@x.example/"}, "url", "URL must not contain a user name or password. Use Sign-in below"},
		{"private address", map[string]string{"url": "http://169.254.169.254/"}, "url", "This address is private and not allowed"},
		{"long URL", map[string]string{"url": "https://x.example/" + strings.Repeat("x", 1024)}, "url", "URL must be 1,024 characters or fewer"},
		{"long name", map[string]string{"name": strings.Repeat("x", 81)}, "name", "Name must be 80 characters or fewer"},
		{"no type", map[string]string{"type": ""}, "type", "Select an event type"},
		{"no list", map[string]string{"type": "subscription_added"}, "list_id", "Enter the subscription list ID"},
		{"no campaign", map[string]string{"type": "ack_participant_added"}, "campaign_id", "Enter the campaign ID"},
		{"no such start", map[string]string{"start": "on", "start_date": "31 2 2027"}, "start_date", "Start must be a real date, like 1 1 2027"},
		{"no such end", map[string]string{"end": "on", "end_date": "soon"}, "end_date", "End must be a real date, like 1 1 2027"},
		{"end before start", map[string]string{"end": "on", "end_date": "1 1 2026"}, "end_date", "End must be after the start"},
		{
			"end that is over",
			map[string]string{"start": "on", "start_date": "1 1 2026", "end": "on", "end_date": "22 11 2026", "end_time": "12:00"},
			"end_date", "End must be in the future",
		},
		{"too many attempts", map[string]string{"attempts": "25"}, "attempts", "Attempts must be between 1 and 20"},
		{"no attempts", map[string]string{"attempts": "-1"}, "attempts", "Attempts must be between 1 and 20"},
		{"attempts in words", map[string]string{"attempts": "two"}, "attempts", "Attempts must be a whole number, like 3"},
		{"too short an interval", map[string]string{"interval": "1", "unit": "seconds"}, "interval", "Time between attempts must be between 5 seconds and 24 hours"},
		{"password without a user", map[string]string{"password": "planted-secret"}, "user", "Enter the user name"},
		{"user without a password", map[string]string{"user": "crm"}, "password", "Enter the password"},
		{"password to be typed again", map[string]string{"url": "", "user": "crm", "password": "planted-secret"}, "password", "Enter the password again"},
	}
	d := newFixture(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			typed := map[string]string{"name": "kept name"}
			for _, values := range []map[string]string{event, test.typed} {
				for name, value := range values {
					typed[name] = value
				}
			}
			d.checkRefused(t, d.callbacks()+"/new", typed, models.Problem{Field: test.field, Text: test.want})
		})
	}
}

func TestRefusedPostback(t *testing.T) {
	t.Parallel()
	tests := []struct {
		name  string
		typed map[string]string
		field string
		want  string
	}{
		{"no action", map[string]string{"actions": ""}, "actions", "Select at least one of created, updated or deleted"},
		{"no such record", map[string]string{"resource": "person"}, "resource", "Select a record"},
		{"too many attempts", map[string]string{"postback_attempts": "6"}, "postback_attempts", "Attempts must be between 1 and 5"},
		{
			"too short an interval",
			map[string]string{"postback_attempts": "2", "postback_interval": "4"},
			"postback_interval",
			"Time between attempts must be between 5 minutes and 24 hours",
		},
		{"long URL", map[string]string{"url": "https://x.example/" + strings.Repeat("x", 512)}, "url", "URL must be 512 characters or fewer"},
	}
	d := newFixture(t)
	for _, test := range tests {
		t.Run(test.name, func(t *testing.T) {
			typed := map[string]string{"name": "kept name", "url": "https://pos.example/receiver"}
			for name, value := range test.typed {
				typed[name] = value
			}
			d.checkRefused(t, d.postbacks()+"/new", typed, models.Problem{Field: test.field, Text: test.want})
		})
	}
}

// checkRefused sends a form that has one problem, and looks at the answer.
func (d fixture) checkRefused(t *testing.T, path string, typed map[string]string, want models.Problem) {
	t.Helper()
	back := d.fill(t, path, typed)
	if back.status != http.StatusUnprocessableEntity {
		t.Fatalf("answered %d at %s", back.status, back.path)
	}
	if got := back.text("title"); !strings.HasPrefix(got, "Error: Add ") {
		t.Errorf("title %q", got)
	}
	link := back.Find("#problem a[href='#" + want.Field + "']")
	if link.Text() != want.Text {
		t.Errorf("summary says %q, want %q on %s", back.text("#problem"), want.Text, want.Field)
	}
	if back.Find("#"+want.Field).Length() != 1 {
		t.Errorf("the summary leads to #%s, which is there %d times", want.Field, back.Find("#"+want.Field).Length())
	}
	if got := back.text("#" + want.Field + "-error"); !strings.Contains(got, want.Text) {
		t.Errorf("beside the field it says %q", got)
	}
	fold := back.Find("#" + want.Field).Closest("details")
	if _, open := fold.Attr("open"); fold.Length() > 0 && !open {
		t.Error("the section with the problem is closed")
	}
	kept := back.fields()
	for name, value := range typed {
		if name != "password" && (name != "resource" || want.Field != name) && value != "" && kept.Get(name) != value {
			t.Errorf("%s was %q and came back as %q", name, value, kept.Get(name))
		}
	}
	if html, _ := back.Html(); strings.Contains(html, "planted-secret") {
		t.Error("the password came back")
	}
}

func TestDoubleSubmit(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	form := d.get(t, d.postbacks()+"/new").fields()
	form.Set("url", "https://pos.example/receiver")
	first, second := d.post(t, d.postbacks()+"/new", form), d.post(t, d.postbacks()+"/new", form)
	if first.path != second.path {
		t.Errorf("sent twice, the form led to %s and %s", first.path, second.path)
	}
	form.Set("url", "https://other.example/receiver")
	if third := d.post(t, d.postbacks()+"/new", form); third.status != http.StatusOK || third.path == first.path {
		t.Errorf("the form with another URL led to %s", third.path)
	}
}
