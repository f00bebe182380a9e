package condition_test

import (
	"fmt"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/condition"
)

// subprofile is what a condition sees of a change below a record: fields apart
// from the rest, and the record above it.
const subprofile = `{
	"event": {"type": "subprofile.updated", "action": "update", "data": {"id": "78", "profile": "55", "fields": {
		"Total": 12.5, "total2": null, "Paid": true, "profile": "mine", "Company": "Acme", "company": "Umbrella", "id": 9, "Größe": 44,
		"Map": "mine", "MAP": "other", "constructor": "mine", "toString": "mine", "__proto__": {"admin": true}, "CODE": "a", "code": "b",
		"ISNAN": "mine", "event": "mine"}},
		"before": {"fields": {"Total": 1}}, "company": {"id": "c1", "name": "Northwind"}, "location": null},
	"profile": {"Orders": [{"id": "78", "Total": 12.5}, {"id": "77", "Total": 3}], "id": "55",
		"fields": {"Name": "Ines", "id": 1}, "interests": {"football": true, "hockey": false, "Name": true}},
	"subprofile": {"id": "78", "profile": null}
}`

// inAnyCase asks text about a scope whose fields are seen by their names.
func inAnyCase(text, scope string) condition.Question {
	return condition.Question{Text: text, Scope: condition.Scope{
		Object: []byte(scope), Fields: []string{"event.data.fields", "event.data"}, Words: words, AnyCase: true,
		Same:   [][2]string{{"subprofile.profile", "profile"}, {"subprofile.fields", "event.data.fields"}},
		Spread: [][2]string{{"profile", "profile.fields"}, {"profile", "profile.interests"}, {"subprofile", "subprofile.fields"}},
		IDs:    []string{"profile", "subprofile"},
	}}
}

func TestNames(t *testing.T) {
	t.Parallel()
	p := newPool(t)
	for _, test := range []struct {
		name, text string
		want       condition.Result
	}{
		{"a field", `Total == 12.5 && Paid`, condition.Result{True: true}},
		{"a field in other case", `TOTAL == 12.5 && paid`, condition.Result{True: true}},
		{"a field with an escape", `\u0054otal == 12.5 && t\u{6f}tal == 12.5`, condition.Result{True: true}},
		{"a field beyond ASCII", `GRÖßE == 44 && größe == 44`, condition.Result{True: true}},
		{"the same name in two cases", `CODE == 'a' && code == 'b'`, condition.Result{True: true}},
		{"one that is neither of two", `Code`, condition.Result{True: true, Was: "the text ‘a’"}},
		{"new values", `Total != before.fields.Total && before.fields.total == 1`, condition.Result{True: true}},
		{"interests", `profile.football === true && !profile.chess`, condition.Result{True: true}},
		{"interests in other case", `profile.Football === true`, condition.Result{True: true}},
		{"a collection", `profile.Orders.length == 2 && profile.orders.filter(o => o.total > 10).length == 1`, condition.Result{True: true}},
		{"a collection is a list", `Array.isArray(profile.orders) && profile.orders.map(o => o.id).join() == '78,77'`, condition.Result{True: true}},
		{"no such collection", `profile.Visits == null`, condition.Result{True: true}},
		{"the record above", `subprofile.profile === profile && profile.id == 55 && subprofile.Profile.NAME == 'Ines'`, condition.Result{True: true}},
		{"the id of each", `subprofile.id == '78' && profile.id == '55' && data.id == '78'`, condition.Result{True: true}},
		{"a field is before what else there is", `id === 9`, condition.Result{True: true}},
		{"a field is before a word", `company == 'Umbrella' && event.company.id == 'c1' && profile.id == '55'`, condition.Result{True: true}},
		{"a field that differs from one by its case", `Company`, condition.Result{True: true, Was: "the text ‘Acme’"}},
		{"event is no field", `event.type == 'subprofile.updated' && event.data.fields.event == 'mine'`, condition.Result{True: true}},
		{"a field named like one of the language", `Map == 'mine' && MAP == 'other' && typeof Set == 'function'`, condition.Result{True: true}},
		{"one in other case", `typeof isNaN + isnan`, condition.Result{True: true, Was: "the text ‘functionmine’"}},
		{"what every object has", `constructor + toString + typeof profile.tostring + typeof valueOf`, condition.Result{True: true, Was: "the text ‘minemineundefinedfunction’"}},
		{"a prototype by name", `__proto__.admin && event.data.fields.__proto__.admin`, condition.Result{True: true}},
		{"the interests", `profile.interests.football && profile.hockey === false && profile.interests.hockey === false && profile.interests.chess === undefined`, condition.Result{True: true}},
		{"fields by that name", `profile.fields.name == 'Ines' && profile.fields.id == 1 && subprofile.fields.total == 12.5 && profile.NAME == 'Ines'`, condition.Result{True: true}},
		{"objects compare like their id", `subprofile.profile == profile.id && profile == 55 && subprofile == '78' && !(profile == 54)`, condition.Result{True: true}},
		{"no prototype", `({}).admin === undefined && data.fields.admin === undefined`, condition.Result{True: true}},
		{"other case is not listed", `TOTAL && profile.NAME && Object.keys(profile).join()`, condition.Result{True: true, Was: "the text ‘Orders,id,Name,football,hockey’"}},
		{"why, with other case", `profile.name == 'Jo' && TOTAL`, condition.Result{Why: "profile.name == 'Jo', because profile.name is ‘Ines’ (profile: the profile, not the record's field)"}},
		{"why, with a bare name in other case", `total > 20`, condition.Result{Why: "total > 20, because total is 12.5"}},
		{"why, with a field before a word", `company == 'Acme'`, condition.Result{
			Why: "company == 'Acme', because company is ‘Umbrella’ (company: the record's field)",
		}},
		{"why, with one of the language", `isNaN == 5`, condition.Result{
			Why: "isNaN == 5, because isNaN is a function (isNaN: JavaScript's isNaN, not the record's field ISNAN)",
		}},
		{"why, with names of its own", `const Map = 1, company = 2; Map == company`, condition.Result{
			Why: "Map == company, because Map is 1 and company is 2",
		}},
		{"an error, with a field before a word", `company.id.length`, condition.Result{
			Error: &condition.Problem{Line: 1, Column: 12, Text: "Cannot read property 'length' of undefined"},
			Names: []condition.Name{{Name: "company", TakenFor: "the record's field"}},
		}},
		{"no such name", `Totals`, problem(1, 1, "Totals is not defined")},
		{"a name of the scope in other case", `Subprofile.id == 78 && Event_Type != '' && Before.FIELDS.total == 1 && Subprofile === subprofile`, condition.Result{True: true}},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, ask(t, p, inAnyCase(test.text, subprofile))); diff != "" {
				t.Error(diff)
			}
		})
	}
}

// TestTheParentInOtherCase has a subprofile whose record holds the id of its parent.
func TestTheParentInOtherCase(t *testing.T) {
	t.Parallel()
	scope := strings.Replace(subprofile, `"profile": "mine", `, "", 1)
	for _, text := range []string{`Profile.NAME == 'Ines'`, `PROFILE === profile`, `DATABASE == 788`} {
		scope := strings.Replace(scope, `"id": "78", "profile": "55",`, `"id": "78", "profile": "55", "database": "788",`, 1)
		if got := ask(t, newPool(t), inAnyCase(text, scope)); !got.True {
			t.Errorf("%s: %+v", text, got)
		}
	}
}

// TestScopes has scopes that are strange, large, or none.
func TestScopes(t *testing.T) {
	t.Parallel()
	p := newPool(t)
	var many strings.Builder
	const most = 10000 / slowness
	for i := range most {
		fmt.Fprintf(&many, `"Field%d":"%d",`, i, i)
	}
	wide := `{"event":{"data":{"fields":{` + many.String() + `"last":1}}}, "profile":{"id":"1"}}`
	deep := `{"event":{"data":` + strings.Repeat(`{"a":`, 3000/slowness) + `1` + strings.Repeat(`}`, 3000/slowness) + `}}`
	for _, test := range []struct{ name, text, scope, want string }{
		{"thousands of fields", fmt.Sprintf(`FIELD%d == %[1]d && Field0 == '0'`, most-1), wide, ""},
		{"deep", `data.a.A.a.a != null`, deep, ""},
		{
			"numbers", `data.a === 0.1 && data.b === -1e300 && data.c === Infinity && Object.is(data.d, -0) && data.e === 12345678901234567890`,
			`{"event":{"data":{"a":0.10,"b":-1E+300,"c":1e999,"d":-0,"e":12345678901234567890}}}`, "",
		},
		{
			"texts", `data.a === '"\\/\n\u00e9\ud83d\ude00' && data.b === '' && data["c\""] === 'é' && data.length == 3`,
			`{"event":{"data":{"a":"\"\\\/\n\u00e9\ud83d\ude00","b":"","c\"":"é","length":3}}}`, "",
		},
		{"lists", `JSON.stringify(data) == '[[],{},[null,true,false,[1]],""]'`, " {\"event\": {\n\t\"data\" : [ [ ] , { } , [ null,true , false, [1]\r\n],\"\" ] } } ", ""},
		{"one name twice", `data.a == 2`, `{"event":{"data":{"a":1,"a":2}}}`, ""},
		{"no data", `data === null && profile.x === undefined`, `{"event":{"data":null},"profile":{}}`, ""},
		{"a list", `true`, `[]`, "what the condition sees is no JSON object"},
		{"no JSON", `true`, `{"data":`, "what the condition sees is no JSON object"},
		{"more than one", `true`, `{} {}`, "what the condition sees is no JSON object"},
		{"too large", `true`, `{"data":"` + strings.Repeat("x", condition.ScopeLimit) + `"}`, "the event is too large for a condition: it may see 1 MiB"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			result := ask(t, p, inAnyCase(test.text, test.scope))
			got := ""
			if result.Error != nil {
				got = result.Error.Text
			}
			if got != test.want || got == "" && !result.True {
				t.Errorf("true %t, %q, %s", result.True, got, result.Why)
			}
		})
	}
}
