package console

import (
	"encoding/json"
	"net/http"
	"strings"

	"callboard/handlers/api/native"
	"callboard/models"
	"callboard/views"
	"callboard/web"
)

// API shows people a sample of each call of all APIs, and describes Callboard's own
// from its OpenAPI document.
func (e eventPages) API(w http.ResponseWriter, r *http.Request) error {
	document := native.API{}.Document()
	samples, err := e.apiSamples(r)
	if err != nil {
		return err
	}
	page := views.APIPage{Document: native.BasePath + "/openapi.json", Samples: samples}
	for _, path := range document.Paths {
		for _, method := range path.Value {
			operation := method.Value
			call := views.APICall{
				Method: strings.ToUpper(method.Name), Path: native.BasePath + path.Name, Summary: operation.Summary, Role: models.LeastRole(operation.Need),
				Body: operation.Request().Name(), Answer: operation.Response().Name(), Status: operation.Status,
			}
			for _, parameter := range operation.Parameters {
				if parameter.In == "query" {
					call.Query = append(call.Query, parameter.Name)
				}
			}
			page.Calls = append(page.Calls, call)
		}
	}
	for _, schema := range document.Components.Schemas {
		text, err := json.MarshalIndent(schema.Value, "", " ")
		if err != nil {
			return err
		}
		page.Schemas = append(page.Schemas, views.APISchema{Name: schema.Name, Text: string(text)})
	}
	return web.Render(w, r, http.StatusOK, views.API(e.frame(w, r, views.NavAPI), page))
}
