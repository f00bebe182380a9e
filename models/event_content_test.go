package models_test

import (
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
)

func TestEventsThatSayTheSame(t *testing.T) {
	t.Parallel()
	long := strings.Repeat(`"x",`, 2000)
	tests := map[string]struct {
		one, other string
		same       bool
	}{
		"the same bytes":            {`{"a":1}`, `{"a":1}`, true},
		"blanks":                    {`{ "a" : [ 1 , 2 ] }`, "{\"a\":[1,\n2]}", true},
		"the order of members":      {`{"a":1,"b":{"c":2,"d":3}}`, `{"b":{"d":3,"c":2},"a":1}`, true},
		"escapes":                   {`{"a":"\u0041\/<"}`, `{"\u0061":"A/\u003c"}`, true},
		"long ones, blanks":         {`{"a":[` + long + `1],"b":2}`, `{"b":2, "a":[ ` + long + ` 1]}`, true},
		"long ones":                 {`{"a":[` + long + `1]}`, `{"a":[` + long + `2]}`, false},
		"the order of a list":       {`{"a":[1,2]}`, `{"a":[2,1]}`, false},
		"numbers of one value":      {`{"a":1.0}`, `{"a":1}`, false},
		"numbers with an exponent":  {`{"a":1e2}`, `{"a":100}`, false},
		"numbers above 2^53":        {`{"a":9007199254740993}`, `{"a":9007199254740992}`, false},
		"a number and a text":       {`{"a":1}`, `{"a":"1"}`, false},
		"null and nothing":          {`{"a":null}`, `{}`, false},
		"an empty list and object":  {`{"a":[]}`, `{"a":{}}`, false},
		"letters of another case":   {`{"a":1}`, `{"A":1}`, false},
		"where a list ends":         {`{"a":[1,[2]]}`, `{"a":[1,2]}`, false},
		"halves of surrogates":      {`{"a":"\ud800"}`, `{"a":"\ud801"}`, false},
		"a name that comes twice":   {`{"a":{"b":1,"b":2}}`, `{"a":{"b":2}}`, false},
		"what looks like a digest":  {`{"a":"#"}`, `{"a":["#"]}`, false},
		"a value and its own text":  {`{"a":{"b":1}}`, `{"a":"{\"b\":1}"}`, false},
		"names that hold a bracket": {`{"a":1,"b":2}`, `{"a\":1,\"b":2}`, false},
	}
	for name, test := range tests {
		one, other := models.Event{Data: []byte(test.one)}, models.Event{Data: []byte(test.other)}
		if got := string(one.ContentSum()) == string(other.ContentSum()); got != test.same {
			t.Errorf("%s: the same %v, want %v", name, got, test.same)
		}
		if got := len(one.Differences(other)) == 0; got != test.same {
			t.Errorf("%s: differs in %v", name, one.Differences(other))
		}
	}
}

// What is around the data counts as well; what the store adds does not.
func TestContentSumOfAnEvent(t *testing.T) {
	t.Parallel()
	event := models.Event{
		PublicID: "e-1", CompanyID: 1, LocationID: 2, DatabaseRefID: 3, Type: "contact.updated", Action: models.Update,
		Data: []byte(`{"id":"1"}`), Before: []byte(`{}`), OccurredAt: 4,
	}
	for name, change := range map[string]func(*models.Event){
		"type":     func(e *models.Event) { e.Type = "contact.created" },
		"action":   func(e *models.Event) { e.Action = models.Create },
		"company":  func(e *models.Event) { e.CompanyID = 9 },
		"location": func(e *models.Event) { e.LocationID = 9 },
		"database": func(e *models.Event) { e.DatabaseRefID = 9 },
		"date":     func(e *models.Event) { e.OccurredAt = 0 },
		"data":     func(e *models.Event) { e.Data = []byte(`{"id":"2"}`) },
		"before":   func(e *models.Event) { e.Before = nil },
		"data and before changed places": func(e *models.Event) {
			e.Data, e.Before = e.Before, e.Data
		},
	} {
		other := event
		if change(&other); string(other.ContentSum()) == string(event.ContentSum()) {
			t.Errorf("another %s gives the same sum", name)
		}
	}
	other := event
	other.ID, other.Source, other.Hops, other.KeyID, other.AcceptedAt, other.Expands = 7, "key Shop", 3, 8, 9, []byte(`{}`)
	if string(other.ContentSum()) != string(event.ContentSum()) {
		t.Error("who published it, and when it was accepted, changes the sum")
	}
}

func TestDifferences(t *testing.T) {
	t.Parallel()
	deep := func(value string) string {
		return strings.Repeat(`{"a":`, 40) + value + strings.Repeat(`}`, 40)
	}
	many := func(value string) string { return `{"list":[` + strings.Repeat(value+",", 99) + value + `]}` }
	tests := map[string]struct {
		one, other models.Event
		want       []string
	}{
		"nothing": {models.Event{Data: []byte(`{"a":1}`)}, models.Event{Data: []byte(` {"a": 1}`)}, nil},
		"members": {
			models.Event{Type: "a", Data: []byte(`{"person":{"email":"a","tags":["x","y"],"gone":1},"same":1}`), OccurredAt: 1},
			models.Event{Type: "b", Data: []byte(`{"person":{"email":"b","tags":["x","z","w"],"new":1},"same":1}`)},
			[]string{"type", "occurred_at", "data.person.email", "data.person.gone", "data.person.new", "data.person.tags.1", "data.person.tags.2"},
		},
		"no before":             {models.Event{LocationID: 1, Before: []byte(`{}`)}, models.Event{DatabaseRefID: 1}, []string{"location_id", "database_id", "before"}},
		"another kind of value": {models.Event{Data: []byte(`{"a":[1]}`)}, models.Event{Data: []byte(`{"a":{"0":1}}`)}, []string{"data.a"}},
		"a name that comes twice": {
			models.Event{Data: []byte(`{"a":{"b":1,"b":2}}`)}, models.Event{Data: []byte(`{"a":{"b":2}}`)}, []string{"data.a"},
		},
		"deep": {models.Event{Data: []byte(deep("1"))}, models.Event{Data: []byte(deep("2"))}, []string{"data" + strings.Repeat(".a", 8)}},
	}
	for name, test := range tests {
		if diff := cmp.Diff(test.want, test.one.Differences(test.other)); diff != "" {
			t.Errorf("%s:\n%s", name, diff)
		}
	}
	one, other := models.Event{Data: []byte(many("1"))}, models.Event{Data: []byte(many("2"))}
	if got := one.Differences(other); len(got) != 20 || got[19] != "data.list.19" {
		t.Errorf("of a hundred differences it tells %v", got)
	}
}
