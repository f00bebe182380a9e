package console

import (
	"net/http"

	"callboard/handlers/api/native"
	"callboard/handlers/api/native/openapi"
	"callboard/models"
	"callboard/views"
	"callboard/web"
)

// API describes Callboard's own API to people, from the same table as its
// OpenAPI document.
func (e events) API(w http.ResponseWriter, r *http.Request) error {
	schemas, err := openapi.Schemas()
	if err != nil {
		return err
	}
	page := views.APIPage{Document: native.BasePath + "/openapi.json"}
	for _, c := range openapi.Calls(native.BasePath, native.API{}.Routes()) {
		page.Calls = append(page.Calls, views.APICall{
			Method: c.Method, Path: c.Path, Summary: c.Summary, Role: models.LeastRole(c.Need), Query: c.Query,
			Body: c.Body, Answer: c.Answer, Status: c.Status,
		})
	}
	for _, one := range schemas {
		page.Schemas = append(page.Schemas, views.APISchema{Name: one.Name, Text: string(one.Text)})
	}
	return web.Render(w, r, http.StatusOK, views.API(e.Frame(w, r, views.NavAPI), page))
}
