package event

import (
	"callboard/handlers/api"
	"callboard/models"
)

// read puts what a request gives into c, and returns everything that must be
// mended. What the server decides (callback_id, url, active, created_at,
// updated_at) is not looked at. A date that is absent stays as it is.
func read(given api.Object, c *models.Callback) error {
	var trigger models.CallbackType
	f := api.Fields{Object: given, Say: say}
	f.Text("event_type", &trigger.Type)
	readDate(&f, "start_date", &c.StartAt)
	if given.Has("end_date") {
		c.EndAt = 0
	}
	readDate(&f, "end_date", &c.EndAt)

	destination := f.Within("destination")
	c.URL, c.Settings.Method, c.Settings.ContentType = "", "", ""
	destination.Text("url", &c.URL)
	destination.Text("method", &c.Settings.Method)
	destination.Text("content_type", &c.Settings.ContentType)

	var filter api.Fields
	known, _ := models.EventTypeNamed(trigger.Type)
	if known.Filter.Name != "" {
		filter = f.Within(known.Name)
		filter.Identifier(known.Filter.Name, &trigger.FilterValue)
	}
	c.Types = []models.CallbackType{trigger}

	found := append(append(f.Problems, destination.Problems...), filter.Problems...)
	for _, one := range c.Check() {
		one.Field = fieldOf(one.Field, known)
		if found.On(one.Field) == "" && found.On(parent(one.Field)) == "" {
			one.Text = text(one)
			found = append(found, one)
		}
	}
	return found.Err()
}

// readDate reads a date; null and "" leave it as it is.
func readDate(f *api.Fields, name string, into *models.Millis) {
	text := ""
	f.Text(name, &text)
	if text == "" {
		return
	}
	at, err := models.ParseDate(text)
	if err != nil {
		f.Refuse(name, "must be a date like 2027-01-31T09:30Z")
		return
	}
	*into = at
}

func say(field, what string) string { return field + " " + what }

// text words a problem of the record for programs, which fill in no form.
func text(one models.Problem) string {
	switch {
	case one.Code == models.Blank:
		return say(one.Field, "must be given")
	case one.Code == models.Credentials:
		return say(one.Field, "must not contain a user name or password")
	case one.Field == "end_date":
		return say(one.Field, "must be after start_date")
	}
	return one.Text
}

// fieldOf returns the name that a field of the record has in this API.
func fieldOf(field string, known models.EventType) string {
	switch field {
	case "type":
		return "event_type"
	case "url", "method", "content_type":
		return "destination." + field
	case "start", "end":
		return field + "_date"
	case known.Filter.Name:
		return known.Name + "." + field
	}
	return field
}

// parent returns the object that holds a field: "destination".
func parent(field string) string {
	for i, c := range field {
		if c == '.' {
			return field[:i]
		}
	}
	return field
}
