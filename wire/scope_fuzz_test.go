package wire

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
)

// FuzzScope writes what a condition sees of any event: a JSON object that
// holds the data as it was given, and of a profile its fields under their last
// value, whatever they are called.
func FuzzScope(f *testing.F) {
	f.Add(profileData, subprofile, `{"profile":`+profileData+`,"collections":{"Orders":`+orders+`}}`)
	f.Add(`{"id":"1","fields":{"id":2,"a":1,"a":[{}]},"interests":["a","\u0000","__proto__"]}`, `null`, `{"collections":{"a":[],"\ud800":[1]}}`)
	f.Add(`{"fields":{ },"interests":{}}`, ``, `[]`)
	f.Add(`[{"id":1}]`, `{`, `{"profile":[1],"collections":"x"}`)
	f.Fuzz(func(t *testing.T, data, before, around string) {
		for _, resource := range []string{models.Profile, models.Subprofile, "contact"} {
			e := models.Event{
				Type: models.TypeOfChange(resource, models.Update), Action: models.Update,
				Data: []byte(data), Before: []byte(before), Expands: []byte(around),
			}
			scope := ScopeOf(e, models.Company{PublicID: "c1", Name: data}, models.Location{}).Object
			var seen struct {
				Data, Before json.RawMessage
				Profile      map[string]json.RawMessage
			}
			if err := json.Unmarshal(scope, &seen); err != nil {
				t.Fatalf("%s of %s: %v", scope, resource, err)
			}
			if diff := cmp.Diff(strings.TrimSpace(string(validOrNull(e.Data))), string(seen.Data)); diff != "" {
				t.Error(diff)
			}
			if resource != models.Profile {
				continue
			}
			all := membersByName(e.Data)
			for name, value := range membersByName(all["fields"]) {
				if _, own := all["id"]; own && name == "id" {
					continue
				}
				if string(seen.Profile[name]) != string(value) {
					t.Errorf("%q is %s, seen as %s", name, value, seen.Profile[name])
				}
			}
		}
	})
}
