package models

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"
)

func TestBackupURL(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name, backup string
		of           func() Callback
		attempts     int
		want         string
	}{
		{"none", " ", companyCallback, 0, ""},
		{"another host", " https://backup.example.org/in ", companyCallback, 0, ""},
		{"the same", "https://crm.example.org/in", companyCallback, 0, "Backup URL must differ from the URL"},
		{"no address", "backup", companyCallback, 0, "Backup URL must start with https:// or http://"},
		{"too long", "https://b.example/" + strings.Repeat("x", 500), contactPostback, 5, "Backup URL must be 512 characters or fewer"},
		{"never reached", "https://b.example", contactPostback, 3, "The backup URL comes after 3 failed attempts. Choose more attempts, or leave it empty"},
		{"reached once", "https://b.example", contactPostback, 4, ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := tt.of()
			c.Settings.BackupURL, c.Settings.Attempts = tt.backup, tt.attempts
			if got := c.Check().On("backup_url"); got != tt.want {
				t.Errorf("got %q", got)
			}
		})
	}
}

func TestDestination(t *testing.T) {
	t.Parallel()
	c := companyCallback()
	if url, backup := c.Destination(5); url != c.URL || backup {
		t.Errorf("without a backup URL: %s", url)
	}
	c.Settings.BackupURL = "https://b.example"
	for used, want := range []string{c.URL, c.URL, c.URL, "https://b.example", "https://b.example"} {
		if url, backup := c.Destination(used); url != want || backup != (used >= 3) {
			t.Errorf("after %d attempts: %s", used, url)
		}
	}
}

func TestHeaders(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct {
		name    string
		headers []Header
		user    string
		want    string
	}{
		{"none", nil, "", ""},
		{"an empty line", []Header{{}}, "", ""},
		{"two", []Header{{Name: " X-A ", Value: " 1 "}, {Name: "X-B", Value: "2", Hidden: true}}, "", ""},
		{"no value", []Header{{Name: "X-A"}}, "", "Enter the value of X-A"},
		{"twice", []Header{{Name: "X-A", Value: "1"}, {Name: "x-a", Value: "2"}}, "", "x-a comes twice"},
		{"sign-in and header", []Header{{Name: "Authorization", Value: "Bearer x"}}, "pos", "Authorization is sent by Sign-in already"},
		{"header alone", []Header{{Name: "Authorization", Value: "Bearer x"}}, "", ""},
		{"a bad hidden value", []Header{{Name: "X-A", Value: "ü", Hidden: true}}, "", "The value of X-A must be one line of plain letters, digits and signs"},
		{"too many", many(21), "", "There can be at most 20 headers"},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			c := companyCallback()
			c.Settings.Headers, c.Settings.User, c.Secrets.Password = tt.headers, tt.user, "p"
			if got := c.Check().On("headers"); got != tt.want {
				t.Errorf("got %q", got)
			}
		})
	}
}

func many(n int) []Header {
	var list []Header
	for i := range n {
		list = append(list, Header{Name: "X-" + strings.Repeat("a", i+1), Value: "1"})
	}
	return list
}

func TestCleanHidesValues(t *testing.T) {
	t.Parallel()
	c := companyCallback()
	c.Settings.Headers = []Header{{}, {Name: "X-A", Value: "1"}, {Name: "X-Token", Value: "s", Hidden: true}, {Name: "Authorization", Value: "Bearer t"}}
	shared := c
	c.Clean()
	want := []Header{{Name: "X-A", Value: "1"}, {Name: "X-Token", Hidden: true}, {Name: "Authorization", Hidden: true}}
	if diff := cmp.Diff(want, c.Settings.Headers); diff != "" {
		t.Error(diff)
	}
	if diff := cmp.Diff(map[string]string{"x-token": "s", "authorization": "Bearer t"}, c.Secrets.Headers); diff != "" {
		t.Error(diff)
	}
	if len(shared.Settings.Headers) != 4 || shared.Settings.Headers[2].Value != "s" {
		t.Error("what was handed in has changed")
	}
}
