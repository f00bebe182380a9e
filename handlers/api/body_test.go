package api_test

import (
	"bytes"
	"compress/gzip"
	"math/rand/v2"
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
		"not UTF-8":          {"{\"url\":\"\xff\"}", 400, "must be UTF-8. Line 1, column 9: the byte FF"},
		"a mark before it":   {"\ufeff{}", 0, ""},
		"two marks":          {"\ufeff\ufeff{}", 400, "the character U+FEFF where"},
		"on another line":    {"{\n  \"a\": 1,\n}", 400, "not valid JSON. Line 3, column 1: ‘}’ where"},
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

// gzipped packs a text as clients do.
func gzipped(text string) string {
	var packed bytes.Buffer
	w, _ := gzip.NewWriterLevel(&packed, gzip.BestSpeed) // there is such a level
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return packed.String()
}

// random is a text that does not become shorter.
func random(size int) string {
	text := make([]byte, size)
	for i := range text {
		text[i] = byte('a' + rand.IntN(26))
	}
	return string(text)
}

func TestReadPackedBody(t *testing.T) {
	t.Parallel()
	const object = `{"url":"https://shop.test"}`
	packed, long := gzipped(object), `{"a":"`+random(api.BodyLimit-8)+`"}`
	tests := map[string]struct {
		body, encoding string
		status         int // 0: read
		shows          string
	}{
		"packed":                {packed, "gzip", 0, ""},
		"in capitals":           {packed, " GZIP ", 0, ""},
		"its old name":          {packed, "x-gzip", 0, ""},
		"identity":              {object, "identity", 0, ""},
		"packed, and identity":  {packed, "identity, gzip", 0, ""},
		"in two parts":          {gzipped(object[:9]) + gzipped(object[9:]), "gzip", 0, ""},
		"a mark within":         {gzipped("\ufeff" + object), "gzip", 0, ""},
		"as long as allowed":    {gzipped(long), "gzip", 0, ""},
		"a byte too long":       {gzipped(" " + long), "gzip", 413, "The body must be 1 MiB or smaller"},
		"a bomb":                {gzipped(strings.Repeat(" ", api.BodyLimit)), "gzip", 413, "The body must not unpack to more than 100 times its size"},
		"not packed":            {object, "gzip", 400, "said to be packed with gzip, and cannot be unpacked"},
		"nothing":               {"", "gzip", 400, "cannot be unpacked"},
		"cut off":               {packed[:len(packed)-9], "gzip", 400, "cannot be unpacked"},
		"a wrong sum":           {packed[:len(packed)-8] + "12345678", "gzip", 400, "cannot be unpacked"},
		"something behind":      {packed + "x", "gzip", 400, "cannot be unpacked"},
		"packed and not said":   {packed, "", 400, "must be UTF-8"},
		"twice":                 {gzipped(packed), "gzip, gzip", 415, "The body must be packed with gzip, once, or not at all"},
		"twice, and said once":  {gzipped(packed), "gzip", 400, "must be UTF-8"},
		"deflate":               {object, "deflate", 415, "gzip"},
		"br":                    {object, "br", 415, "gzip"},
		"zstd after gzip":       {object, "gzip, zstd", 415, "gzip"},
		"broken JSON, unpacked": {gzipped("{\n]"), "gzip", 400, "Line 2, column 1: ‘]’"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			w, r := httptest.NewRecorder(), httptest.NewRequestWithContext(t.Context(), "POST", "/", strings.NewReader(tt.body))
			r.Header.Set("Content-Encoding", tt.encoding)
			_, err := api.ReadObject(w, r)
			if err == nil || tt.status == 0 {
				if err != nil || tt.status != 0 {
					t.Fatalf("got %v, want %d", err, tt.status)
				}
				return
			}
			status := api.Status(err)
			if sentence := api.Sentence(r, status, err); status != tt.status || !strings.Contains(sentence, tt.shows) {
				t.Errorf("%d %q, want %d with %q", status, sentence, tt.status, tt.shows)
			}
			if api.Report(w, r, err, status); status == 415 && w.Header().Get("Accept-Encoding") != "gzip" {
				t.Error("does not say what is taken")
			}
		})
	}
}
