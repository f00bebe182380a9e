package database

import (
	"bytes"
	"encoding/json"
	"net/http"
	"slices"
	"strings"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/profile"
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
	return unwrapped(body)
}

// unwrapped takes a callback out of the list that it may come in.
func unwrapped(body []byte) (api.Object, error) {
	whole, err := api.ParseObject(body)
	if err != nil {
		return api.Object{}, err
	}
	list := bytes.TrimSpace(whole.Raw("data"))
	if len(list) == 0 || list[0] != '[' {
		return whole, nil
	}
	var all []json.RawMessage
	if err := json.Unmarshal(list, &all); err != nil {
		return api.Object{}, err
	}
	if len(all) != 1 {
		return api.Object{}, invalid("data", "It must hold exactly one callback")
	}
	return api.ParseObject(all[0])
}

// fill puts what is given into c. Ids are not looked at: the path has said
// what the callback belongs to.
func fill(given api.Object, c *models.Callback) error {
	f := api.Fields{Object: given, Say: func(_, what string) string { return "It " + what }}
	f.Text("url", &c.URL)
	f.Text("expression", &c.Settings.Condition)
	readMethod(&f, c)
	readAction(&f, c)
	return f.Problems.Err()
}

// readMethod reads the format of what is sent. The published document writes
// its name with a capital in one place.
func readMethod(f *api.Fields, c *models.Callback) {
	name, given := "method", ""
	if !f.Object.Has(name) {
		name = "Method"
	}
	f.Text(name, &given)
	switch given = strings.ToLower(strings.TrimSpace(given)); {
	case given == "" || given == method(*c):
	case given == "json":
		c.Settings.ContentType = applicationJSON
	case given == "xml":
		c.Settings.ContentType = textXML
	default:
		f.Problems.Note("method", models.NotListed, methodWords)
	}
}

// readAction reads which changes are sent.
func readAction(f *api.Fields, c *models.Callback) {
	given := ""
	f.Text("action", &given)
	given = strings.ToLower(strings.TrimSpace(given))
	if given == "" {
		return
	}
	if given == "all" {
		c.Settings.Actions = everyAction()
		return
	}
	var actions []models.Action
	for name := range strings.SplitSeq(given, ",") {
		one := models.Action(strings.TrimSpace(name))
		if !slices.Contains(everyAction(), one) {
			f.Problems.Note("action", models.NotListed, actionWords)
			return
		}
		actions = append(actions, one)
	}
	c.Settings.Actions = actions
}

// readProfile reads the body of a profile or subprofile.
func readProfile(w http.ResponseWriter, r *http.Request) (profile.Given, error) {
	body, err := readBody(w, r)
	if err != nil {
		return profile.Given{}, err
	}
	return profileOf(body)
}

// profileOf reads a profile. Of a name that comes twice nobody knows which one
// is meant.
func profileOf(body []byte) (profile.Given, error) {
	whole, err := api.ParseObject(body)
	if err != nil {
		return profile.Given{}, err
	}
	if fields := bytes.TrimSpace(whole.Raw("fields")); len(fields) > 0 && fields[0] == '{' {
		if _, err := api.ParseObject(fields); err != nil {
			return profile.Given{}, err
		}
	}
	return profile.Read(body)
}
