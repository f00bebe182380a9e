package console

import (
	"encoding/json"
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"
	"unicode/utf8"

	"callboard/models"
	"callboard/models/profile"
	"callboard/models/records"
	"callboard/views"
	"callboard/views/code"
)

// emptyFields is how many empty fields the form offers at a time.
const emptyFields = 3

// shown is a stored value as the form shows it: what kind it is, and its text
// as a page can carry it. Of what is secret there is no text.
func shown(f profile.Field) (kind, text string) {
	if kind, text = carriedValue(f.Value); code.Hides(f.Name, f.Value) {
		text = ""
	}
	return kind, text
}

func carriedValue(value json.RawMessage) (kind, text string) {
	switch text = records.Plain(value); {
	case string(value) == "null":
		return views.ValueNone, ""
	case string(value) == "true" || string(value) == "false":
		return views.ValueFlag, text
	case strings.HasPrefix(string(value), `"`):
		return views.ValueText, carried(text)
	case strings.ContainsAny(string(value[:1]), "{["):
		return views.ValueJSON, carried(text)
	}
	return views.ValueNumber, text
}

// carried is what comes back of a text that a page shows: without characters
// that HTML has not, with one kind of line end.
func carried(text string) string {
	text = strings.Map(func(c rune) rune {
		if c == 0 {
			return utf8.RuneError
		}
		return c
	}, strings.ToValidUTF8(text, string(utf8.RuneError)))
	return strings.NewReplacer("\r\n", "\n", "\r", "\n").Replace(text)
}

// valueOf reads a value as it was typed, or says what is wrong with it.
func valueOf(kind, text string) (json.RawMessage, string) {
	plain := strings.TrimSpace(text)
	switch kind {
	case views.ValueNumber:
		if !isNumber(plain) {
			return nil, "Number must be written like 24.50 or -3"
		}
		return json.RawMessage(plain), ""
	case views.ValueFlag:
		flag := strings.ToLower(plain)
		if flag != "true" && flag != "false" {
			return nil, "Enter true or false"
		}
		return json.RawMessage(flag), ""
	case views.ValueNone:
		if plain != "" {
			return nil, "Clear the value, or select what kind it is"
		}
		return json.RawMessage("null"), ""
	case views.ValueJSON:
		if wrong := models.NoJSON([]byte(plain)); wrong != "" {
			return nil, "List or object " + wrong
		}
		return json.RawMessage(plain), ""
	}
	return records.JSON(text), ""
}

func isNumber(text string) bool {
	var n json.Number
	return json.Unmarshal([]byte(text), &n) == nil && text != "null" && text[0] != '"'
}

// fieldsOf are the fields of a profile as the form shows them.
func fieldsOf(data profile.Data) []views.ProfileField {
	fields := make([]views.ProfileField, len(data.Fields))
	for i, f := range data.Fields {
		kind, text := shown(f)
		fields[i] = views.ProfileField{
			ID: "value-" + strconv.Itoa(i+1), Name: f.Name, Sent: string(records.JSON(f.Name)), Kind: kind, Text: text, Secret: code.Hides(f.Name, f.Value),
		}
	}
	return fields
}

// moreFields adds empty fields to those that were typed.
func moreFields(typed []views.ProfileField) []views.ProfileField {
	fields := slices.Concat(typed, make([]views.ProfileField, emptyFields))
	for i := range fields {
		fields[i].ID = "field-" + strconv.Itoa(i+1)
	}
	return fields
}

// profileReading takes the form of a profile as it was typed.
type profileReading struct {
	was     profile.Data // what is stored; zero for a new one
	changes profile.Input
	form    *views.ProfileForm
}

// readProfileFields fills the form with what was typed, and returns what that asks for.
// What nobody touched is not asked for, so that its bytes stay.
func readProfileFields(r *http.Request, was profile.Data, form *views.ProfileForm) profile.Input {
	reading := profileReading{was: was, form: form}
	form.Key, form.More = r.PostFormValue("key"), r.PostFormValue("more") != ""
	values, kinds := r.PostForm["known_value"], r.PostForm["known_kind"]
	for i, sent := range r.PostForm["known"] {
		if i < len(values) && i < len(kinds) {
			reading.readStored(sent, views.ProfileField{Sent: sent, Kind: kinds[i], Text: carried(values[i])})
		}
	}
	values, kinds = r.PostForm["field_value"], r.PostForm["field_kind"]
	for i, name := range r.PostForm["field_name"] {
		f := views.ProfileField{Name: strings.TrimSpace(carried(name))}
		if i < len(values) && i < len(kinds) {
			f.Kind, f.Text = kinds[i], carried(values[i])
		}
		if f.Name != "" || f.Text != "" {
			reading.readNew(f)
		}
	}
	form.New = moreFields(form.New)
	form.Interests = carried(r.PostFormValue("interests"))
	if form.Interests != strings.Join(was.Interests, "\n") && was.Profile == "" {
		reading.changes.Interests = interestsIn(form.Interests)
	}
	return reading.changes
}

// readStored takes a field that was there when the form was shown.
func (reading *profileReading) readStored(sent string, f views.ProfileField) {
	if json.Unmarshal([]byte(sent), &f.Name) != nil {
		return
	}
	f.ID, f.Secret = "value-"+strconv.Itoa(len(reading.form.Known)+1), code.IsSecret(f.Name)
	i := slices.IndexFunc(reading.was.Fields, func(stored profile.Field) bool { return stored.Name == f.Name })
	if i >= 0 {
		f.Secret = code.Hides(f.Name, reading.was.Fields[i].Value)
		if kind, text := shown(reading.was.Fields[i]); kind != f.Kind || text != f.Text {
			f.Stored = orNothing(text)
			reading.noteChange(f)
		}
	} else {
		reading.noteChange(f)
	}
	reading.form.Known = append(reading.form.Known, f)
}

func orNothing(text string) string {
	if text == "" {
		return "nothing"
	}
	return text
}

// readNew takes a field that was typed into an empty line.
func (reading *profileReading) readNew(f views.ProfileField) {
	f.ID = "field-" + strconv.Itoa(len(reading.form.New)+1)
	same := func(name string) bool { return name == f.Name }
	there := slices.ContainsFunc(reading.was.Fields, func(stored profile.Field) bool { return same(stored.Name) }) ||
		slices.ContainsFunc(reading.changes.Fields, func(typed profile.Field) bool { return same(typed.Name) })
	switch {
	case f.Name == "":
		reading.form.Problems.Note(f.ID, models.Blank, "Enter the name of the field")
	case utf8.RuneCountInString(f.Name) > profile.NameLimit:
		reading.form.Problems.Note(f.ID, models.TooLong, fmt.Sprintf("Name must be %d characters or fewer", profile.NameLimit))
	case there:
		reading.form.Problems.Note(f.ID, models.Taken, "There is a field ‘"+f.Name+"’ already. Change it there")
	default:
		reading.noteChange(f)
	}
	reading.form.New = append(reading.form.New, f)
}

// noteChange asks for the value of a field, or notes what is wrong with it.
func (reading *profileReading) noteChange(f views.ProfileField) {
	value, problem := valueOf(f.Kind, f.Text)
	if problem != "" {
		reading.form.Problems.Note(f.ID, models.Malformed, problem)
		return
	}
	reading.changes.Fields = append(reading.changes.Fields, profile.Field{Name: f.Name, Value: value})
}

// interestsIn reads interests, one a line, each once. It is never nil.
func interestsIn(text string) []string {
	names := []string{}
	for line := range strings.Lines(text) {
		if name := strings.TrimSpace(line); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	return names
}
