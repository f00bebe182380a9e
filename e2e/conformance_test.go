package e2e

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"
	"time"
)

// trial is one sample, status, error text or rule of a published document,
// named in the document's words, and how the program is asked for it. Samples
// are quoted as they stand; what SPEC reads otherwise is replaced in the open.
type trial struct {
	name string
	try  func(s *scene)
}

// scene is what one trial works at: a company of its own with a key and a
// location, and a receiver. The program is shared by all trials of a document.
type scene struct {
	*testing.T
	p                 *program
	rc                *receiver
	company, location string
	key               api // of a manager
}

// conform tries the document of this number on SQLite and on MariaDB.
func conform(t *testing.T, number string) {
	t.Helper()
	onBoth(t, func(t *testing.T, p *program) {
		system := api{t, p, p.verb("key", "add", "-role", "admin", "Conformance")}
		for _, one := range documents()[number] {
			t.Run(one.name, func(t *testing.T) {
				t.Parallel()
				one.try(stage(t, p, system.key))
			})
		}
	})
}

// stage makes the scene of one trial.
func stage(t *testing.T, p *program, system string) *scene {
	t.Helper()
	admin := api{t, p, system}
	type made struct{ ID, Key string }
	add := func(path, body string) made {
		return want[made](t, admin.call("POST", "/api/v1/companies"+path, body), 201)
	}
	company := add("", `{"name":"Northwind Gyms"}`).ID
	return &scene{
		T: t, p: p, rc: receive(t), company: company,
		location: add("/"+company+"/locations", `{"name":"Rotterdam Zuid"}`).ID,
		key:      api{t, p, add("/"+company+"/keys", `{"name":"Conformance","role":"manager"}`).Key},
	}
}

// with puts the test's own in place of parts of a sample, in pairs. A part
// that the sample does not have is a mistake of the trial.
func (s *scene) with(sample string, pairs ...string) string {
	s.Helper()
	for i := 0; i < len(pairs); i += 2 {
		if !strings.Contains(sample, pairs[i]) {
			s.Fatalf("%q is not in %s", pairs[i], sample)
		}
	}
	return strings.NewReplacer(pairs...).Replace(sample)
}

// is fails the trial unless an answer has this status and is the sample:
// member by member in its order, blanks aside.
func (s *scene) is(got answer, code int, sample string) {
	s.Helper()
	if got.code != code || got.header.Get("Content-Type") != "application/json" {
		s.Errorf("answered %d %s, want %d: %s", got.code, got.header.Get("Content-Type"), code, got.body)
	}
	s.same(got.body, sample)
}

// same fails the trial unless two texts are the same JSON, blanks aside.
func (s *scene) same(got, sample string) {
	s.Helper()
	if got, sample := s.compact(got), s.compact(sample); got != sample {
		s.Errorf("got  %s\nwant %s", got, sample)
	}
}

func (s *scene) compact(text string) string {
	s.Helper()
	var out bytes.Buffer
	if err := json.Compact(&out, []byte(text)); err != nil {
		s.Fatalf("%v in %s", err, text)
	}
	return out.String()
}

// within fails the trial unless a time was a moment ago; cut says to what it
// is rounded down.
func (s *scene) within(at time.Time, cut time.Duration) {
	s.Helper()
	if age := time.Since(at); age < 0 || age > cut+patience {
		s.Errorf("%v is not now", at)
	}
}
