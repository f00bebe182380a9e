package postback

import (
	"errors"
	"net/http"
	"slices"

	"callboard/handlers/api"
	"callboard/models"
)

// errorsAnswer is the one form of every error: sentences under the name of the
// field that is at fault.
type errorsAnswer struct {
	Errors api.OrderedMap[[]string] `json:"errors"`
}

// fail answers an error as the published document shows it. Errors that no
// field is to blame for stand under a part of the request.
func fail(w http.ResponseWriter, r *http.Request, err error) {
	status := api.Status(err)
	problems, ok := errors.AsType[models.Problems](err)
	if !ok {
		problems = models.Problems{{Field: partAtFault(status), Text: api.Sentence(r, status, err) + "."}}
	}
	api.Fail(w, r, err, status, errorsAnswer{byField(problems)})
}

// partAtFault names the part of a request that an error without a field is about.
func partAtFault(status int) string {
	switch status {
	case http.StatusUnauthorized, http.StatusForbidden:
		return "user-api-key"
	case http.StatusNotFound, http.StatusConflict:
		return "id"
	case http.StatusMethodNotAllowed:
		return "method"
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge, http.StatusUnsupportedMediaType:
		return "body"
	case http.StatusLoopDetected:
		return models.HopsHeader
	}
	return "server"
}

// byField gathers the sentences of each field, each once, in the order of
// their first.
func byField(problems models.Problems) api.OrderedMap[[]string] {
	var fields api.OrderedMap[[]string]
	for _, problem := range problems {
		i := slices.IndexFunc(fields, func(f api.Entry[[]string]) bool { return f.Name == problem.Field })
		if i < 0 {
			i = len(fields)
			fields = append(fields, api.Entry[[]string]{Name: problem.Field})
		}
		if !slices.Contains(fields[i].Value, problem.Text) {
			fields[i].Value = append(fields[i].Value, problem.Text)
		}
	}
	return fields
}
