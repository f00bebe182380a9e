package event

import (
	"errors"
	"slices"
	"strings"

	"callboard/handlers/api"
	"callboard/models"
)

// readInto puts what a request sets into c, and returns everything that must be
// mended. What the server decides (callback_id, url, active, created_at,
// updated_at) is not looked at. A date that is absent stays as it is.
func readInto(body api.Object, c *models.Callback) error {
	var trigger models.CallbackType
	f := api.Fields{Object: body, Say: say}
	f.Text("event_type", &trigger.Type)
	readDate(&f, "start_date", &c.StartAt)
	if body.Has("end_date") {
		c.EndAt = 0
	}
	readDate(&f, "end_date", &c.EndAt)

	destination := f.Within("destination")
	c.URL, c.Settings.Method, c.Settings.ContentType = "", "", ""
	destination.Text("url", &c.URL)
	destination.Text("method", &c.Settings.Method)
	destination.Text("content_type", &c.Settings.ContentType)

	var filter api.Fields
	eventType, _ := models.EventTypeNamed(trigger.Type)
	if eventType.Filter.Name != "" {
		filter = f.Within(eventType.Name)
		filter.Identifier(eventType.Filter.Name, &trigger.FilterValue)
	}
	c.Types = []models.CallbackType{trigger}

	problems := append(append(f.Problems, destination.Problems...), filter.Problems...)
	for _, problem := range c.Check() {
		problem.Field = memberOf(problem.Field, eventType)
		parent, _, _ := strings.Cut(problem.Field, ".") // "destination", which could not be read
		if problems.On(problem.Field) == "" && problems.On(parent) == "" {
			problem.Text = text(problem)
			problems = append(problems, problem)
		}
	}
	return problems.Err()
}

// readDate reads a date; null and "" leave it as it is. One that cannot be read
// is none, so that nothing is said of it but that.
func readDate(f *api.Fields, name string, into *models.Millis) {
	text, before := "", len(f.Problems)
	f.Text(name, &text)
	switch at, err := models.ParseDate(text); {
	case text == "":
	case err != nil:
		f.Refuse(name, "must be a date like 2027-01-31T09:30Z")
	default:
		*into = at
	}
	if len(f.Problems) > before {
		*into = 0
	}
}

// say words a problem of a member.
func say(member, what string) string { return member + " " + what }

// text words a problem of the record for programs, which fill in no form.
func text(problem models.Problem) string {
	switch {
	case problem.Code == models.Blank:
		return say(problem.Field, "must be given")
	case problem.Code == models.Credentials:
		return say(problem.Field, "must not contain a user name or password")
	case problem.Field == "end_date":
		return say(problem.Field, "must be after start_date")
	}
	return problem.Text
}

// moved words that the stored secrets do not go to a new destination. This API has
// no member for them, so that it is one problem, of the URL. Other errors stay.
func moved(err error) error {
	problems, ok := errors.AsType[models.Problems](err)
	isDropped := func(p models.Problem) bool { return p.Code == models.Dropped }
	if !ok || !slices.ContainsFunc(problems, isDropped) {
		return err
	}
	url := models.Problem{Field: "destination.url", Code: models.Dropped, Text: say("destination.url", "leads to another host, port or scheme, "+
		"to which the stored sign-in and secret headers are not sent. Change it in the console or with PATCH /api/v1/callbacks/{callback}, and give them again")}
	return append(models.Problems{url}, slices.DeleteFunc(slices.Clone(problems), isDropped)...)
}

// memberOf returns the name that a field of the record has in this API.
func memberOf(field string, eventType models.EventType) string {
	switch field {
	case "type":
		return "event_type"
	case "url", "method", "content_type":
		return "destination." + field
	case "start", "end":
		return field + "_date"
	case eventType.Filter.Name:
		return eventType.Name + "." + field
	}
	return field
}
