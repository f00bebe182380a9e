package database_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store/storetest"
)

// TestSeedSamples asks for what the published document shows.
func TestSeedSamples(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	first := f.create("/collection/COLL/callbacks", `{"url":"https://crm.example/a","action":"create"}`)
	f.create("/collection/COLL/callbacks", `{"start":0,"limit":1,"total":1,"data":[{"ID":"8","url":"http:\/\/crm.example\/callback.php",`+
		`"expression":"","method":"json","action":"update","database":"788"}]}`)
	f.want(f.call("GET", "/collection/COLL/callbacks?limit=1", ""), 200, `{"start":0,"limit":"1","count":1,"total":2,"data":[`+
		`{"ID":"`+first+`","url":"https://crm.example/a","expression":"","method":"json","action":"create","collection":"COLL","database":0}]}`)
	f.want(f.call("GET", "/database/DB/callbacks", ""), 200, `{"start":0,"limit":100,"count":0,"total":0,"data":[]}`)
	got := f.call("GET", "/collection/COLL/callbacks?start=1&total=false", "")
	if !strings.HasPrefix(got.Body, `{"start":"1","limit":100,"count":1,"data":[{"ID":"`) ||
		!strings.Contains(got.Body, `"url":"http://crm.example/callback.php","expression":"","method":"json","action":"update","collection":"`+f.collection.PublicID+`","database":0}`) {
		t.Error(got.Body)
	}
}

// TestBodies registers a callback with each form of body, and reads it.
func TestBodies(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const usual = `"url":"https://crm.example/x","expression":"","method":"json","action":"all"`
	for name, tt := range map[string]struct{ body, want string }{
		"url alone":          {`{"url":"https://crm.example/x"}`, usual},
		"all there is":       {`{"url":"https://crm.example/x","expression":"age > 3","method":"xml","action":"delete"}`, `"url":"https://crm.example/x","expression":"age > 3","method":"xml","action":"delete"`},
		"Method":             {`{"url":"https://crm.example/x","Method":"xml"}`, `"url":"https://crm.example/x","expression":"","method":"xml","action":"all"`},
		"method and Method":  {`{"url":"https://crm.example/x","Method":"xml","method":"json"}`, usual},
		"any case":           {`{"url":"https://crm.example/x","method":"XML","action":"Update"}`, `"url":"https://crm.example/x","expression":"","method":"xml","action":"update"`},
		"two actions":        {`{"url":"https://crm.example/x","action":"update, create"}`, `"url":"https://crm.example/x","expression":"","method":"json","action":"create,update"`},
		"three actions":      {`{"url":"https://crm.example/x","action":"create,update,delete"}`, usual},
		"nulls":              {`{"url":"https://crm.example/x","expression":null,"method":null,"action":null}`, usual},
		"ids of others":      {`{"ID":8,"url":"https://crm.example/x","database":"1","collection":["2"],"id":{}}`, usual},
		"unknown fields":     {`{"url":"https://crm.example/x","data":"x","total":{}}`, usual},
		"list of one":        {`{"data":[{"url":"https://crm.example/x"}]}`, usual},
		"list with its like": {`{"url":"https://no.example","start":0,"limit":1,"count":1,"total":1,"data":[ {"url":"https://crm.example/x"} ]}`, usual},
		"form":               {`url=https%3A%2F%2Fcrm.example%2Fx&expression=a+%26%26+b&method=xml&action=create&`, `"url":"https://crm.example/x","expression":"a && b","method":"xml","action":"create"`},
		"form of a list":     {`start=0&data[0][url]=https%3A%2F%2Fcrm.example%2Fx&data[0][action]=update`, `"url":"https://crm.example/x","expression":"","method":"json","action":"update"`},
		"plain url":          {`{"url":"https://crm.example/%61?a=b%26c"}`, `"url":"https://crm.example/%61?a=b%26c","expression":"","method":"json","action":"all"`},
		"blanks around":      {`{"url":" https://crm.example/x\n"}`, usual},
	} {
		t.Run(name, func(t *testing.T) {
			id := f.create("/database/DB/callbacks", tt.body)
			f.want(f.call("GET", "/callback/"+id, ""), 200, `{"ID":"`+id+`",`+tt.want+`,"collection":0,"database":"DB"}`)
		})
	}
}

func TestRefusals(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	callback := f.create("/database/DB/callbacks", `{"url":"https://crm.example/x","expression":"kept"}`)
	before := f.call("GET", "/callback/"+callback, "").Body
	for body, want := range map[string]string{
		`{"url":""}`:                        "Invalid url",
		`{"url":null}`:                      "Invalid url",
		`{"url":["https://crm.example"]}`:   "Invalid url",
		`{"url":"crm.example"}`:             "Invalid url",
		`{"url":"ftp://crm.example"}`:       "Invalid url",
		`{"url":"http://10.0.0.7/x"}`:       "Invalid url",
		`{"url":"https://u:p@crm.example"}`: "Invalid url",
		`{"url":"https://crm.example/` + strings.Repeat("x", 1024) + `"}`:                "Invalid url",
		`{"url":"https://crm.example","expression":"age > ((3"}`:                         "Invalid expression",
		`{"url":"https://crm.example","expression":7}`:                                   "Invalid expression",
		`{"url":"https://crm.example","expression":"` + strings.Repeat("1", 4001) + `"}`: "Invalid expression",
		`{"url":"https://crm.example","action":"insert"}`:                                "Invalid action. It must be all, create, update or delete",
		`{"url":"https://crm.example","action":"create,all"}`:                            "Invalid action. It must be all, create, update or delete",
		`{"url":"https://crm.example","action":1}`:                                       "Invalid action. It must be a string",
		`{"url":"https://crm.example","method":"get"}`:                                   "Invalid method. It must be json or xml",
		`{"url":"https://crm.example","Method":{}}`:                                      "Invalid Method. It must be a string",
		`{"data":[]}`:           "Invalid data. It must hold exactly one callback",
		`{"data":[{},{}]}`:      "Invalid data. It must hold exactly one callback",
		`{"data":["x"]}`:        "Invalid data. It must hold an object",
		`{"url":"a","url":"b"}`: "Invalid body. The body must not name url twice",
		`{"url":`:               "Invalid body. The body is not valid JSON. Line 1, column 8: the end where a value should be",
		"{\"url\":\"\xff\"}":    "Invalid body. The body must be UTF-8. Line 1, column 9: the byte FF where a character should be",
		`url=%zz`:               "Invalid body. The body is not a valid form",
		`url=%ff`:               "Invalid body. The body must be UTF-8",
		`url=a&url=b`:           "Invalid body. The body must not name url twice",
	} {
		f.refuses(f.call("POST", "/database/DB/callbacks", body), want)
		f.refuses(f.call("PUT", "/callback/"+callback, body), want)
	}
	f.refuses(f.call("POST", "/database/DB/callbacks", `{}`), "Invalid url")
	f.refuses(f.call("POST", "/database/DB/callbacks", `{"data":[[]]}`), "Invalid url")
	f.refuses(f.call("POST", "/database/DB/callbacks", ``), "Invalid body. The body must be a JSON object. Line 1, column 1: the end where ‘{’ should be")
	f.want(f.call("GET", "/callback/"+callback, ""), 200, before)
	for query, want := range map[string]string{
		"limit=x": "Invalid limit. It must be a whole number", "limit=-1": "Invalid limit. It must be a whole number",
		"start=1.5": "Invalid start. It must be a whole number", "start=99999999999999999999": "Invalid start. It must be a whole number",
	} {
		f.refuses(f.call("GET", "/database/DB/callbacks?"+query, ""), want)
	}
	long := f.call("POST", "/database/DB/callbacks", `{"url":"`+strings.Repeat("x", 1<<20)+`"}`)
	f.want(long, http.StatusRequestEntityTooLarge, `{"error":{"message":"Invalid body. The body must be 1 MiB or smaller"}}`)
}

func TestUpdateAndDelete(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.create("/collection/COLL/callbacks", `{"url":"https://crm.example/x","method":"xml","action":"delete","expression":"total > 5"}`)
	want := func(fields string) {
		t.Helper()
		f.want(f.call("GET", "/callback/"+id, ""), 200, `{"ID":"`+id+`",`+fields+`,"collection":"COLL","database":0}`)
	}
	for _, step := range []struct{ method, body, want string }{
		{"PUT", `{"url":"https://crm.example/y"}`, `"url":"https://crm.example/y","expression":"total > 5","method":"xml","action":"delete"`},
		{"POST", `action=all`, `"url":"https://crm.example/y","expression":"total > 5","method":"xml","action":"all"`},
		{"POST", `{"data":[{"ID":"9","collection":"1","database":"2","expression":"","Method":"json"}]}`, `"url":"https://crm.example/y","expression":"","method":"json","action":"all"`},
		{"PUT", `{}`, `"url":"https://crm.example/y","expression":"","method":"json","action":"all"`},
	} {
		got := f.call(step.method, "/callback/"+id, step.body)
		if f.want(got, http.StatusSeeOther, ""); got.Header.Get("Location") != "/callback/"+id {
			t.Errorf("Location: %s", got.Header.Get("Location"))
		}
		want(step.want)
	}
	got := f.call("DELETE", "/callback/"+id, "")
	if f.want(got, 200, ""); got.Header.Get("X-Deleted") != "callback "+id {
		t.Errorf("X-Deleted: %s", got.Header.Get("X-Deleted"))
	}
	for _, method := range []string{"GET", "POST", "PUT", "DELETE"} {
		f.refuses(f.call(method, "/callback/"+id, `{}`), "No callback with supplied ID")
	}
	f.want(f.call("GET", "/collection/COLL/callbacks", ""), 200, `{"start":0,"limit":100,"count":0,"total":0,"data":[]}`)
}

// One that ended in its first minute starts and ends at once, which no dates
// that are given may.
func TestUpdateAfterTheEnd(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.create("/database/DB/callbacks", `{"url":"https://crm.example/x"}`)
	if _, err := f.Store.EndCallback(t.Context(), storetest.Access(), id, false); err != nil {
		t.Fatal(err)
	}
	f.refuses(f.call("PUT", "/callback/"+id, `{"url":"https://crm.example/y"}`), "Callback "+id+" has ended")
}

// TestWhatIsChosenElsewhere reads and changes a callback with options that
// this API does not know: they stay.
func TestWhatIsChosenElsewhere(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	c := models.Callback{
		Kind: models.KindDatabase, CompanyID: f.Company.ID, DatabaseRefID: f.database.ID, IsActive: true, URL: "https://crm.example/x", Name: "CRM",
		Types: []models.CallbackType{{Type: "profile.*"}}, Secrets: models.Secrets{Password: "hunter2"},
		Settings: models.Settings{ContentType: "TEXT/XML", User: "crm", Timeout: 7, Actions: []models.Action{models.Create, models.Delete}},
	}
	if err := f.Store.CreateCallback(t.Context(), storetest.Access(), &c); err != nil {
		t.Fatal(err)
	}
	f.want(f.call("GET", "/callback/"+c.PublicID, ""), 200, `{"ID":"`+c.PublicID+`","url":"https://crm.example/x","expression":"",`+
		`"method":"xml","action":"create,delete","collection":0,"database":"DB"}`)
	if got := f.call("PUT", "/callback/"+c.PublicID, `{"method":"xml","action":"create,delete","expression":"true"}`); got.Status != http.StatusSeeOther {
		t.Fatal(got)
	}
	after, err := f.Store.CallbackWithSecrets(t.Context(), models.Everything, c.PublicID)
	if err != nil || after.Version != 2 || after.Settings.ContentType != "TEXT/XML" || after.Settings.Timeout != 7 || after.Name != "CRM" ||
		after.Secrets.Password != "hunter2" || after.Settings.Condition != "true" || len(after.Settings.Actions) != 2 {
		t.Errorf("%+v, %v", after, err)
	}
}

func TestParts(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	var ids []string
	for i := range 5 {
		ids = append(ids, f.create("/database/DB/callbacks", fmt.Sprintf(`{"url":"https://crm.example/%d"}`, i)))
	}
	for query, want := range map[string]struct {
		head string
		ids  []string
	}{
		"":                         {`{"start":0,"limit":100,"count":5,"total":5,"data":[`, ids},
		"limit=2":                  {`{"start":0,"limit":"2","count":2,"total":5,"data":[`, ids[:2]},
		"limit=2&start=3":          {`{"start":"3","limit":"2","count":2,"total":5,"data":[`, ids[3:]},
		"start=5":                  {`{"start":"5","limit":100,"count":0,"total":5,"data":[]`, nil},
		"start=2147483647&limit=1": {`{"start":"2147483647","limit":"1","count":0,"total":5,"data":[]`, nil},
		"limit=0":                  {`{"start":0,"limit":"0","count":0,"total":5,"data":[]`, nil},
		"limit=5000":               {`{"start":0,"limit":"1000","count":5,"total":5,"data":[`, ids},
		"limit=&start=":            {`{"start":0,"limit":100,"count":5,"total":5,"data":[`, ids},
		"total=False&limit=1":      {`{"start":0,"limit":"1","count":1,"data":[`, ids[:1]},
		"total=true&limit=1":       {`{"start":0,"limit":"1","count":1,"total":5,"data":[`, ids[:1]},
	} {
		got := f.call("GET", "/database/DB/callbacks?"+query, "")
		if !strings.HasPrefix(got.Body, want.head) || strings.Count(got.Body, `"ID"`) != len(want.ids) {
			t.Errorf("%s: %s", query, got.Body)
		}
		for _, id := range want.ids {
			if !strings.Contains(got.Body, `"ID":"`+id+`"`) {
				t.Errorf("%s: %s is missing", query, id)
			}
		}
	}
}

// TestDatabaseAway looks at what is no fault of the caller: the same form, but
// a status that says to try again.
func TestDatabaseAway(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.create("/database/DB/profiles", `{"name":"Ines"}`)
	f.Publisher.Errs = []error{models.ErrAway, fmt.Errorf("boom: secret"), models.ErrConflict, nil, context.DeadlineExceeded}
	away := f.call("POST", "/database/DB/profiles", `{}`)
	f.want(away, 503, `{"error":{"message":"Callboard cannot reach its database. Try again in a few seconds"}}`)
	if away.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	if got := f.call("POST", "/database/DB/profiles", `{}`); got.Status != 500 || strings.Contains(got.Body, "secret") ||
		!strings.HasPrefix(got.Body, `{"error":{"message":"Something went wrong on our side. Reference `) {
		t.Errorf("%d %s", got.Status, got.Body)
	}
	busy := f.call("POST", "/database/DB/callbacks", `{"url":"https://crm.example","expression":"busy"}`)
	f.want(busy, 503, `{"error":{"message":"The condition could not be checked just now. Try again in a few seconds"}}`)
	if busy.Header.Get("Retry-After") == "" {
		t.Error("no Retry-After")
	}
	f.refuses(f.call("POST", "/database/DB/callbacks", `{"url":"ftp://crm.example","expression":"busy"}`), "Invalid url")
	f.want(f.call("PUT", "/profile/"+id, `{"name":"Zoë"}`), 303, "") // after one that was overtaken
	f.want(f.call("DELETE", "/profile/"+id, ""), 503, away.Body)
}

// The stored sign-in is not sent to another host; this API has no member for it.
func TestMovedDestination(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	id := f.create("/database/DB/callbacks", `{"url":"https://crm.example/x"}`)
	c, err := f.Store.Callback(t.Context(), models.Everything, id)
	if err != nil {
		t.Fatal(err)
	}
	c.Settings.User, c.Secrets.Password = "crm", "hunter2"
	if err := f.Store.UpdateCallback(t.Context(), storetest.Access(), &c); err != nil {
		t.Fatal(err)
	}
	f.refuses(f.call("PUT", "/callback/"+id, `{"url":"https://evil.example/x"}`),
		"Invalid url. It leads to another host, port or scheme, to which the stored sign-in and secret headers are not sent. "+
			"Change it in the console or with PATCH /api/v1/callbacks/{callback}, and give them again")
	f.want(f.call("PUT", "/callback/"+id, `{"url":"https://crm.example/y"}`), 303, "")
}

func TestPackedBody(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	path := "/database/" + f.database.PublicID + "/callbacks"
	const refused = `{"error":{"message":"Invalid body. The body must be packed with gzip, once, or not at all"}}`
	f.CallPacked("POST", path, "url=x", "br").Want(t, 415, refused)
	if got := f.CallPacked("POST", path, "\ufeff"+`{"url":"https://crm.example/in"}`, "gzip"); got.Status != 201 {
		t.Errorf("%d %s", got.Status, got.Body)
	}
}

// A form may begin with the mark too.
func TestMarkBeforeAForm(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	r := httptest.NewRequestWithContext(t.Context(), "POST", "/database/"+f.database.PublicID+"/callbacks", strings.NewReader("\ufeffurl=https%3A%2F%2Fcrm.example"))
	r.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	f.SetKey(r, f.Key)
	if got := f.Send(r); got.Status != 201 {
		t.Errorf("%d %s", got.Status, got.Body)
	}
}
