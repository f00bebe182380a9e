package e2e

import (
	"net/http"
	"strings"
	"testing"
)

// TestConformance004 asks for what seed 004 says of database callbacks, in its
// order, and then for what SPEC adds to it.
func TestConformance004(t *testing.T) { conform(t, "004") }

// The samples, with the braces that the document has lost.
const (
	output004 = `{
    "start": 0,
    "limit": "1",
    "total": 2,
    "data": [
        {
            "ID": "21",
            "url": "",
            "expression": "",
            "method": "json",
            "action": "create",
            "collection": "8550",
            "database": 0
        }
    ]
}`
	message004 = `{
    "start": 0,
    "limit": 1,
    "total": 1,
    "data": [{
        "ID": "8",
        "url": "http:\/\/\/callback.php",
        "expression": "",
        "method": "json",
        "action": "update",
        "database": "788"
    }]
}`
)

var trials004 = []trial{
	{"an HTTP POST request is sent with a JSON message: the profile that was created, updated or deleted", func(s *scene) {
		m := s.members()
		m.watch("/database/"+m.database+"/callbacks", "/200/in", "json", "all")
		id := m.live()
		got := s.rc.wait("/200/in", 3)
		for i, want := range []string{
			`{"id":"ID","action":"create","fields":{"city":"Lund","age":34.0,"note":"<&>"},"updated":{},"interests":["football"]}`,
			`{"id":"ID","action":"update","fields":{"city":"Lund","age":34.0,"note":"<&>"},"updated":{"city":"Delft","vip":true},"interests":["football"]}`,
			`{"id":"ID","action":"delete","fields":{"city":"Delft","age":34.0,"note":"<&>","vip":true},"updated":{},"interests":["football"]}`,
		} {
			m.got(got[i], "application/json", strings.Replace(want, "ID", id, 1))
		}
	}},
	{"an HTTP POST request is sent with an XML message: the profile that was created, updated or deleted", func(s *scene) {
		m := s.members()
		m.watch("/database/"+m.database+"/callbacks", "/200/in", "xml", "all")
		id := m.live()
		got := s.rc.wait("/200/in", 3)
		for i, want := range []string{
			`<action>create</action><fields><city>Lund</city><age>34.0</age><note>&lt;&amp;&gt;</note></fields><updated/>`,
			`<action>update</action><fields><city>Lund</city><age>34.0</age><note>&lt;&amp;&gt;</note></fields><updated><city>Delft</city><vip>true</vip></updated>`,
			`<action>delete</action><fields><city>Delft</city><age>34.0</age><note>&lt;&amp;&gt;</note><vip>true</vip></fields><updated/>`,
		} {
			m.got(got[i], "text/xml; charset=utf-8", `<?xml version="1.0" encoding="UTF-8"?>`+"\n<profile><id>"+id+"</id>"+want+
				"<interests><interest>football</interest></interests></profile>")
		}
	}},
	{"callbacks of a collection tell of its subprofiles", func(s *scene) {
		m := s.members()
		m.watch("/collection/"+m.collection+"/callbacks", "/200/json", "json", "all")
		m.watch("/collection/"+m.collection+"/callbacks", "/200/xml", "xml", "create")
		profile := m.create("/database/"+m.database+"/profiles", `{"city":"Lund"}`)
		id := m.create("/profile/"+profile+"/subprofiles/"+m.collection, `{"total":24.50}`)
		m.arrived()
		m.empty(m.call("PUT", "/subprofile/"+id, `{"total":30}`), http.StatusSeeOther, "/subprofile/"+id)
		m.arrived()
		m.empty(m.call("DELETE", "/profile/"+profile, ""), http.StatusOK, "")
		head := `{"id":"` + id + `","profile":"` + profile + `","collection":"` + m.collection + `","action":`
		got := s.rc.wait("/200/json", 3)
		m.got(got[0], "application/json", head+`"create","fields":{"total":24.50},"updated":{}}`)
		m.got(got[1], "application/json", head+`"update","fields":{"total":24.50},"updated":{"total":30}}`)
		m.got(got[2], "application/json", head+`"delete","fields":{"total":30},"updated":{}}`)
		m.got(s.rc.wait("/200/xml", 1)[0], "text/xml; charset=utf-8", `<?xml version="1.0" encoding="UTF-8"?>`+"\n<subprofile><id>"+id+"</id><profile>"+profile+
			"</profile><collection>"+m.collection+"</collection><action>create</action><fields><total>24.50</total></fields><updated/></subprofile>")
	}},
	{"Request url: $databaseID/callbacks takes GET and POST", func(s *scene) {
		m := s.members()
		for i, path := range m.names("/database/" + m.database + "/callbacks") {
			id := m.create(path, `{"url":"`+s.rc.url+`/200/in"}`)
			for _, one := range m.names("/callback/" + id) {
				m.is(m.call("GET", one, ""), 200, m.entity(id, "/200/in"))
			}
			m.has(m.call("GET", path, ""), `"total":`+string(rune('1'+i)))
		}
	}},
	{"Callback data: ID is the callback identifier", func(s *scene) {
		m := s.members()
		id := m.watch("/database/"+m.database+"/callbacks", "/200/in", "json", "all")
		m.is(m.call("GET", "/callback/"+id, ""), 200, m.entity(id, "/200/in"))
		m.deletes("callback", id)
		m.refuses(m.call("GET", "/callback/"+id, ""), "No callback with supplied ID")
	}},
	{"Callback data: url is the actual callback url, plain", func(s *scene) {
		m := s.members()
		id := m.create("/database/"+m.database+"/callbacks", `{"url":"`+s.rc.url+`/200/in?a=b%26c&d=%61"}`)
		m.has(m.call("GET", "/callback/"+id, ""), `"url":"`+s.rc.url+`/200/in?a=b%26c&d=%61"`)
		for _, url := range []string{"", "crm.example", "ftp://crm.example", "http://10.0.0.7/in", "http://[::1]/in"} {
			m.refuses(m.call("POST", "/database/"+m.database+"/callbacks", `{"url":"`+url+`"}`), "Invalid url")
			m.refuses(m.call("PUT", "/callback/"+id, `{"url":"`+url+`"}`), "Invalid url")
		}
	}},
	{"Callback data: expression is a Javascript condition", func(s *scene) { s.members().conditions() }},
	{"Callback data: action filters all, create, update or delete", func(s *scene) {
		m := s.members()
		for _, action := range []string{"all", "create", "update", "delete"} {
			id := m.watch("/database/"+m.database+"/callbacks", "/200/"+action, "json", action)
			m.has(m.call("GET", "/callback/"+id, ""), `"action":"`+action+`"`)
		}
		m.live()
		for action, n := range map[string]int{"all": 3, "create": 1, "update": 1, "delete": 1} {
			for i, got := range s.rc.wait("/200/"+action, n) {
				if !strings.Contains(got.body, `"action":"`+[]string{"create", "update", "delete"}[i]+`"`) && n == 3 || n == 1 && !strings.Contains(got.body, `"action":"`+action+`"`) {
					s.Errorf("a callback for %s got %s", action, got.body)
				}
			}
		}
		if rows := s.deliveries("not_sent"); len(rows) != 6 {
			s.Errorf("%d rows say what was not sent", len(rows))
		}
		m.refuses(m.call("POST", "/database/"+m.database+"/callbacks", `{"url":"http://crm.example","action":"insert"}`), "Invalid action. It must be all, create, update or delete")
	}},
	{"Callback data: Method is xml or json", func(s *scene) {
		m := s.members()
		for _, name := range []string{"Method", "method"} {
			id := m.create("/database/"+m.database+"/callbacks", `{"url":"`+s.rc.url+`/200/in","`+name+`":"xml"}`)
			m.has(m.call("GET", "/callback/"+id, ""), `"method":"xml"`)
			m.empty(m.call("PUT", "/callback/"+id, `{"`+name+`":"json"}`), http.StatusSeeOther, "/callback/"+id)
			m.has(m.call("GET", "/callback/"+id, ""), `"method":"json"`)
		}
	}},
	{"Callback data: the collection or the database that is bound to this callback", func(s *scene) {
		m := s.members()
		id := m.watch("/database/"+m.database+"/callbacks", "/200/database", "json", "all")
		m.has(m.call("GET", "/callback/"+id, ""), `"collection":0,"database":"`+m.database+`"`)
		id = m.watch("/collection/"+m.collection+"/callbacks", "/200/collection", "json", "all")
		m.has(m.call("GET", "/callback/"+id, ""), `"collection":"`+m.collection+`","database":0`)
		profile := m.create("/database/"+m.database+"/profiles", `{}`)
		m.create("/profile/"+profile+"/subprofiles/"+m.collection, `{}`)
		m.create("/database/"+s.members().database+"/profiles", `{}`) // of no concern to either
		s.rc.wait("/200/database", 1)
		s.rc.wait("/200/collection", 1)
		until(s.T, "the two are delivered", func() bool { return len(s.deliveries("delivered")) == 2 })
		if n := len(s.rc.at("/200/")); n != 2 {
			s.Errorf("%d requests", n)
		}
	}},
	{"GET Request: the example output", func(s *scene) {
		m := s.members()
		id := m.watch("/collection/"+m.collection+"/callbacks", "/200/in", "json", "create")
		m.watch("/collection/"+m.collection+"/callbacks", "/200/in", "json", "all")
		sample := s.with(output004, `"total"`, `"count": 1, "total"`, `"21"`, `"`+id+`"`, `"url": ""`, `"url": "`+s.rc.url+`/200/in"`, `"8550"`, `"`+m.collection+`"`)
		s.is(m.call("GET", "/collection/"+m.collection+"/callbacks?limit=1", ""), 200, sample)
	}},
	{"GET Request: limit and start say which callbacks are retrieved", func(s *scene) {
		m := s.members()
		path := "/database/" + m.database + "/callbacks"
		first, second := m.watch(path, "/200/a", "json", "all"), m.watch(path, "/200/b", "json", "all")
		for query, want := range map[string]string{
			"":                     `{"start":0,"limit":100,"count":2,"total":2,"data":[` + m.entity(first, "/200/a") + `,` + m.entity(second, "/200/b") + `]}`,
			"?start=1":             `{"start":"1","limit":100,"count":1,"total":2,"data":[` + m.entity(second, "/200/b") + `]}`,
			"?limit=1&total=false": `{"start":0,"limit":"1","count":1,"data":[` + m.entity(first, "/200/a") + `]}`,
			"?start=2":             `{"start":"2","limit":100,"count":0,"total":2,"data":[]}`,
			"?limit=1001":          `{"start":0,"limit":"1000","count":2,"total":2,"data":[` + m.entity(first, "/200/a") + `,` + m.entity(second, "/200/b") + `]}`,
		} {
			s.is(m.call("GET", path+query, ""), 200, want)
		}
	}},
	{"POST Request: the example message", func(s *scene) {
		m := s.members()
		id := m.create("/collection/"+m.collection+"/callbacks", s.with(message004, `http:\/\/\/callback.php`, strings.ReplaceAll(s.rc.url, "/", `\/`)+`\/200\/in`))
		s.is(m.call("GET", "/callback/"+id, ""), 200, s.with(m.entity(id, "/200/in"), `"all"`, `"update"`, `"collection":0`, `"collection":"`+m.collection+`"`,
			`"database":"`+m.database+`"`, `"database":0`))
		m.refuses(m.call("POST", "/collection/"+m.collection+"/callbacks", s.with(message004, "}]", "},{}]")), "Invalid data. It must hold exactly one callback")
	}},
	{"POST Request: only the actual callback URL is mandatory", func(s *scene) {
		m := s.members()
		id := m.create("/database/"+m.database+"/callbacks", `{"url":"`+s.rc.url+`/200/in"}`)
		s.is(m.call("GET", "/callback/"+id, ""), 200, m.entity(id, "/200/in"))
		id = m.create("/database/"+m.database+"/callbacks", "url="+strings.ReplaceAll(s.rc.url, "/", "%2F")+"/200/form")
		s.is(m.call("GET", "/callback/"+id, ""), 200, m.entity(id, "/200/form"))
		m.refuses(m.call("POST", "/database/"+m.database+"/callbacks", `{"action":"all"}`), "Invalid url")
	}},
	{"POST Request: update information about the callback, whose identifier is already in the URL", func(s *scene) {
		m := s.members()
		id := m.watch("/database/"+m.database+"/callbacks", "/200/in", "json", "all")
		m.empty(m.call("POST", "/callback/"+id, `{"action":"delete"}`), http.StatusSeeOther, "/callback/"+id)
		m.empty(m.call("PUT", "/callback/"+id, `{"ID":"8","database":"788","collection":"8550"}`), http.StatusSeeOther, "/callback/"+id)
		s.is(m.call("GET", "/callback/"+id, ""), 200, s.with(m.entity(id, "/200/in"), `"all"`, `"delete"`))
	}},
	{"errors are 400 with a message", func(s *scene) { s.members().errors() }},
	{"access_token in the query, or a bearer token", func(s *scene) {
		m := s.members()
		path := "/database/" + m.database + "/callbacks"
		if got := s.key.call("GET", path, ""); got.code != 200 {
			s.Errorf("a bearer token is answered %d %s", got.code, got.body)
		}
		for _, token := range []string{"", "?access_token=", "?access_token=cb_wrong"} {
			m.refuses(m.bare("GET", path+token, ""), "Invalid access token")
		}
	}},
	{"4 attempts, 5 minutes apart; deleting the callback cancels what waits", func(s *scene) { s.members().retries() }},
	{"profiles and subprofiles: created, read, listed, changed and deleted", func(s *scene) { s.members().records() }},
}
