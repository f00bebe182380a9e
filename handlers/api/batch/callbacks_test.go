package batch_test

import (
	"fmt"
	"slices"
	"strings"
	"testing"

	"callboard/handlers/api/apitest"
	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// seedBody is what seed 002 shows of a callback, the blank in the name of
// backupUrl included.
const seedBody = `{
  "name": "Bounces",
  "url": "https://some.url/in",
  "backupUrl ": "https://some.url/backup",
  "batchSize": 1,
  "authentication": {
    "type": "B",
    "data": {
      "userName": "crm",
      "password": "hunter2"
    }
  }
}`

func TestCreate(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ body, want string }{
		"seed 002": {seedBody, entity("Bounces", "https://some.url/in", `"https://some.url/backup"`, "1")},
		"without the blank": {
			strings.ReplaceAll(seedBody, `"backupUrl "`, `"backupUrl"`), entity("Bounces", "https://some.url/in", `"https://some.url/backup"`, "1"),
		},
		"least":               {with(`"name":"N","url":"https://some.url","batchSize":200`), entity("N", "https://some.url", "null", "200")},
		"a size in quotes":    {with(`"name":"N","url":"https://some.url","batchSize":"7"`), entity("N", "https://some.url", "null", "7")},
		"fields nobody knows": {with(`"name":"N","url":"https://some.url","batchSize":7,"colour":"red"`), entity("N", "https://some.url", "null", "7")},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			eachDatabase(t, func(t *testing.T, f *fixture) {
				f.call("POST", "/callbacks", tt.body).Want(t, 200, tt.want)
				f.call("GET", "/callbacks", "").Want(t, 200, "["+tt.want+"]")
				f.call("GET", "/callbacks/", "").Want(t, 200, "["+tt.want+"]")
			})
		})
	}
}

func TestCreateRefuses(t *testing.T) {
	t.Parallel()
	const good = `"name":"N","url":"https://some.url"`
	tests := map[string]struct{ body, want string }{
		"name taken":             {with(`"name":"Taken","url":"https://some.url/x","batchSize":1`), invalid("Callback with name [Taken] already exists")},
		"url taken":              {with(`"name":"N","url":"https://some.url/Taken","batchSize":1`), invalid("Callback url [https://some.url/Taken] already exists")},
		"no connection":          {with(`"name":"N","url":"https://other.url/?a=1&b=<2>","batchSize":1`), invalid("Could not connect to callback url [https://other.url/?a=1&b=<2>]")},
		"no URL at all":          {with(`"name":"N","url":"some.url","batchSize":1`), invalid("Could not connect to callback url [some.url]")},
		"bad credentials":        {`{` + good + `,"batchSize":1,"authentication":{"type":"B","data":{"userName":"crm","password":"guess"}}}`, invalid("Could not connect to callback url [https://some.url]")},
		"another sign-in":        {`{` + good + `,"batchSize":1,"authentication":{"type":"O","data":{}}}`, invalid("Only Basic Authentication is supported currently and value should be 'B' ")},
		"size below zero":        {with(good + `,"batchSize":-1`), invalid("Batch Size cannot be less than 0")},
		"no size":                {with(good), invalid("Batch Size cannot be less than 0")},
		"size of null":           {with(good + `,"batchSize":null`), invalid("Batch Size cannot be less than 0")},
		"size of zero":           {with(good + `,"batchSize":0`), invalid("Batch Size must be a positive integer")},
		"half a size":            {with(good + `,"batchSize":1.5`), invalid("Batch Size must be a positive integer")},
		"size in words":          {with(good + `,"batchSize":"ten"`), invalid("Batch Size must be a positive integer")},
		"size as a list":         {with(good + `,"batchSize":[1]`), invalid("Batch Size must be a positive integer")},
		"size above 200":         {with(good + `,"batchSize":201`), invalid("Batch Size cannot be greater than 200")},
		"huge size":              {with(good + `,"batchSize":99999999999999999999`), invalid("Batch Size cannot be greater than 200")},
		"no name":                {with(`"url":"https://some.url","batchSize":1`), invalid("callback name cannot be empty or null")},
		"null name":              {with(`"name":null,"url":"https://some.url","batchSize":1`), invalid("callback name cannot be empty or null")},
		"blank name":             {with(`"name":" ","url":"https://some.url","batchSize":1`), invalid("callback name cannot be empty or null")},
		"no url":                 {with(`"name":"N","batchSize":1`), invalid("callback url cannot be empty or null")},
		"empty url":              {with(`"name":"N","url":"","batchSize":1`), invalid("callback url cannot be empty or null")},
		"backup is the url":      {with(good + `,"backupUrl":"https://some.url","batchSize":1`), invalid("Backup callback url cannot be same as callback url")},
		"no authentication":      {`{` + good + `,"batchSize":1}`, unknownField("authentication")},
		"null authentication":    {`{` + good + `,"batchSize":1,"authentication":null}`, unknownField("authentication")},
		"no type":                {`{` + good + `,"batchSize":1,"authentication":{"data":{}}}`, unknownField("authentication.type")},
		"no data":                {`{` + good + `,"batchSize":1,"authentication":{"type":"B"}}`, unknownField("authentication.data")},
		"no password":            {`{` + good + `,"batchSize":1,"authentication":{"type":"B","data":{"userName":"crm"}}}`, unknownField("authentication.data.password")},
		"authentication a text":  {`{` + good + `,"batchSize":1,"authentication":"B"}`, invalid("authentication must be an object")},
		"name a number":          {with(`"name":7,"url":"https://some.url","batchSize":1`), invalid("name must be a string")},
		"a name with two blanks": {`{"backupUrl ":"https://some.url/a"," backupUrl":"https://some.url/b"}`, invalid("The body must not have two members of one name")},
		"no object":              {`[]`, invalid("The body must be a JSON object. Line 1, column 1: ‘[’ where ‘{’ should be")},
		"cut off":                {`{"name":`, invalid("The body is not valid JSON. Line 1, column 9: the end where a value should be")},
		"a name of one dot":      {with(`"name":".","url":"https://some.url","batchSize":1`), invalid("Name must not be . or ..")},
		"a name of two dots":     {with(`"name":" .. ","url":"https://some.url","batchSize":1`), invalid("Name must not be . or ..")},
		"a long name":            {with(`"name":"` + strings.Repeat("x", 81) + `","url":"https://some.url","batchSize":1`), invalid("Name must be 80 characters or fewer")},
	}
	f := newFixture(t)
	f.create("Taken")
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			f.call("POST", "/callbacks", tt.body).Want(t, 400, tt.want)
		})
	}
	if got := f.call("GET", "/callbacks", ""); got.Body != "["+entity("Taken", "https://some.url/Taken", "null", "10")+"]" {
		t.Errorf("stored all the same: %s", got.Body)
	}
}

func TestOneCallback(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.create("Bounces")
	const path = "/callbacks/Bounces"
	f.call("GET", path, "").Want(t, 200, entity("Bounces", "https://some.url/Bounces", "null", "10"))
	f.call("GET", path+"?action=other", "").Want(t, 200, entity("Bounces", "https://some.url/Bounces", "null", "10"))
	f.call("GET", "/callbacks/bounces", "").Want(t, 404, notFound("CallBack [bounces] not found"))
	for _, method := range []string{"PUT", "DELETE"} {
		f.call(method, "/callbacks/Other", "{}").Want(t, 404, notFound("CallBack [Other] not found"))
	}

	f.receivers.tried = nil
	f.call("PUT", path, `{"batchSize":50}`).Want(t, 200, entity("Bounces", "https://some.url/Bounces", "null", "50"))
	if len(f.receivers.tried) != 0 {
		t.Errorf("tried %v for a new batch size", f.receivers.tried)
	}
	f.call("PUT", path, `{"batchSize":0}`).Want(t, 400, invalid("Batch Size must be a positive integer"))
	f.call("PUT", path, with(`"url":"https://other.url"`)).Want(t, 400, invalid("Could not connect to callback url [https://other.url]"))
	f.call("PUT", path, `{"url":"https://some.url/new","backupUrl":"https://some.url/b"}`).
		Want(t, 200, entity("Bounces", "https://some.url/new", `"https://some.url/b"`, "50"))
	f.call("PUT", path, `{"name":"Bounced"}`).Want(t, 400, invalid("callback name cannot be changed"))
	f.call("PUT", path, `{"name":" Bounces "}`).Want(t, 200, entity("Bounces", "https://some.url/new", `"https://some.url/b"`, "50"))
	f.create("Other")
	f.call("PUT", "/callbacks/Other", `{"url":"https://some.url/new"}`).Want(t, 400, invalid("Callback url [https://some.url/new] already exists"))

	f.call("DELETE", path, "").Want(t, 200, `{"message":"CallBack [Bounces] deleted successfully","status":true}`)
	f.call("GET", path, "").Want(t, 404, notFound("CallBack [Bounces] not found"))
	f.create("Bounces")
}

func TestVerify(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.create("Bounces")
	for _, path := range []string{"/callbacks/Bounces/actions/verify", "/callbacks/Bounces?action=verify"} {
		f.call("GET", path, "").Want(t, 200, `{"status":"Successfully verified [Bounces]"}`)
	}
	f.call("GET", "/callbacks/Other/actions/verify", "").Want(t, 404, notFound("CallBack [Other] not found"))
	f.call("PUT", "/callbacks/Bounces", with(`"backupUrl":"https://other.url"`))
	f.receivers.tried = nil
	f.call("GET", "/callbacks/Bounces?action=verify", "").Want(t, 400, invalid("Could not connect to callback url [https://other.url]"))
	if !slices.Equal(f.receivers.tried, []string{"https://some.url/Bounces", "https://other.url"}) {
		t.Errorf("tried %v", f.receivers.tried)
	}
	f.call("POST", "/subscriptions", `{"name":"S","callBackName":"Bounces","eventTypes":["EMAIL_BOUNCED"]}`).
		Want(t, 400, invalid("Callback [Bounces] is not verified"))
}

// A callback is known by its name here, also when its dates are over.
func TestEndedCallbackIsNotChanged(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.create("Old")
	f.end("Old")
	f.receivers.tried = nil
	f.call("PUT", "/callbacks/Old", `{"url":"https://some.url/new"}`).Want(t, 400, invalid("Callback Old has ended"))
	f.call("GET", "/callbacks/Old/actions/verify", "").Want(t, 400, invalid("Callback Old has ended"))
	if len(f.receivers.tried) != 0 {
		t.Errorf("tried %v of an ended callback", f.receivers.tried)
	}
}

func TestCallbackIsChangedWhileItIsVerified(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.create("Bounces")
	f.receivers.meanwhile = func() {
		f.receivers.meanwhile = nil
		f.call("PUT", "/callbacks/Bounces", `{"url":"https://some.url/new"}`)
	}
	f.call("GET", "/callbacks/Bounces/actions/verify", "").
		Want(t, 400, invalid("Somebody else changed this meanwhile. Read it again, then send your change"))
}

func TestTheSameBodyAgainChangesNothing(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.create("Bounces")
	f.verify("Bounces")
	f.receivers.tried = nil
	again := with(`"name":"Bounces","url":"https://some.url/Bounces","batchSize":20`)
	f.call("PUT", "/callbacks/Bounces", again).Want(t, 200, entity("Bounces", "https://some.url/Bounces", "null", "20"))
	if len(f.receivers.tried) != 0 {
		t.Errorf("tried %v for the sign-in that is known", f.receivers.tried)
	}
	f.call("POST", "/subscriptions", `{"name":"S","callBackName":"Bounces","eventTypes":["EMAIL_BOUNCED"]}`).Want(t, 200, bounced)

	f.call("PUT", "/callbacks/Bounces", strings.Replace(again, "hunter2", "hunter3", 1)).
		Want(t, 400, invalid("Could not connect to callback url [https://some.url/Bounces]"))
	f.call("PUT", "/callbacks/Bounces", strings.Replace(again, `"crm"`, `"other"`, 1)).
		Want(t, 200, entity("Bounces", "https://some.url/Bounces", "null", "20"))
	if want := []string{"https://some.url/Bounces", "https://some.url/Bounces"}; !slices.Equal(f.receivers.tried, want) {
		t.Errorf("tried %v for another sign-in", f.receivers.tried)
	}
	f.call("POST", "/subscriptions", `{"name":"T","callBackName":"Bounces","eventTypes":["EMAIL_BOUNCED"]}`).
		Want(t, 400, invalid("Callback [Bounces] is not verified"))
}

// A password that cannot be read any more must be given again: nobody is
// called without it.
func TestLostPasswordIsGivenAgain(t *testing.T) {
	t.Parallel()
	s, damage := storetest.Damaging(t)
	f := serve(apitest.On(t, s))
	f.create("Bounces")
	callbacks, err := s.Callbacks(t.Context(), models.Everything, store.CallbackFilter{})
	if err != nil || len(callbacks) != 1 {
		t.Fatalf("%d callbacks, %v", len(callbacks), err)
	}
	damage(callbacks[0])
	f.receivers.tried = nil
	f.call("PUT", "/callbacks/Bounces", `{"batchSize":20}`).Want(t, 400, invalid("Enter the password"))
	f.call("GET", "/callbacks/Bounces/actions/verify", "").Want(t, 400, invalid("Enter the password"))
	if len(f.receivers.tried) != 0 {
		t.Errorf("tried %v without a password", f.receivers.tried)
	}
	f.call("PUT", "/callbacks/Bounces", with(`"batchSize":20`)).Want(t, 200, entity("Bounces", "https://some.url/Bounces", "null", "20"))
	f.verify("Bounces")
}

// A receiver may want an empty user name. What a change does not name stays.
func TestHalfASignIn(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	const callback = `{"name":"Bounces","url":"https://some.url/Bounces","batchSize":10,"authentication":{"type":"B","data":%s}}`
	f.call("POST", "/callbacks", fmt.Sprintf(callback, `{"userName":"","password":""}`)).
		Want(t, 400, invalid("Enter a user name or a password: only one of them can be empty"))
	f.call("POST", "/callbacks", fmt.Sprintf(callback, `{"userName":"crm","password":""}`)).
		Want(t, 400, invalid("Could not connect to callback url [https://some.url/Bounces]"))
	same := entity("Bounces", "https://some.url/Bounces", "null", "10")
	f.call("POST", "/callbacks", fmt.Sprintf(callback, `{"userName":"","password":"hunter2"}`)).Want(t, 200, same)
	f.call("PUT", "/callbacks/Bounces", fmt.Sprintf(callback, `{"userName":"crm","password":null}`)).Want(t, 200, same)
	f.call("PUT", "/callbacks/Bounces", fmt.Sprintf(callback, `{"userName":""}`)).Want(t, 200, same)
	f.call("PUT", "/callbacks/Bounces", fmt.Sprintf(callback, `{"password":""}`)).
		Want(t, 400, invalid("Enter a user name or a password: only one of them can be empty"))
	if len(f.receivers.tried) != 4 {
		t.Errorf("a changed user name was not tried: %v", f.receivers.tried)
	}
}

// The stored sign-in is not sent to another host, not even to try it: it must be
// given with it.
func TestMovedDestination(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.create("Bounces")
	f.receivers.tried = nil
	const again = "authentication must be given again: the url leads to another host, port or scheme"
	for _, body := range []string{`{"url":"https://evil.url"}`, `{"url":"http://some.url/Bounces"}`, `{"backupUrl":"https://evil.url"}`} {
		f.call("PUT", "/callbacks/Bounces", body).Want(t, 400, invalid(again))
	}
	if len(f.receivers.tried) != 0 {
		t.Errorf("tried %v", f.receivers.tried)
	}
}

func TestPackedBody(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	body := "\ufeff" + with(`"name":"N","url":"https://some.url","batchSize":1`)
	f.CallPacked("POST", base+"/callbacks", body, "br").Want(t, 415, invalid("The body must be packed with gzip, once, or not at all"))
	f.CallPacked("POST", base+"/callbacks", body, "gzip").Want(t, 200, entity("N", "https://some.url", "null", "1"))
}
