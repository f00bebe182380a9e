package api_test

import (
	"net/http/httptest"
	"strings"
	"testing"

	"callboard/handlers/api"
)

func TestReadObject(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body   string
		status int // 0: read
		shows  string
	}{
		"an object":          {`{"url":"https://shop.test"}`, 0, ""},
		"blanks around":      {" \n{ } \t", 0, ""},
		"nothing":            {``, 400, "must be a JSON object"},
		"an array":           {`[{}]`, 400, "must be a JSON object"},
		"a text":             {`"{}"`, 400, "must be a JSON object"},
		"null":               {`null`, 400, "must be a JSON object"},
		"a form":             {`url=https%3A%2F%2Fshop.test`, 400, "must be a JSON object"},
		"cut off":            {`{"url":"https://sh`, 400, "not valid JSON"},
		"cut off in a value": {`{"a":{"b":[1,`, 400, "not valid JSON"},
		"no value":           {`{"a"}`, 400, "not valid JSON"},
		"a comma too many":   {`{"a":1,}`, 400, "not valid JSON"},
		"a number as name":   {`{1:2}`, 400, "not valid JSON"},
		"two objects":        {`{}{}`, 400, "nothing after it"},
		"a brace too many":   {`{}}`, 400, "nothing after it"},
		"a name twice":       {`{"url":"a","url":"b"}`, 400, "name url twice"},
		"not UTF-8":          {"{\"url\":\"\xff\"}", 400, "must be UTF-8"},
		"as deep as allowed": {`{"a":` + strings.Repeat("[", 999) + `"[[\"[["` + strings.Repeat("]", 999) + `}`, 0, ""},
		"a level too deep":   {`{"a":` + strings.Repeat("[", 1000) + strings.Repeat("]", 1000) + `}`, 400, "nested more than 1,000 deep"},
		"very deep":          {strings.Repeat(`{"a":`, 200_000), 400, "nested more than 1,000 deep"},
		"as long as allowed": {`{"a":"` + strings.Repeat("x", api.BodyLimit-8) + `"}`, 0, ""},
		"a byte too long":    {`{"a":"` + strings.Repeat("x", api.BodyLimit-7) + `"}`, 413, "1 MiB"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, r := httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), "POST", "/", strings.NewReader(tt.body))
			_, err := api.ReadObject(w, r)
			if tt.status == 0 {
				if err != nil {
					t.Fatalf("refused: %v", err)
				}
				return
			}
			if err == nil {
				t.Fatal("was read")
			}
			status := api.Status(err)
			if sentence := api.Sentence(r, status, err); status != tt.status || !strings.Contains(sentence, tt.shows) {
				t.Errorf("%d %q, want %d with %q", status, sentence, tt.status, tt.shows)
			}
		})
	}
}
