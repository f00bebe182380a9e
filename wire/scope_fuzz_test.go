package wire

import (
	"encoding/json"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
)

// FuzzScope writes what a condition sees of any event: a JSON object that
// holds the data as it was given, and tells where in it the fields of a profile
// are.
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
			scope := ScopeOf(e, models.Company{PublicID: "c1", Name: data}, models.Location{})
			var seen struct {
				Event struct{ Data json.RawMessage }
			}
			if err := json.Unmarshal(scope.Object, &seen); err != nil {
				t.Fatalf("%s of %s: %v", scope.Object, resource, err)
			}
			if diff := cmp.Diff(strings.TrimSpace(string(validOrNull(e.Data))), string(seen.Event.Data)); diff != "" {
				t.Error(diff)
			}
			fields := e.Data
			for _, same := range scope.Same {
				if same[1] == "event.data.fields" {
					fields = membersByName(e.Data)["fields"]
				}
				if same[0] != "subprofile.profile" && !isObject(fields) {
					t.Errorf("%v of %s is no object", same, data)
				}
			}
		}
	})
}
