package database

import (
	"encoding/json"
	"slices"
	"strings"

	"callboard/models"
)

// callbackEntity is a callback as the published document shows it. It belongs
// to a database or to a collection.
type callbackEntity struct {
	ID         string `json:"ID"`
	URL        string `json:"url"`
	Expression string `json:"expression"`
	Method     string `json:"method"`
	Action     string `json:"action"`
	Collection owner  `json:"collection"`
	Database   owner  `json:"database"`
}

// owner is the id of what a callback belongs to. What it does not belong to is
// written as the number 0.
type owner string

// MarshalJSON writes "788", or 0.
func (o owner) MarshalJSON() ([]byte, error) {
	if o == "" {
		return []byte("0"), nil
	}
	return json.Marshal(string(o))
}

// entity writes a callback of a database or a collection.
func entity(c models.Callback, of models.DatabaseRef) callbackEntity {
	e := callbackEntity{
		ID:         c.PublicID,
		URL:        c.URL,
		Expression: c.Settings.Condition,
		Method:     method(c),
		Action:     action(c),
	}
	if of.Collection.ID != 0 {
		e.Collection = owner(of.Collection.PublicID)
	} else if of.Database.ID != 0 {
		e.Database = owner(of.Database.PublicID)
	}
	return e
}

// method names the format of what a callback sends.
func method(c models.Callback) string {
	if strings.EqualFold(c.ContentType(), textXML) {
		return "xml"
	}
	return "json"
}

// action names the changes that a callback sends: "all", one, or two with a
// comma, which can be chosen elsewhere.
func action(c models.Callback) string {
	sent := slices.DeleteFunc(everyAction(), func(a models.Action) bool { return !c.Sends(a) })
	if len(sent) == len(everyAction()) {
		return "all"
	}
	names := make([]string, len(sent))
	for i, a := range sent {
		names[i] = string(a)
	}
	return strings.Join(names, ",")
}

func everyAction() []models.Action {
	return []models.Action{models.Create, models.Update, models.Delete}
}
