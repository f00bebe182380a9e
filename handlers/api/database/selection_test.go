package database_test

import (
	"fmt"
	"strings"
	"testing"
)

func TestFilters(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	names := map[string]string{}
	for _, fields := range []string{
		`"name":"a","email":"a@d.nl","age":34`, `"name":"b","email":"b@d.nl","age":9,"code":"50% & + é"`, `"name":"c","email":"c@e.nl"`, `"name":"d","email":"c@d.nl","age":"20"`,
	} {
		names[f.create("/database/DB/profiles", `{"fields":{`+fields+`},"interests":[]}`)] = fields[len(`"name":"`) : len(`"name":"`)+1]
	}
	id := ""
	for public, name := range names {
		if name == "c" {
			id = public
		}
	}
	for query, want := range map[string]string{
		"":                                 "abcd/4",
		"fields[]=email==c@d.nl":           "d/1",
		"fields[]=Email==c@d.nl&limit=1":   "d/1",
		"fields%5B%5D=email%3D%3Dc%40d.nl": "d/1",
		"fields[0]=email=~%25d.nl&fields[1]=age>10": "ad/2",
		"fields=age<21":                              "bd/2",
		"fields[]=age!=9":                            "acd/3",
		"fields[]=age<>9&limit=2":                    "ac/3",
		"fields[]=age<>9&start=1&limit=1":            "c/3",
		"fields[]=nobody==x":                         "/0",
		"fields[]=code==50%25+%26+%2B+%C3%A9":        "b/1",
		"fields[]=id==" + id:                         "c/1",
		"fields[]=id==" + id + "&fields[]=name==a":   "/0",
		"orderby=age":                                "cbda/4",
		"orderby=age&order=desc&limit=2":             "ad/4",
		"order=DESC":                                 "dcba/4",
		"order=descending&orderby=id":                "dcba/4",
		"order=asc":                                  "abcd/4",
		"orderby=name&order=desc&fields[]=age>1":     "dba/3",
		"fields[]=age>1&total=false":                 "abd/-",
		"fields[]=age>1&total=false&limit=1&start=1": "b/-",
		"orderby=&order=":                            "abcd/4",
	} {
		body := f.call("GET", "/v2/database/DB/profiles?"+query, "").Body
		got, total := "", "-"
		for rest := body; ; {
			_, after, ok := strings.Cut(rest, `"ID":"`)
			if !ok {
				break
			}
			public, more, _ := strings.Cut(after, `"`)
			got, rest = got+names[public], more
		}
		if _, after, ok := strings.Cut(body, `"total":`); ok {
			total, _, _ = strings.Cut(after, ",")
		}
		if got+"/"+total != want {
			t.Errorf("%s: %s/%s, want %s: %s", query, got, total, want, body)
		}
	}
}

// TestParametersThatCannotBeHonoured asks for what no list can do: the whole
// list in its place would be taken for what was asked.
func TestParametersThatCannotBeHonoured(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	profile := f.create("/database/DB/profiles", `{"a":1}`)
	lists := []string{"/database/DB/profiles", "/profile/" + profile + "/subprofiles/COLL"}
	for query, want := range map[string]string{
		"fields[]=a":                         "Invalid fields. “a” cannot be read. Write it as name==value, with one of ==, !=, <>, <, >, <=, >=, =~ and !~",
		"fields[]=":                          "Invalid fields. “” cannot be read. Write it as name==value, with one of ==, !=, <>, <, >, <=, >=, =~ and !~",
		"fields[]=a=1":                       "Invalid fields. “a=1” cannot be read. Did you mean ==?",
		"fields[a]=1":                        "Invalid fields. Write fields[]=name==value",
		"fields[]=a==5%":                     "Invalid query. It must be escaped: % as %25, ; as %3B",
		"fields[]=a==%ff":                    "Invalid query. It must be escaped: % as %25, ; as %3B",
		"fields[]=a==1;2":                    "Invalid query. It must be escaped: % as %25, ; as %3B",
		"limit=1&limit=2":                    "Invalid limit. It takes one value",
		"orderby=a&orderby=b":                "Invalid orderby. It takes one value",
		"order=up":                           "Invalid order. It must be asc or desc",
		"total=perhaps":                      "Invalid total. It must be true or false",
		"limit=x":                            "Invalid limit. It must be a whole number",
		strings.Repeat("fields[]=a==1&", 21): "Invalid fields. There can be at most 20 filters",
	} {
		for _, list := range lists {
			f.refuses(f.call("GET", list+"?"+query, ""), want)
		}
	}
	for _, list := range []string{"/database/DB/callbacks", "/collection/COLL/callbacks"} {
		for query, name := range map[string]string{"fields[]=url==x": "fields", "fields=url==x": "fields", "orderby=url": "orderby", "order=desc": "order"} {
			f.refuses(f.call("GET", list+"?"+query, ""), fmt.Sprintf("Invalid %s. This list cannot be filtered or sorted", name))
		}
		f.refuses(f.call("GET", list+"?total=x", ""), "Invalid total. It must be true or false")
		f.refuses(f.call("GET", list+"?limit=1&x=%", ""), "Invalid query. It must be escaped: % as %25, ; as %3B")
	}
}
