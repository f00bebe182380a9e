package e2e

import (
	"net/http"
	"strings"
	"testing"
)

// TestConformance002 asks the built program for each sample and each error of
// seed 002, the creation of batch callbacks, and compares the whole answer.
// Hosts are those of the test; the stray blank and bracket of the samples are
// read as SPEC decides.
func TestConformance002(t *testing.T) {
	onBoth(t, func(t *testing.T, p *program) {
		rc := receive(t)
		_, key := p.company("Northwind Gyms")
		const path = "/rest/api/v1.3/notifications/callbacks"
		fill := strings.NewReplacer("URL", rc.url).Replace
		taken := fill(`{"name":"taken","url":"URL/200/taken","batchSize":1,` + basic002 + `}`)
		if got := key.call(http.MethodPost, path, taken); got.code != http.StatusOK {
			t.Fatalf("%d %s", got.code, got.body)
		}
		for _, tt := range cases002 {
			t.Run(tt.name, func(t *testing.T) {
				got := key.call(http.MethodPost, path, fill(tt.body))
				if got.code != tt.code || got.body != fill(tt.want) || got.header.Get("Content-Type") != "application/json" {
					t.Errorf("got  %d %s\nwant %d %s", got.code, got.body, tt.code, fill(tt.want))
				}
			})
		}
		t.Run("Authorization=<AUTH_TOKEN>", func(t *testing.T) {
			request, err := http.NewRequest(http.MethodGet, p.url+path+"/taken", nil)
			if err != nil {
				t.Fatal(err)
			}
			request.Header.Set("Authorization", key.key)
			if got := ask(t, request); got.code != http.StatusOK {
				t.Errorf("%d %s", got.code, got.body)
			}
		})
	})
}

const basic002 = `"authentication":{"type":"B","data":{"userName":"<username>","password":"<password>"}}`

// parameter002 is the failure that most errors of the seed are.
func parameter002(detail string) string {
	return `{"type":"","title":"Invalid request parameters","errorCode":"INVALID_PARAMETER","detail":"` + detail + `","errorDetails":[]}`
}

func field002(list string) string {
	return `{"type":"","title":"Invalid field name","errorCode":"INVALID_FIELD_NAME",` +
		`"detail":"The following field names [` + list + `] are invalid","errorDetails":[]}`
}

// cases002 are the seed's headings, each with a request that leads there.
var cases002 = []struct {
	name, body string
	code       int
	want       string
}{
	{
		"Sample Request Body, Sample Response Body - Success",
		`{"name":"callback_name","url":"URL/200/a","backupUrl ":"URL/200/b","batchSize":1,` + basic002 + `}`, 200,
		`{"name":"callback_name","url":"URL/200/a","backupUrl":"URL/200/b","batchSize":1,"links":[` +
			`{"rel":"self","href":"/rest/api/v1.3/notifications/callbacks/callback_name","method":"PUT"},` +
			`{"rel":"getCallBack","href":"/rest/api/v1.3/notifications/callbacks/callback_name","method":"GET"},` +
			`{"rel":"deleteCallBack","href":"/rest/api/v1.3/notifications/callbacks/callback_name","method":"DELETE"}]}`,
	},
	{
		"Callback already exists", `{"name":"taken","url":"URL/200/c","batchSize":1,` + basic002 + `}`, 400,
		parameter002("Callback with name [taken] already exists"),
	},
	{
		"Invalid callback URL", `{"name":"n","url":"URL/500/c","batchSize":1,` + basic002 + `}`, 400,
		parameter002("Could not connect to callback url [URL/500/c]"),
	},
	{
		"URL already exists", `{"name":"n","url":"URL/200/taken","batchSize":1,` + basic002 + `}`, 400,
		parameter002("Callback url [URL/200/taken] already exists"),
	},
	{
		"Invalid credentials", `{"name":"n","url":"URL/401/c","batchSize":1,` + basic002 + `}`, 400,
		parameter002("Could not connect to callback url [URL/401/c]"),
	},
	{
		"Invalid authentication", `{"name":"n","url":"URL/200/c","batchSize":1,"authentication":{"type":"S","data":{}}}`, 400,
		parameter002("Only Basic Authentication is supported currently and value should be 'B' "),
	},
	{
		"Empty batch size", `{"name":"n","url":"URL/200/c","batchSize":-1,` + basic002 + `}`, 400,
		parameter002("Batch Size cannot be less than 0"),
	},
	{
		"Maximum 200", `{"name":"n","url":"URL/200/c","batchSize":201,` + basic002 + `}`, 400,
		parameter002("Batch Size cannot be greater than 200"),
	},
	{
		"Must be positive integer", `{"name":"n","url":"URL/200/c","batchSize":0,` + basic002 + `}`, 400,
		parameter002("Batch Size must be a positive integer"),
	},
	{
		"Empty callback name", `{"name":null,"url":"URL/200/c","batchSize":1,` + basic002 + `}`, 400,
		parameter002("callback name cannot be empty or null"),
	},
	{
		"Empty URL", `{"name":"n","url":"","batchSize":1,` + basic002 + `}`, 400,
		parameter002("callback url cannot be empty or null"),
	},
	{"Empty authentication", `{"name":"n","url":"URL/200/c","batchSize":1}`, 400, field002("authentication")},
	{"Empty authentication type", `{"name":"n","url":"URL/200/c","batchSize":1,"authentication":{}}`, 400, field002("authentication.type")},
	{
		"backupUrl cannot be the exact location", `{"name":"n","url":"URL/200/c","backupUrl":"URL/200/c","batchSize":1,` + basic002 + `}`, 400,
		parameter002("Backup callback url cannot be same as callback url"),
	},
}
