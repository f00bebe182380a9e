package profile_test

import (
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/profile"
)

func TestComparisons(t *testing.T) {
	t.Parallel()
	record := models.Record{
		ID: 7, PublicID: "55", CreatedAt: 1_800_000_000_000, UpdatedAt: 1_800_000_060_000, // 2027-01-15T08:00:00Z
		Data: []byte(`{"id":"55","database":"788","fields":{"Email":"c@d.nl","n":10,"money":24.50,"text":"9","zip":"01234","none":null,"":"",` +
			`"yes":true,"Zo\u00eb \"x\"":"\u00e9<%>\\","tags":["a", {"b":"}"}],"empty":"","id":"field","city":"Lund","City":"Oslo","big":12345678901234567890123},"interests":["Email"]}`),
	}
	for text, want := range map[string]bool{
		"Email==c@d.nl": true, "Email == c@d.nl ": true, "email==c@d.nl": true, "Email==C@d.nl": false, "Email==x": false, "Email!=x": true, "Email<>x": true,
		"Email!=c@d.nl": false, "Email<>c@d.nl": false,
		"n==10": true, "n==10.0": true, "n==1e1": true, "n==11": false, "n!=10.0": false, "n<9": false, "n<11": true, "n>9": true, "n<=10": true, "n>=10": true, "n>10": false,
		"money==24.5": true, "text==9": true, "text==9.0": false, "text<10": true, "text>8.5": true, "zip==1234": false, "zip==01234": true, "n<abc": true, "n>abc": false,
		"big==12345678901234567890123": true, "big==12345678901234567890124": false,
		"none==": true, "none!=x": true, "none<5": false, "none>=0": false, "absent==": true, "absent==x": false, "absent!=x": true, "absent<x": false, "absent=~%": true, "empty==": true,
		"yes==true": true, "yes==1": false, `Zoë "x"==é<%>\`: true, `tags==["a", {"b":"}"}]`: true, "city==Lund": true, "City==Oslo": true, "CITY==Lund": true,
		"Email=~c@%": true, "Email=~%D.NL": true, "Email=~%@%": true, "Email=~c": false, "Email=~C@D.nl": true, "Email=~%c@d.nl%": true, "Email=~c%l%l": false, "Email=~c_d.nl": false,
		"Email!~%x%": true, "Email!~%@%": false, "Email=~": false, "empty=~": true, "Email<d": true, "Email>d": false,
		"id==55": true, "id==field": false, "ID==field": true, "id>=50": true,
		"created==2027-01-15 08:00:00": true, "modified>2027-01-15": true, "modified<2027-01-15T08:00:59Z": false, "Modified<=2027-01-15T10:01:00+02:00": true, "created<2027": false,
	} {
		c, err := profile.ParseComparison(text)
		if err != nil {
			t.Errorf("%s: %v", text, err)
			continue
		}
		if _, ok := (profile.Selection{Comparisons: []profile.Comparison{c}}).Row(record); ok != want {
			t.Errorf("%s: %t", text, ok)
		}
	}
	for text, want := range map[string]string{
		"": "Write it as name==value", "Email": "Write it as", "==x": "Write it as", " =~x": "Write it as", "Email=x": "Did you mean ==?", "Email!x": "Write it as", "Email=!x": "Did you mean",
	} {
		if c, err := profile.ParseComparison(text); err == nil || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: %+v, %v", text, c, err)
		}
	}
}

// FuzzComparison looks for profiles that a filter reads otherwise than they are
// read elsewhere.
func FuzzComparison(f *testing.F) {
	f.Add([]byte(`{"a":1,"b":{"c":[null,"}"]},"\u00e9":"\\\"","d":-1.5e3 , "e":true}`), "a")
	f.Add([]byte(`{"\ud800":"x","":[]}`), "")
	f.Fuzz(func(t *testing.T, body []byte, name string) {
		given, err := profile.Read(body)
		if err != nil {
			return
		}
		stored, problems := profile.Data{ID: "1", Database: "2"}.Apply(given)
		if len(problems) > 0 {
			return
		}
		record := models.Record{PublicID: "1", Data: stored.JSON()}
		for _, field := range stored.Fields {
			if field.Name == "id" || strings.ContainsAny(field.Name, "=!<>") || strings.TrimSpace(field.Name) != field.Name || strings.ContainsRune(field.Name, '\ufffd') {
				continue
			}
			c, err := profile.ParseComparison(field.Name + "==" + string(field.Value))
			if err != nil || strings.HasPrefix(string(field.Value), `"`) || string(field.Value) == "null" {
				continue
			}
			if _, ok := (profile.Selection{Comparisons: []profile.Comparison{c}}).Row(record); !ok {
				t.Errorf("%q==%s does not find %s", field.Name, field.Value, record.Data)
			}
		}
		c, err := profile.ParseComparison(name + "==x")
		if err == nil {
			profile.Selection{Comparisons: []profile.Comparison{c}, OrderBy: name}.Row(record)
		}
	})
}
