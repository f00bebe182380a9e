package e2e

import (
	"encoding/json"
	"fmt"
	"slices"
	"strings"
	"testing"

	"callboard/condition"
	"callboard/models"
	"callboard/wire"
)

// fieldNames are names that a field of a record may have, and something else as well.
var fieldNames = strings.Fields(`
	event_type action resource data before company location event profile subprofile id date number map error
	Object Function Array String Boolean Number BigInt Date Promise RegExp Symbol Map Set WeakMap WeakSet Proxy Reflect Math JSON Error
	TypeError RangeError SyntaxError EvalError URIError ReferenceError AggregateError ArrayBuffer DataView Int8Array Float64Array
	globalThis eval parseInt parseFloat isNaN isFinite escape unescape encodeURI decodeURI encodeURIComponent decodeURIComponent
	constructor toString toLocaleString valueOf hasOwnProperty isPrototypeOf propertyIsEnumerable __proto__ __defineGetter__
	last_name city contact_balance interests fields collection database type source by name length`)

// TestEveryFieldName resolves each of them, spelled exactly, in other case, and with
// two fields that differ by their case, by the rule of SPEC 1 in all kinds.
func TestEveryFieldName(t *testing.T) {
	t.Parallel()
	program, err := binary()
	if err != nil {
		t.Fatal(err)
	}
	pool := condition.NewPool(program, "condition-child")
	t.Cleanup(pool.Close)
	globals := map[string]bool{}
	for _, name := range fieldNames {
		result, err := pool.Try(t.Context(), condition.Question{Text: "Object.hasOwn(globalThis, '" + name + "')", Scope: condition.Scope{Object: []byte("{}")}})
		globals[name] = err == nil && result.True
	}
	kinds := map[string]func(record string) models.Event{
		"event": func(record string) models.Event { return models.Event{Type: "person_added", Data: []byte(record)} },
		"batch": func(record string) models.Event { return models.Event{Type: "EMAIL_BOUNCED", Data: []byte(record)} },
		"postback": func(record string) models.Event {
			return models.Event{Type: "contact.updated", Action: models.Update, Data: []byte(record)}
		},
		"webhook": func(record string) models.Event { return models.Event{Type: "order.shipped", Data: []byte(record)} },
		"database": func(record string) models.Event {
			data := []byte(`{"id":"55","database":"788","fields":` + record + `,"interests":[]}`)
			return models.Event{Type: "profile.updated", Action: models.Update, Data: data}
		},
		"subprofile": func(record string) models.Event {
			data := []byte(`{"id":"78","profile":"55","database":"788","collection":"8550","fields":` + record + `}`)
			return models.Event{Type: "subprofile.created", Action: models.Create, Data: data}
		},
	}
	for kind, eventOf := range kinds {
		t.Run(kind, func(t *testing.T) {
			t.Parallel()
			for _, name := range fieldNames {
				other := strings.ToUpper(name)
				if other == name {
					other = strings.ToLower(name)
				}
				always := name == "event" || kind == "database" && name == "profile" || kind == "subprofile" && strings.HasSuffix(name, "profile")
				// What else a profile has counts before a field in other case.
				own := slices.Contains(map[string][]string{
					"database": {"id", "database", "fields", "interests"}, "subprofile": {"id", "database", "fields", "collection"},
				}[kind], name)
				for record, want := range map[string]bool{
					fields(name, "mine"):                         !always,
					fields(other, "mine"):                        !always && !own && !globals[name],
					fields(other, "theirs", name, "mine"):        !always,
					fields(other, "mine", mixed(name), "theirs"): !always && !own && !globals[name],
				} {
					scope := condition.Scope(wire.ScopeOf(eventOf(record), models.Company{PublicID: "c1", Name: "Northwind"}, models.Location{}))
					result, err := pool.Try(t.Context(), condition.Question{Text: name + " === 'mine'", Scope: scope})
					if err != nil || result.Error != nil || result.True != want {
						t.Errorf("%s in %s: %t, want %t (%v, %v)", name, record, result.True, want, result.Error, err)
					}
				}
			}
		})
	}
}

// mixed spells a name in a third way.
func mixed(name string) string {
	half := len(name) / 2
	if mixed := strings.ToUpper(name[:half]) + strings.ToLower(name[half:]); mixed != name {
		return mixed
	}
	return strings.ToLower(name[:half]) + strings.ToUpper(name[half:])
}

// fields writes an object of texts.
func fields(namesAndValues ...string) string {
	var out strings.Builder
	for i := 0; i < len(namesAndValues); i += 2 {
		name, _ := json.Marshal(namesAndValues[i])
		fmt.Fprintf(&out, `,%s:%q`, name, namesAndValues[i+1])
	}
	return "{" + strings.TrimPrefix(out.String(), ",") + "}"
}
