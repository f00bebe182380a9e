package database

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"callboard/handlers/api"
	"callboard/models"
)

// The content types of the two methods.
const (
	applicationJSON = "application/json"
	textXML         = "text/xml"
)

// readCallback reads the body of a callback: its fields, or the list that a
// GET answers with, if there is exactly one callback in it.
func readCallback(w http.ResponseWriter, r *http.Request) (api.Object, error) {
	body, err := readBody(w, r)
	if err != nil {
		return api.Object{}, err
	}
	return unwrap(body)
}

// unwrap takes a callback out of the list that it may come in.
func unwrap(body []byte) (api.Object, error) {
	whole, err := api.ParseObject(models.OrEmptyObject(body))
	if err != nil {
		return api.Object{}, err
	}
	list := bytes.TrimSpace(whole.Raw("data"))
	if len(list) == 0 || list[0] != '[' {
		return whole, nil
	}
	var callbacks []json.RawMessage
	if err := json.Unmarshal(list, &callbacks); err != nil {
		return api.Object{}, err
	}
	if len(callbacks) != 1 {
		return api.Object{}, invalid("data", "It must hold exactly one callback")
	}
	callback := models.OrEmptyObject(callbacks[0])
	if callback[0] != '{' {
		return api.Object{}, invalid("data", "It must hold an object")
	}
	return api.ParseObject(callback)
}

// readInto puts what a body sets into c. Ids are not looked at: the path has said
// what the callback belongs to.
func readInto(body api.Object, c *models.Callback) error {
	f := api.Fields{Object: body, Say: func(_, what string) string { return "It " + what }}
	f.Text("url", &c.URL)
	f.Text("expression", &c.Settings.Condition)
	readMethod(&f, c)
	readAction(&f, c)
	return f.Problems.Err()
}

// readMethod reads the format of what is sent. The published document writes
// its name with a capital in one place.
func readMethod(f *api.Fields, c *models.Callback) {
	name, sent := "method", ""
	if !f.Object.Has(name) {
		name = "Method"
	}
	f.Text(name, &sent)
	switch sent = strings.ToLower(strings.TrimSpace(sent)); {
	case sent == "" || sent == method(*c):
	case sent == "json":
		c.Settings.ContentType = applicationJSON
	case sent == "xml":
		c.Settings.ContentType = textXML
	default:
		f.Problems.Note("method", models.NotListed, methodWords)
	}
}

// readAction reads which changes are sent.
func readAction(f *api.Fields, c *models.Callback) {
	sent := ""
	f.Text("action", &sent)
	sent = strings.ToLower(strings.TrimSpace(sent))
	if sent == "" {
		return
	}
	if sent == "all" {
		c.Settings.Actions = everyAction()
		return
	}
	var actions []models.Action
	for name := range strings.SplitSeq(sent, ",") {
		action := models.Action(strings.TrimSpace(name))
		if !slices.Contains(everyAction(), action) {
			f.Problems.Note("action", models.NotListed, actionWords)
			return
		}
		actions = append(actions, action)
	}
	c.Settings.Actions = actions
}
