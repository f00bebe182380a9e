package batch

import (
	"encoding/json"
	"net/http"
	"strings"

	"callboard/handlers/api"
	"callboard/models"
)

// readSubscription puts what a body sets into s.
func (a API) readSubscription(r *http.Request, body api.Object, s *models.Subscription) error {
	f := api.Fields{Object: body, Say: say}
	callback, former := "", s.Name
	f.Text("name", &s.Name)
	f.Text("status", &s.Status)
	f.Text("callBackName", &callback)
	readList(&f, "eventTypes", &s.Types)
	var filters []filterEntity
	if readList(&f, "filters", &filters); body.Has("filters") {
		s.Filters = nil
	}
	for _, filter := range filters {
		s.Filters = append(s.Filters, filter.filter(*s))
	}
	switch {
	case len(f.Problems) > 0:
		return f.Problems
	case s.ID != 0 && strings.TrimSpace(s.Name) != former:
		return refused("subscription name cannot be changed")
	case callback == "" && s.CallbackID == 0:
		return refused("callback name cannot be empty or null")
	case callback == "":
		return nil
	}
	c, err := a.callback(r, callback)
	s.CallbackID = c.ID
	return err
}

// readList reads a member that must be a list; null means an empty one.
func readList[T any](f *api.Fields, name string, into *[]T) {
	if !f.Object.Has(name) {
		return
	}
	var items []T
	if json.Unmarshal(f.Object.Raw(name), &items) != nil {
		f.Refuse(name, "must be a list as the document shows it")
		return
	}
	*into = items
}
