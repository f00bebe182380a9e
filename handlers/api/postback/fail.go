package postback

import (
	"errors"
	"net/http"
	"slices"

	"callboard/handlers/api"
	"callboard/models"
)

// fail answers an error in the one form that the published document shows: a
// list of sentences under what is at fault. That is a field, or for errors
// that no field is to blame for, a part of the request.
func fail(w http.ResponseWriter, r *http.Request, err error) {
	status := api.Status(err)
	problems, found := errors.AsType[models.Problems](err)
	if !found {
		problems = models.Problems{{Field: atFault(status), Text: api.Sentence(r, status, err) + "."}}
	}
	api.Fail(w, r, err, status, api.Ordered{{Name: "errors", Value: byField(problems)}})
}

// atFault names the part of a request that an error without a field is about.
func atFault(status int) string {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return "user-api-key"
	case http.StatusNotFound, http.StatusConflict:
		return "id"
	case http.StatusMethodNotAllowed:
		return "method"
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge:
		return "body"
	}
	return "server"
}

// byField gathers the sentences of each field, in the order of their first.
func byField(problems models.Problems) api.Ordered {
	var fields api.Ordered
	texts := map[string][]string{}
	for _, one := range problems {
		if texts[one.Field] == nil {
			fields = append(fields, api.Member{Name: one.Field})
		}
		if !slices.Contains(texts[one.Field], one.Text) {
			texts[one.Field] = append(texts[one.Field], one.Text)
		}
	}
	for i := range fields {
		fields[i].Value = texts[fields[i].Name]
	}
	return fields
}
