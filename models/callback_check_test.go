package models

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

// companyCallback returns a callback of kind event with nothing to mend.
func companyCallback() Callback {
	return Callback{
		Kind: KindEvent, CompanyID: 1, URL: "https://crm.example.org/in",
		Types: []CallbackType{{Type: "person_added"}},
	}
}

// contactPostback returns a postback with nothing to mend.
func contactPostback() Callback {
	return Callback{
		Kind: KindPostback, CompanyID: 1, LocationID: 2, URL: "https://pos.example.org/receiver",
		Types: []CallbackType{{Type: "contact.*"}}, Settings: Settings{Actions: []Action{Create, Update, Delete}},
	}
}

// databaseCallback returns a callback of kind database with nothing to mend.
func databaseCallback() Callback {
	return Callback{
		Kind: KindDatabase, CompanyID: 1, DatabaseRefID: 3, URL: "https://crm.example.org/profiles",
		Types: []CallbackType{{Type: "profile.*"}}, Settings: Settings{Actions: []Action{Update}, ContentType: "text/XML"},
	}
}

// signedCallback returns a callback of kind webhook with nothing to mend.
func signedCallback() Callback {
	return Callback{
		Kind: KindWebhook, CompanyID: 1, URL: "https://shop.example.org/in",
		Types: []CallbackType{{Type: "person_added"}, {Type: "contact.*"}},
	}
}

func TestCallbackCheck(t *testing.T) {
	t.Parallel()
	const everyMonth = 31 * 24 * 3600
	for _, tt := range []struct {
		name   string
		of     func() Callback
		change func(c *Callback)
		want   []string // "field: text"
	}{
		{"company callback", companyCallback, func(*Callback) {}, nil},
		{"postback", contactPostback, func(*Callback) {}, nil},
		{"database callback", databaseCallback, func(*Callback) {}, nil},
		{
			"database callback of no database", databaseCallback, func(c *Callback) { c.DatabaseRefID = 0 },
			[]string{"source: Select a database or a collection"},
		},
		{
			"database callback for contacts", databaseCallback, func(c *Callback) { c.Types[0].Type = "contact.*" },
			[]string{"type: Select a record"},
		},
		{
			"postback for profiles", contactPostback, func(c *Callback) { c.Types[0].Type = "profile.*" },
			[]string{"type: Select a record"},
		},
		{
			"unknown extra field", contactPostback, func(c *Callback) { c.Settings.Expands = "location, changelog" },
			[]string{"expands: We do not know the field ‘changelog’. Did you mean changelogs?"},
		},
		{"unknown kind", companyCallback, func(c *Callback) { c.Kind = "x" }, []string{"kind: Select what starts it"}},
		{
			"nothing filled in", companyCallback, func(c *Callback) { *c = Callback{Kind: KindEvent} },
			[]string{"type: Select an event type", "url: Enter a URL"},
		},
		{
			"empty postback", contactPostback, func(c *Callback) { *c = Callback{Kind: KindPostback} },
			[]string{
				"location: Select a location", "type: Select a record",
				"actions: Select at least one of created, updated or deleted", "url: Enter a URL",
			},
		},
		{
			"long name", companyCallback, func(c *Callback) { c.Name = strings.Repeat("é", 81) },
			[]string{"name: Name must be 80 characters or fewer"},
		},
		{"name of 80 characters", companyCallback, func(c *Callback) { c.Name = strings.Repeat("é", 80) }, nil},
		{
			"unknown type", companyCallback, func(c *Callback) { c.Types[0].Type = "person_gone" },
			[]string{"type: We do not know the event type ‘person_gone’"},
		},
		{
			"record change as event type", companyCallback, func(c *Callback) { c.Types[0].Type = "contact.created" },
			[]string{"type: We do not know the event type ‘contact.created’"},
		},
		{
			"list missing", companyCallback, func(c *Callback) { c.Types[0].Type = "subscription_added" },
			[]string{"list_id: Enter the subscription list ID"},
		},
		{
			"campaign of spaces", companyCallback,
			func(c *Callback) { c.Types[0] = CallbackType{Type: "ack_participant_added", FilterValue: " \u200b"} },
			[]string{"campaign_id: Enter the campaign ID"},
		},
		{
			"list given", companyCallback,
			func(c *Callback) { c.Types[0] = CallbackType{Type: "subscription_removed", FilterValue: "l1234"} }, nil,
		},
		{"unknown record", contactPostback, func(c *Callback) { c.Types[0].Type = "profile.*" }, []string{"type: Select a record"}},
		{
			"one change of a record as its pattern", contactPostback, func(c *Callback) { c.Types[0].Type = "contact.created" },
			[]string{"type: Select a record"},
		},
		{
			"unknown action", contactPostback, func(c *Callback) { c.Settings.Actions = []Action{Create, "burn"} },
			[]string{"actions: Select at least one of created, updated or deleted"},
		},
		{"method in small letters", companyCallback, func(c *Callback) { c.Settings.Method = "put" }, nil},
		{"unknown method", companyCallback, func(c *Callback) { c.Settings.Method = "GET" }, []string{"method: Method must be POST or PUT"}},
		{"content type in capitals", companyCallback, func(c *Callback) { c.Settings.ContentType = "Application/JSON" }, nil},
		{
			"unknown content type", companyCallback, func(c *Callback) { c.Settings.ContentType = "text/xml" },
			[]string{"content_type: Content type must be application/json or text/json"},
		},
		{
			"attempts and interval of a postback", contactPostback,
			func(c *Callback) { c.Settings.Attempts, c.Settings.Interval = 6, 299 },
			[]string{
				"attempts: Attempts must be between 1 and 5",
				"interval: Time between attempts must be between 5 minutes and 24 hours",
			},
		},
		{"attempts without an interval", companyCallback, func(c *Callback) { c.Settings.Attempts = 20 }, nil},
		{
			"more attempts than memory", companyCallback, func(c *Callback) { c.Settings.Attempts, c.Settings.Interval = 1<<62, 1<<62 },
			[]string{
				"attempts: Attempts must be between 1 and 20",
				"interval: Time between attempts must be between 5 seconds and 24 hours",
			},
		},
		{"growing delays", companyCallback, func(c *Callback) { c.Settings.Delays = []int{0, 5, 60, 86400} }, nil},
		{
			"a delay too long", companyCallback, func(c *Callback) { c.Settings.Delays = []int{0, everyMonth} },
			[]string{"interval: Time between attempts must be between 5 seconds and 24 hours"},
		},
		{"timeout", companyCallback, func(c *Callback) { c.Settings.Timeout = 61 }, []string{"timeout: Timeout must be between 1 and 60 seconds"}},
		{"signed callback", signedCallback, func(*Callback) {}, nil},
		{"signed callback of everything", signedCallback, func(c *Callback) { c.Types = []CallbackType{{Type: "*"}} }, nil},
		{"own secret", signedCallback, func(c *Callback) { c.Keys.Current = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" }, nil},
		{
			"broken secret", signedCallback, func(c *Callback) { c.Keys.Current = "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" },
			[]string{"secret: Secret must begin with whsec_"},
		},
		{
			"signed callback without types", signedCallback, func(c *Callback) { c.Types = nil },
			[]string{"types: Select at least one event type"},
		},
		{
			"star in the middle", signedCallback, func(c *Callback) { c.Types[0].Type = "per*son" },
			[]string{"types: ‘per*son’ must be an event type, or a pattern like person.*"},
		},
		{
			"empty type", signedCallback, func(c *Callback) { c.Types[0].Type = " " },
			[]string{"types: ‘’ must be an event type, or a pattern like person.*"},
		},
		{
			"XML of a signed callback", signedCallback, func(c *Callback) { c.Settings.ContentType = "text/xml" },
			[]string{"content_type: Content type must be application/json or application/cloudevents+json"},
		},
		{"user without password", contactPostback, func(c *Callback) { c.Settings.User = "u" }, []string{"password: Enter the password"}},
		{"user with an empty password", contactPostback, func(c *Callback) { c.Settings.User, c.Settings.EmptyPassword = "u", true }, nil},
		{"empty user with a password", contactPostback, func(c *Callback) { c.Settings.EmptyUser, c.Secrets.Password = true, "p" }, nil},
		{
			"empty user without password", contactPostback, func(c *Callback) { c.Settings.EmptyUser = true },
			[]string{"password: Enter the password"},
		},
		{
			"both empty", contactPostback, func(c *Callback) { c.Settings.EmptyUser, c.Settings.EmptyPassword = true, true },
			[]string{"user: Enter a user name or a password: only one of them can be empty"},
		},
		{"no user, and a password that would be empty", contactPostback, func(c *Callback) { c.Settings.EmptyPassword = true }, nil},
		{"user with a stored password", contactPostback, func(c *Callback) { c.Settings.User, c.EncryptedSecrets = "u", []byte{1} }, nil},
		{
			"password that is no text", contactPostback, func(c *Callback) { c.Settings.User, c.Secrets.Password = "u", "p\xff" },
			[]string{"password: Password holds characters that cannot be read"},
		},
		{
			"password of two lines", contactPostback, func(c *Callback) { c.Settings.User, c.Secrets.Password = "u", "p\nq" },
			[]string{"password: Password must be one line, without control characters"},
		},
		{
			"condition that is no text", contactPostback, func(c *Callback) { c.Settings.Condition = "a\xff" },
			[]string{"condition: Condition holds characters that cannot be read"},
		},
		{
			"condition with a zero", contactPostback, func(c *Callback) { c.Settings.Condition = "a\x00b" },
			[]string{"condition: Condition holds characters that cannot be read"},
		},
		{"condition of several lines", contactPostback, func(c *Callback) { c.Settings.Condition = "a\r\n\t&& b" }, nil},
		{"password without user", contactPostback, func(c *Callback) { c.Secrets.Password = "p" }, []string{"user: Enter the user name"}},
		{
			"colon in the user name", contactPostback, func(c *Callback) { c.Settings.User, c.Secrets.Password = "u:v", "p" },
			[]string{"user: User name must not contain a colon"},
		},
		{
			"end before start", companyCallback, func(c *Callback) { c.StartAt, c.EndAt = 120_000, 60_000 },
			[]string{"end: End must be after the start"},
		},
		{
			"start and end in one minute", companyCallback, func(c *Callback) { c.StartAt, c.EndAt = 120_000, 130_000 },
			[]string{"end: End must be after the start"},
		},
		{"product", contactPostback, func(c *Callback) { c.Settings.ProductID = "11e66c8a-943f-f4b2-bf1b-210200000000" }, nil},
		{
			"dashes", contactPostback, func(c *Callback) { c.Settings.ProductID = "------------------------" },
			[]string{"product_transaction_id: Product transaction ID must be 24 to 36 hex digits"},
		},
		{
			"no product", contactPostback, func(c *Callback) { c.Settings.ProductID = "card" },
			[]string{"product_transaction_id: Product transaction ID must be 24 to 36 hex digits"},
		},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := tt.of()
			tt.change(&c)
			if diff := cmp.Diff(tt.want, listed(c.Check())); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func listed(problems Problems) (all []string) {
	for _, p := range problems {
		all = append(all, p.Field+": "+p.Text)
	}
	return all
}

func TestCallbackURL(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, url, want string }{
		{"spaces around", " \u200bhttps://a.example/x\n", ""},
		{"capitals", "HTTPS://A.example", ""},
		{"address of version 6", "http://[::1]:8080/", ""},
		{"query", "https://a.example/?q=a%20b", ""},
		{"only spaces", " \t", "Enter a URL"},
		{"no scheme", "pos.example/receiver", "URL must start with https:// or http://"},
		{"other scheme", "ftp://a.example", "URL must start with https:// or http://"},
		{"port taken for a scheme", "localhost:8080/x", "URL must start with https:// or http://"},
		{"no host", "https:///x", "URL must have a host name, like example.com"},
		{"only a port", "https://:80", "URL must have a host name, like example.com"},
		{"opaque", "http:a.example", "URL must have a host name, like example.com"},
		{"user name", "https://u@a.example", "URL must not contain a user name or password. Use Sign-in below"},
		{"fragment", "https://a.example/#", "URL must not contain a part after #"},
		{"space within", "https://a.example/a b", "URL must not contain spaces"},
		{"line break within", "https://a.example/\r\nX: y", "URL must not contain spaces"},
		{"broken escape", "https://a.example/%zz", "URL must look like https://example.com/path"},
		{"port 0", "https://a.example:0", "URL must have a port between 1 and 65535"},
		{"port too high", "https://a.example:65536", "URL must have a port between 1 and 65535"},
		{"long host", "https://" + strings.Repeat("a", 254), "URL must have a host name of 253 characters or fewer"},
		{"1,024 characters", "https://a.example/" + strings.Repeat("é", 1024-18), ""},
		{"1,025 characters", "https://a.example/" + strings.Repeat("é", 1025-18), "URL must be 1,024 characters or fewer"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := companyCallback()
			c.URL = tt.url
			if got := c.Check().On("url"); got != tt.want {
				t.Errorf("%q: %q, want %q", tt.url, got, tt.want)
			}
		})
	}
	t.Run("postback of 513 characters", func(t *testing.T) {
		t.Parallel()
		c := contactPostback()
		c.URL = "https://a.example/" + strings.Repeat("x", 513-18)
		if got := c.Check().On("url"); got != "URL must be 512 characters or fewer" {
			t.Error(got)
		}
	})
}

func TestCallbackClean(t *testing.T) {
	t.Parallel()
	c := Callback{
		Kind: KindEvent, Name: " CRM ", URL: " HTTPS://CRM.example:8443/in ", StartAt: 61_000, EndAt: 179_000,
		Types:    []CallbackType{{Type: " person_added ", FilterValue: "l1"}},
		Settings: Settings{Method: " put", Attempts: 3, Actions: []Action{Update}},
	}
	callbackTypes := c.Types
	c.Clean()
	want := Callback{
		Kind: KindEvent, Name: "CRM", URL: "HTTPS://CRM.example:8443/in", Host: "crm.example",
		StartAt: 60_000, EndAt: 120_000, IsActive: true, Types: []CallbackType{{Type: "person_added"}},
		Settings: Settings{Method: "PUT", Attempts: 3, Interval: 300},
	}
	if diff := cmp.Diff(want, c); diff != "" {
		t.Error(diff)
	}
	if callbackTypes[0].FilterValue != "l1" {
		t.Error("the caller's types were changed")
	}
	postback := contactPostback()
	postback.Settings.Actions = []Action{Delete, Create, Delete}
	postback.Clean()
	if diff := cmp.Diff([]Action{Create, Delete}, postback.Settings.Actions); diff != "" || postback.IsActive {
		t.Error(diff, postback.IsActive)
	}
}
