package database

import (
	"encoding/json"
	"net/http"
	"net/http/httptest"
	"net/url"
	"strings"
	"testing"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/profile"
)

// FuzzBody reads any bytes as a callback and as a profile, in every form of
// body. Whatever they are, the answer is JSON, and never a fault of ours.
func FuzzBody(f *testing.F) {
	for _, body := range []string{
		`{"start":0,"limit":1,"total":1,"data":[{"ID":"8","url":"http:\/\/crm.example\/callback.php","expression":"","method":"json","action":"update","database":"788"}]}`,
		`{"url":"https://crm.example","Method":"xml","action":"create, delete"}`, `{"data":[null],"method":[],"action":",,"}`, `{"data":[{}`,
		`{"fields":{"a":1.50,"b":{"c":[null]}},"interests":["x","x",""]}`, `{"fields":{"\ud800":1},"interests":[null]}`, `{"interests":[]}`,
		`url=https%3A%2F%2Fcrm.example&expression=a+b&&=&=x&x`, "a=%zz", "a=%ff",
		`fields[a]=1&fields[b][]=2&interests[]=x&interests[y]=1&data[0][url]=https://crm.example`, `a[]=1&a[1]=2&a[b]=3&a=4&[=5&a[=6&b[][c]=7`,
		`{"fields":[],"interests":{"a":1,"b":0}}`, `[]`, `null`, `{"interests":"x","a":1}`, " {", "[",
		"--x\r\nContent-Disposition: form-data; name=\"url\"\r\n\r\nhttps://crm.example\r\n--x--\r\n",
		"--x\r\nContent-Disposition: form-data; name=\"url\"; filename=\"f\"\r\n\r\n\r\n--x--\r\n",
	} {
		for _, media := range []string{"application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "multipart/form-data", ";"} {
			f.Add([]byte(body), media)
		}
	}
	f.Fuzz(func(t *testing.T, sent []byte, media string) {
		r := httptest.NewRequestWithContext(t.Context(), "POST", "/", strings.NewReader(string(sent)))
		r.Header.Set("Content-Type", media)
		body, err := readBody(httptest.NewRecorder(), r)
		if err != nil {
			answered(t, err)
			return
		}
		callback := models.Callback{Kind: models.KindDatabase, CompanyID: 1, DatabaseRefID: 1, Types: []models.CallbackType{{Type: "profile.*"}}}
		callback.Settings.Actions = everyAction()
		object, err := unwrap(body)
		if err == nil {
			err = readInto(object, &callback)
		}
		if err == nil {
			err = callback.Check().Err()
		}
		answered(t, err)
		if err == nil {
			again(t, callback)
		}
		wanted, err := profileOf(body)
		if err != nil {
			answered(t, err)
			return
		}
		stored, problems := profile.Data{ID: "1", Database: "2"}.Apply(wanted)
		if answered(t, problems.Err()); len(problems) > 0 {
			return
		}
		reread(t, stored)
	})
}

// again sends back what was read, which changes nothing.
func again(t *testing.T, c models.Callback) {
	t.Helper()
	c.Clean()
	text, err := api.Encode(entity(c, models.DatabaseRef{Database: models.Database{ID: 1, PublicID: "788"}}))
	if err != nil {
		t.Fatal(err)
	}
	object, err := api.ParseObject(text)
	if err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	same := c
	if err := readInto(object, &same); err != nil || action(same) != action(c) || method(same) != method(c) || same.URL != c.URL || same.Settings.Condition != c.Settings.Condition {
		t.Errorf("%s comes back as %+v: %v", text, same, err)
	}
}

// reread reads a profile that was stored, and sends it back, which changes
// nothing.
func reread(t *testing.T, stored profile.Data) {
	t.Helper()
	written, err := profileEntityOf(models.Record{PublicID: "1", Resource: models.Profile, Data: stored.JSON()})
	if err != nil {
		t.Fatal(err)
	}
	text, err := api.Encode(written)
	if err != nil {
		t.Fatal(err)
	}
	sent, err := profileOf(text)
	if err != nil {
		t.Fatalf("%v in %s", err, text)
	}
	same, problems := stored.Apply(sent)
	if string(same.JSON()) != string(stored.JSON()) || len(problems) > 0 {
		t.Errorf("%s comes back as %s: %v", text, same.JSON(), problems)
	}
}

// FuzzWindow reads any query as a part of a list.
func FuzzWindow(f *testing.F) {
	for _, query := range []string{"", "start=1&limit=2&total=false", "limit=x", "start=-1", "limit=1e3&start=+7", "limit=99999999999999999999", "total=%00"} {
		f.Add(query)
	}
	f.Fuzz(func(t *testing.T, text string) {
		query, _ := url.ParseQuery(text)
		part, err := readWindow(query)
		if err != nil {
			answered(t, err)
			return
		}
		w := httptest.NewRecorder()
		rows := partOf(part, make([]callbackEntity, 3))
		if err := writeList(w, part, 3, rows); err != nil || !json.Valid(w.Body.Bytes()) || len(rows) > part.limit.n || part.limit.n > largestLimit {
			t.Errorf("%s: %s, %v", text, w.Body, err)
		}
	})
}

// answered fails the test unless err is the caller's fault and told as JSON.
func answered(t *testing.T, err error) {
	t.Helper()
	if err == nil {
		return
	}
	w := httptest.NewRecorder()
	fail(w, httptest.NewRequestWithContext(t.Context(), "POST", "/", nil), err)
	if w.Code != http.StatusBadRequest || !json.Valid(w.Body.Bytes()) || !strings.HasPrefix(w.Body.String(), `{"error":{"message":"`) {
		t.Errorf("%v answers %d %s", err, w.Code, w.Body)
	}
}

// FuzzPath reads any path as one of ours. What the routes know is known by
// itself as well.
func FuzzPath(f *testing.F) {
	for _, path := range []string{"/v2/Databases/7", "/v2/contacts", "/V1", "/", "", "v1", "*", "/v3//x", "/%50rofile/%2F", "/v1/v1/profile", "/profile%", "//"} {
		f.Add(path)
	}
	f.Fuzz(func(t *testing.T, path string) {
		known := canonical(path)
		if version, _ := versionOf(known); version == "" && canonical(known) != known {
			t.Errorf("%q is %q, which is %q", path, known, canonical(known))
		}
	})
}
