package wire_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/wire"
)

const (
	profile = `{"id":"55","database":"788","fields":{"firstname":"Ines","age":34,"balance":12.50,"vip":true,"phone":null},` +
		`"interests":["football","tea & <cake>"]}`
	formerProfile = `{"id":"55","database":"788","fields":{"firstname":"Inés","age":3.4e1,"balance":12.5,"city":"Zoë's","phone":null},` +
		`"interests":["football"]}`
	subprofile = `{"id":"77","profile":"55","database":"788","collection":"8550",` +
		`"fields":{"order":"100482","total":24.50,"lines":[{"sku":"A-1","count":2},[]]}}`
	formerSubprofile = `{"id":"77","profile":"55","database":"788","collection":"8550","fields":{"order":"100482","total":9}}`

	// hostileNames are keys that could break out of a document, or mislead its readers.
	hostileNames = `{"":1,"a b":2,"1st":3,"-x":4,"a:b":5,"xmlns":6,"XML-like":7,"xM":8,"><script>&\"'":9,"tab\tcr\rlf\n":10,"nul\u0000":11,` +
		`"größe":12,"ключ":13,"𠀀":14,"\ud800":15,"field":16,"item":17,"a.b-c_d":18,"a":19,"a":20,"]]>":21,"⁀x":22}`

	unicode = `{ "name" : "Zo\u00eb \ud83c\udfcb 🏋 <&>\"'" ,"big":12345678901234567890123,"e":1e-7,"zero":-0.0,` + "\n" +
		`"text":"line\r\nnext\ttab\u0000\u0008\ufffe\ud800 ]]> \u0085\u2028 end ", "nested":{"b":[[],{},[1,[2]],null],"a":""} }`
)

// change is an attempt of a database callback with a change of the record
// that data shows.
func change(resource string, action models.Action, data string) wire.Attempt {
	a := postback(action, data)
	a.Event.Type = models.TypeOfChange(resource, action)
	a.Callback = models.Callback{PublicID: "21", Kind: models.KindDatabase, URL: "https://crm.example/callback.php"}
	a.Callback.Settings.ContentType = "application/json"
	return a
}

func since(before string, a wire.Attempt) wire.Attempt {
	a.Event.Before = []byte(before)
	return a
}

func inXML(a wire.Attempt) wire.Attempt {
	a.Callback.Settings.ContentType = "text/xml"
	return a
}

// holding is a profile with the given fields.
func holding(fields string) string {
	return `{"id":"55","database":"788","fields":` + fields + `,"interests":[]}`
}

func TestGoldenDatabase(t *testing.T) {
	t.Parallel()
	tests := map[string]wire.Attempt{
		"create":            change(models.Profile, models.Create, profile),
		"update":            since(formerProfile, change(models.Profile, models.Update, profile)),
		"delete":            change(models.Profile, models.Delete, profile),
		"create_subprofile": change(models.Subprofile, models.Create, subprofile),
		"update_subprofile": since(formerSubprofile, change(models.Subprofile, models.Update, subprofile)),
		"delete_subprofile": change(models.Subprofile, models.Delete, subprofile),
		"hostile_names":     since(holding(`{}`), change(models.Profile, models.Update, holding(hostileNames))),
		"unicode":           change(models.Profile, models.Create, holding(unicode)),
		"update_no_before":  change(models.Profile, models.Update, profile),
		"flat":              with(change(models.Profile, models.Create, `{"name":"x","profile":"y"}`), func(a *wire.Attempt) { a.Event.RecordID = "55" }),
		"flat_subprofile":   change(models.Subprofile, models.Delete, `{"id":77,"total":12.50,"collection":null}`),
		"test": with(change(models.Profile, models.Create, profile), func(a *wire.Attempt) {
			a.Event.Test, a.Callback.Keys.Current = true, secret
		}),
	}
	both := map[string]wire.Attempt{}
	for name, attempt := range tests {
		both["database_"+name], both["database_"+name+"_xml"] = attempt, inXML(attempt)
	}
	goldens(t, both)
	for name, attempt := range both {
		keptWhole(t, name, attempt)
	}
}

// keptWhole checks that the log, which keeps a body without what its event
// holds already, shows the bytes that were sent.
func keptWhole(t *testing.T, name string, a wire.Attempt) {
	t.Helper()
	request, err := wire.Build(a)
	if err != nil {
		t.Fatal(err)
	}
	kept, how := models.PackBody(request.Body, a.Event.Data)
	shown, err := models.UnpackBody(kept, how, a.Event.Data)
	if err != nil || string(shown) != string(request.Body) {
		t.Errorf("%s: the log shows %s, %v; sent was %s", name, shown, err, request.Body)
	}
}

func TestDatabaseContentTypeInAnyCase(t *testing.T) {
	t.Parallel()
	for chosen, want := range map[string]string{
		"Text/XML": "Text/XML; charset=utf-8", "text/xml": "text/xml; charset=utf-8", "Application/JSON": "Application/JSON",
	} {
		a := change(models.Profile, models.Create, profile)
		a.Callback.Settings.ContentType = chosen
		request, err := wire.Build(a)
		if err != nil {
			t.Fatal(err)
		}
		for _, h := range request.Headers {
			if h.Name == "Content-Type" && h.Value != want {
				t.Errorf("%s is sent as %s, want %s", chosen, h.Value, want)
			}
		}
		if begin := map[bool]byte{true: '{', false: '<'}[chosen == "Application/JSON"]; request.Body[0] != begin {
			t.Errorf("%s: the body is %s", chosen, request.Body)
		}
	}
}

func TestDatabaseUpdated(t *testing.T) {
	t.Parallel()
	for name, tt := range map[string]struct{ before, after, want string }{
		"nothing":                    {`{"a":1}`, `{"a":1}`, `{}`},
		"one of two":                 {`{"a":1,"b":2}`, `{"a":1,"b":3}`, `{"b":3}`},
		"order of the new ones":      {`{"a":1,"b":2}`, `{"b":3,"c":4,"a":5}`, `{"b":3,"c":4,"a":5}`},
		"bytes kept":                 {`{"a":"b"}`, `{ "\u0061" : "\u00e9" }`, `{"\u0061" : "\u00e9"}`},
		"escapes and blanks":         {`{"a":"é/","b":[1, 2]}`, `{"a":"\u00e9\/","b":[1,2]}`, `{}`},
		"order of keys within":       {`{"a":{"x":1,"y":2}}`, `{"a":{"y":2,"x":1}}`, `{}`},
		"order of an array":          {`{"a":[1,2]}`, `{"a":[2,1]}`, `{"a":[2,1]}`},
		"form of a number":           {`{"a":1,"b":0,"c":150,"d":0.05}`, `{"a":1.0,"b":-0e5,"c":1.5E+2,"d":5e-2}`, `{}`},
		"sign of a number":           {`{"a":-1}`, `{"a":1}`, `{"a":1}`},
		"last of many digits":        {`{"a":12345678901234567890123}`, `{"a":12345678901234567890124}`, `{"a":12345678901234567890124}`},
		"place of the point":         {`{"a":15}`, `{"a":1.5}`, `{"a":1.5}`},
		"exponent beyond counting":   {`{"a":1e99999999999}`, `{"a":1e99999999998}`, `{"a":1e99999999998}`},
		"number to text":             {`{"a":1}`, `{"a":"1"}`, `{"a":"1"}`},
		"false to null":              {`{"a":false}`, `{"a":null}`, `{"a":null}`},
		"gone":                       {`{"a":1,"\u0062" :2,"c":3}`, `{"a":2}`, `{"a":2,"\u0062" :null,"c":null}`},
		"absent is null":             {`{"a":null}`, `{"b":null}`, `{}`},
		"name twice":                 {`{"a":1,"a":2}`, `{"a":2,"a":1}`, `{"a":1}`},
		"name twice, gone":           {`{"a":1,"a":2}`, `{}`, `{"a":null}`},
		"half an emoji to another":   {`{"a":"\ud83c"}`, `{"a":"\ud83d"}`, `{"a":"\ud83d"}`},
		"names in another case":      {`{"a":1}`, `{"A":1}`, `{"A":1,"a":null}`},
		"object to array":            {`{"a":{}}`, `{"a":[]}`, `{"a":[]}`},
		"more in a nested object":    {`{"a":{"b":1}}`, `{"a":{"b":1,"c":null}}`, `{"a":{"b":1,"c":null}}`},
		"number of huge digits back": {`{"a":1e2147483647}`, `{"a":10e2147483646}`, `{}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := told(t, since(holding(tt.before), change(models.Profile, models.Update, holding(tt.after))))
			if diff := cmp.Diff([]string{tt.before, tt.want}, []string{string(got.Fields), string(got.Updated)}); diff != "" {
				t.Errorf("(-want +got)\n%s", diff)
			}
		})
	}
}

// tale is what the JSON form tells.
type tale struct {
	ID, Profile, Collection             *string
	Fields, Updated, Interests, Missing json.RawMessage
}

func told(t testing.TB, a wire.Attempt) tale {
	t.Helper()
	request, err := wire.Build(a)
	if err != nil {
		t.Fatal(err)
	}
	var got tale
	if err := json.Unmarshal(request.Body, &got); err != nil {
		t.Fatalf("%v: %s", err, request.Body)
	}
	return got
}

func TestDatabaseDataInOtherShapes(t *testing.T) {
	t.Parallel()
	for data, want := range map[string][4]string{ // id, fields, updated, interests
		`{}`:                               {`null`, `{}`, `{}`, `[]`},
		`{"id":"5","name":"x"}`:            {`"5"`, `{"id":"5","name":"x"}`, `{}`, `[]`},
		`{"id":5,"fields":{"a":1}}`:        {`"5"`, `{"a":1}`, `{}`, `[]`},
		`{"id":{},"fields":[]}`:            {`null`, `{"id":{},"fields":[]}`, `{}`, `[]`},
		`{"fields":{"a":1},"interests":9}`: {`null`, `{"a":1}`, `{}`, `[]`},
		`{"interests":["a"],"name":"x"}`:   {`null`, `{"interests":["a"],"name":"x"}`, `{}`, `[]`},
		`{"fields":{},"interests":["a"]}`:  {`null`, `{}`, `{}`, `["a"]`},
	} {
		request, err := wire.Build(change(models.Profile, models.Create, data))
		if err != nil {
			t.Errorf("%s: %v", data, err)
			continue
		}
		written := `{"id":` + want[0] + `,"action":"create","fields":` + want[1] + `,"updated":` + want[2] + `,"interests":` + want[3] + `}`
		if got := string(request.Body); got != written {
			t.Errorf("%s is sent as %s, want %s", data, got, written)
		}
	}
}

func TestDatabaseRefuses(t *testing.T) {
	t.Parallel()
	for name, a := range map[string]wire.Attempt{
		"no data":    change(models.Profile, models.Create, ``),
		"an array":   change(models.Profile, models.Create, `[{}]`),
		"half of it": change(models.Profile, models.Create, `{"fields":{`),
		"no change":  with(change(models.Profile, "", profile), func(a *wire.Attempt) { a.Event.Type = "profile.merged" }),
	} {
		for form, one := range map[string]wire.Attempt{"JSON": a, "XML": inXML(a)} {
			if request, err := wire.Build(one); err == nil {
				t.Errorf("%s, %s: built %s", name, form, request.Body)
			}
		}
	}
}

func FuzzDatabaseJSON(f *testing.F) {
	f.Add(`{"a":1.0,"b":"é"}`, `{"a":1,"b":"\u00e9","c":null}`)
	f.Add(hostileNames, unicode)
	f.Add(unicode, hostileNames)
	f.Fuzz(func(t *testing.T, before, after string) {
		if !isObject(before) || !isObject(after) {
			t.Skip()
		}
		a := since(holding(before), change(models.Profile, models.Update, holding(after)))
		got := told(t, a)
		if string(got.Fields) != trimmed(before) {
			t.Errorf("fields %s, want %s", got.Fields, before)
		}
		if again := told(t, since(holding(after), a)); string(again.Updated) != `{}` {
			t.Errorf("what is as before was changed: %s", again.Updated)
		}
		if made := told(t, change(models.Profile, models.Create, holding(after))); string(made.Fields) != trimmed(after) {
			t.Errorf("fields %s, want %s", made.Fields, after)
		}
		// The fields before, overwritten with those that changed, are the fields now.
		merged, now := object(t, before), object(t, after)
		for key, value := range object(t, string(got.Updated)) {
			merged[key] = value
		}
		for key := range merged {
			if !sameValue(merged[key], now[key]) {
				t.Errorf("%q is %s, told as %s", key, now[key], merged[key])
			}
		}
		for key := range now {
			if !sameValue(merged[key], now[key]) {
				t.Errorf("%q is %s, told as %s", key, now[key], merged[key])
			}
		}
	})
}
