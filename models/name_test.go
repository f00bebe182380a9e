package models_test

import (
	"testing"

	"callboard/models"
)

func TestTextsOfOneLine(t *testing.T) {
	t.Parallel()
	event := func(c models.Callback) models.Problems {
		c.Kind = models.KindEvent
		if c.URL == "" {
			c.URL = "https://a.example/"
		}
		if len(c.Types) == 0 {
			c.Types = []models.CallbackType{{Type: "person_added"}}
		}
		return c.Check()
	}
	list := func(id string) models.Callback {
		return models.Callback{Types: []models.CallbackType{{Type: "subscription_added", FilterValue: id}}}
	}
	for name, text := range map[string]string{
		"a line break": "a\nb", "a return": "a\rb", "a tab": "a\tb", "an escape": "a\x1b[2Jb", "a NUL": "a\x00b", "a reversal": "a\u202eb", "an isolate": "a\u2067b", "a line separator": "a\u2028b", "no text": "a\xffb",
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			for _, one := range []struct {
				what, field string
				found       models.Problems
			}{
				{"company", "name", models.Company{Name: text}.Check()},
				{"location", "name", models.Location{Name: text}.Check()},
				{"location", "code", models.Location{Name: "a", Code: text}.Check()},
				{"key", "name", models.APIKey{Name: text, Role: models.Viewer}.Check()},
				{"callback", "name", event(models.Callback{Name: text})},
				{"callback", "url", event(models.Callback{URL: "https://a.example/" + text})},
				{"callback", "user", event(models.Callback{Settings: models.Settings{User: text}, EncryptedSecrets: []byte("x")})},
				{"callback", "expands", event(models.Callback{Settings: models.Settings{Expands: text}})},
				{"callback", "list_id", event(list(text))},
			} {
				if one.found.On(one.field) == "" {
					t.Errorf("%s of a %s may be %q", one.field, one.what, text)
				}
			}
		})
	}
	const odd = "Ünï 健身 👩‍👩‍👧 O’Neill مرحبا שלום\u200f"
	for _, problems := range []models.Problems{models.Company{Name: odd}.Check(), event(models.Callback{Name: odd}), event(list(odd))} {
		if len(problems) > 0 {
			t.Error(problems)
		}
	}
}
