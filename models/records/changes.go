package records

import (
	"bytes"
	"cmp"
	"encoding/json"
	"slices"
	"strings"

	"callboard/models"
)

// Difference is one field that a change of a record changed.
type Difference struct {
	Field string          `json:"field"`
	Old   json.RawMessage `json:"old_value"`
	New   json.RawMessage `json:"new_value"`
}

// Differences lists the fields in which two states of a record differ, the
// time of the change aside. Before the first state all was null. A record that
// is gone has no state, and what it was stands in the change before.
func (r Resource) Differences(before, after []byte) []Difference {
	changed := []Difference{}
	var was, is values
	if len(after) == 0 || json.Unmarshal(after, &is) != nil {
		return changed
	}
	if len(before) > 0 && json.Unmarshal(before, &was) != nil {
		return changed
	}
	for _, f := range r.Fields {
		old, now := orNull(was[f.Name]), orNull(is[f.Name])
		if f.Name != "modified_ts" && !bytes.Equal(old, now) {
			changed = append(changed, Difference{f.Name, old, now})
		}
	}
	return changed
}

func orNull(value json.RawMessage) json.RawMessage {
	if len(value) == 0 {
		return json.RawMessage("null")
	}
	return value
}

// Texts returns the fields of a record as people read them; what is null is
// "".
func (r Resource) Texts(data []byte) map[string]string {
	var v values
	if json.Unmarshal(data, &v) != nil {
		return nil
	}
	texts := make(map[string]string, len(v))
	for name, value := range v {
		texts[name] = Plain(value)
	}
	return texts
}

// Plain writes the JSON of one field as people read it.
func Plain(value json.RawMessage) string {
	if string(value) == "null" {
		return ""
	}
	return unquoted(value)
}

// Title is what lists call a record: "Ines Bakker", "24.50 sale".
func (r Resource) Title(texts map[string]string) string {
	var words []string
	for _, name := range r.Names {
		if texts[name] != "" {
			words = append(words, texts[name])
		}
	}
	if len(words) == 0 {
		return r.Label
	}
	title := strings.Join(words, " ")
	if f := r.Field(r.Names[0]); f.Kind == Integer {
		return r.Label + " " + title
	}
	return title
}

// Field returns the field with this name, which must be one of r.
func (r Resource) Field(name string) Field {
	i := slices.IndexFunc(r.Fields, func(f Field) bool { return f.Name == name })
	return r.Fields[i]
}

// Typed returns what a form asks for: the fields whose text is not what they
// hold, as JSON; emptied ones are null.
func (r Resource) Typed(texts, held map[string]string) map[string]json.RawMessage {
	fields := map[string]json.RawMessage{}
	for _, f := range r.Typeable() {
		text := strings.TrimSpace(texts[f.Name])
		switch {
		case text == strings.TrimSpace(held[f.Name]):
		case text == "":
			fields[f.Name] = json.RawMessage("null")
		case f.Kind == Flag:
			fields[f.Name] = jsonText(map[string]string{"true": "1", "false": "0"}[text])
		default:
			fields[f.Name] = jsonText(text)
		}
	}
	return fields
}

// Typeable are the fields that a person fills in: all but those that
// Callboard writes, and the location, which is that of the list.
func (r Resource) Typeable() []Field {
	var list []Field
	for _, f := range r.Fields {
		if f.Kind != Own && f.Name != "location_id" {
			list = append(list, f)
		}
	}
	return list
}

// Worded returns problems in the words of a form.
func (r Resource) Worded(problems models.Problems) models.Problems {
	worded := slices.Clone(problems)
	for i, problem := range worded {
		if j := slices.IndexFunc(r.Fields, func(f Field) bool { return f.Name == problem.Field }); j >= 0 {
			words := r.Fields[j].Words()
			worded[i].Text = strings.TrimSuffix(strings.Replace(problem.Text, r.Fields[j].Label(), words, 1), ".")
			if problem.Code == models.Blank {
				worded[i].Text = "Enter the " + strings.ToLower(words[:1]) + words[1:]
			}
		}
	}
	return worded
}

// JSON writes text as the JSON of a field.
func JSON(text string) json.RawMessage { return jsonText(text) }

// Words writes a field as forms do: "Last name", "Product transaction ID".
func (f Field) Words() string {
	words := strings.Split(f.Name, "_")
	for i, word := range words {
		words[i] = cmp.Or(spelled[word], word)
	}
	words[0] = strings.ToUpper(words[0][:1]) + words[0][1:]
	return strings.Join(words, " ")
}

// spelled writes out what the names of fields shorten. It is never changed.
var spelled = map[string]string{
	"id": "ID", "api": "API", "num": "number", "trx": "transaction", "ext": "extension", "exp": "expiry",
	"accountvault": "account vault", "transactionbatch": "transaction batch",
}
