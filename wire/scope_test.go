package wire

import (
	"encoding/json"
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
)

// The profile of the tests, and what surrounds it.
const (
	profileFields = `{"name":"Ines","Score": 1.50}`
	profileData   = `{"id":"55","database":"788","fields":` + profileFields + `,"interests":["football","chess"]}`
	orders        = `[{"id":"78","total":12.50},{"id":"77","total":3}]`
	subprofile    = `{"id":"78","profile":"55","database":"788","collection":"8550","fields":{"total":12.50}}`
	noPlace       = `"company":{"id":"c1","name":"North & <West>"},"location":null,"source":"console","by":null}`
)

func TestScope(t *testing.T) {
	t.Parallel()
	company := models.Company{PublicID: "c1", Name: "North & <West>"}
	location := models.Location{PublicID: "l1", Name: "Rotterdam"}
	tests := map[string]struct {
		event    models.Event
		location models.Location
		want     string
	}{
		"a change of a record": {
			models.Event{
				Type: "contact.updated", Action: models.Update, Data: []byte(`{"balance":12.50}`), Before: []byte(`{"balance":null}`),
				Source: "key Shop",
			},
			location,
			`{"event":{"type":"contact.updated","action":"update","resource":"contact","data":{"balance":12.50},` +
				`"before":{"balance":null},"company":{"id":"c1","name":"North & <West>"},"location":{"id":"l1","name":"Rotterdam"},` +
				`"source":"api","by":"Shop"}}`,
		},
		"an event of the company": {
			models.Event{Type: "person_added", Data: []byte(`{"person":{}}`), Source: "person ines@example.org"},
			models.Location{},
			`{"event":{"type":"person_added","action":null,"resource":null,"data":{"person":{}},"before":null,` +
				strings.Replace(noPlace, `"by":null`, `"by":"ines@example.org"`, 1) + `}`,
		},
		"data that is no JSON": {
			models.Event{Type: "person_added", Data: []byte(`{"person":`)},
			models.Location{},
			`{"event":{"type":"person_added","action":null,"resource":null,"data":null,"before":null,` + noPlace + `}`,
		},
		"a profile with its collections": {
			models.Event{
				Type: "profile.updated", Action: models.Update, Data: []byte(profileData), Before: []byte(`{"id":"55","fields":{"name":"Ina"}}`),
				Expands: []byte(`{"profile":{"id":"0"},"collections":{"Orders":` + orders + `,"name":[]},"interests":["chess","hockey"]}`),
			},
			models.Location{},
			`{"event":{"type":"profile.updated","action":"update","resource":"profile","data":` + profileData + `,` +
				`"before":{"id":"55","fields":{"name":"Ina"}},` + noPlace + `,` +
				`"profile":{"Orders":` + orders + `,"id":"55","interests":{"football":true,"chess":true,"hockey":false}}}`,
		},
		"a profile that nobody looked around": {
			models.Event{Type: "profile.created", Action: models.Create, Data: []byte(`{"id":"55","fields":{ },"interests":null}`)},
			models.Location{},
			`{"event":{"type":"profile.created","action":"create","resource":"profile","data":{"id":"55","fields":{ },"interests":null},` +
				`"before":null,` + noPlace + `,"profile":{"id":"55","interests":{}}}`,
		},
		"a subprofile with its parent": {
			models.Event{
				Type: "subprofile.deleted", Action: models.Delete, Data: []byte(subprofile),
				Expands: []byte(`{"profile":` + profileData + `,"collections":{"Orders":` + orders + `}}`),
			},
			models.Location{},
			`{"event":{"type":"subprofile.deleted","action":"delete","resource":"subprofile","data":` + subprofile + `,` +
				`"before":null,` + noPlace + `,` +
				`"profile":{"Orders":` + orders + `,"id":"55","interests":{"football":true,"chess":true},"fields":` + profileFields + `},` +
				`"subprofile":{"id":"78","profile":null}}`,
		},
		"a subprofile that nobody looked around": {
			models.Event{Type: "subprofile.created", Action: models.Create, Data: []byte(subprofile)},
			models.Location{},
			`{"event":{"type":"subprofile.created","action":"create","resource":"subprofile","data":` + subprofile + `,` +
				`"before":null,` + noPlace + `,"profile":{"id":"55","interests":{},"fields":{}},"subprofile":{"id":"78","profile":null}}`,
		},
		"a subprofile that is published flat": {
			models.Event{Type: "subprofile.created", Action: models.Create, Data: []byte(`{"profile":"55","total":3}`)},
			models.Location{},
			`{"event":{"type":"subprofile.created","action":"create","resource":"subprofile","data":{"profile":"55","total":3},` +
				`"before":null,` + noPlace + `,"profile":{"id":"55","interests":{},"fields":{}},"subprofile":{"profile":null}}`,
		},
		"a profile of nothing": {
			models.Event{Type: "profile.created", Action: models.Create, Data: []byte(`[]`), Expands: []byte(`[]`)},
			models.Location{},
			`{"event":{"type":"profile.created","action":"create","resource":"profile","data":[],"before":null,` + noPlace + `,` +
				`"profile":{"interests":{},"fields":{}}}`,
		},
		"an own type that sounds like one": {
			models.Event{Type: "profile.merged", Data: []byte(profileData)},
			models.Location{},
			`{"event":{"type":"profile.merged","action":null,"resource":null,"data":` + profileData + `,"before":null,` + noPlace + `}`,
		},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(tt.want, string(ScopeOf(tt.event, company, tt.location).Object)); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// TestWhereFieldsAre has profiles that were published in one form or the other.
func TestWhereFieldsAre(t *testing.T) {
	t.Parallel()
	for data, want := range map[string][][2]string{
		profileData: {{"profile.fields", "event.data.fields"}},
		` {"id":55,"name":"x","interests":["chess"]}`: {{"profile.fields", "event.data"}},
		`[]`: nil,
	} {
		e := models.Event{Type: "profile.created", Action: models.Create, Data: []byte(data)}
		if diff := cmp.Diff(want, ScopeOf(e, models.Company{}, models.Location{}).Same); diff != "" {
			t.Errorf("%s: %s", data, diff)
		}
	}
}

// TestLargeScope has as many fields as fit, which cost no more than their
// bytes.
func TestLargeScope(t *testing.T) {
	t.Parallel()
	var fields strings.Builder
	for i := range 5000 {
		fmt.Fprintf(&fields, `"Field%d":"%d",`, i, i)
	}
	e := models.Event{Type: "profile.created", Action: models.Create, Data: []byte(`{"id":"1","fields":{` + fields.String() + `"last":1}}`)}
	scope := ScopeOf(e, models.Company{}, models.Location{}).Object
	if !json.Valid(scope) || len(scope) > 2*len(e.Data)+1000 {
		t.Errorf("%d bytes of %d", len(scope), len(e.Data))
	}
}
