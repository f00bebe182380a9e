package event

import (
	"errors"
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
)

// fail answers an error as the published documents show it. Everything to
// mend comes at once, as 400.
func fail(w http.ResponseWriter, r *http.Request, err error) {
	status := api.Status(err)
	var messages []string
	if problems, found := errors.AsType[models.Problems](err); found {
		status = http.StatusBadRequest
		for _, one := range problems {
			messages = append(messages, one.Text)
		}
	} else if none, found := errors.AsType[noCallback](err); found {
		messages = []string{none.Error()}
	} else {
		messages = []string{api.Sentence(r, status, err)}
	}
	api.Fail(w, r, err, status, body(messages))
}

// body is {"errors":[{"message":…}]}.
func body(messages []string) api.Ordered {
	list := make([]api.Ordered, len(messages))
	for i, text := range messages {
		list[i] = api.Ordered{{Name: "message", Value: text}}
	}
	return api.Ordered{{Name: "errors", Value: list}}
}
