package code

import (
	"encoding/json"
	"strings"
	"testing"
	"unicode/utf8"
)

// Who reads a body reads what is in it, and in its order.
func TestTextThatTurns(t *testing.T) {
	t.Parallel()
	var shown strings.Builder
	if err := Spans([]Span{{"s", "\"user\u202e<b> nimda\u202c\""}, {"", ", שלום"}}).Render(t.Context(), &shown); err != nil {
		t.Fatal(err)
	}
	want := `<span class="s">&#34;user<span class="turn" title="U+202E">` + "\u202e" + `</span>&lt;b&gt; nimda<span class="turn" title="U+202C">` + "\u202c" + `</span>&#34;</span>, שלום`
	if got := shown.String(); got != want {
		t.Errorf("shown as %q, want %q", got, want)
	}
}

func TestBodyHidesSecrets(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		kind, body   string
		values       bool
		shows, hides []string
	}{
		"plain JSON":                 {"application/json", `{"a":"x","n":12.50}`, true, []string{`"x"`, "12.50"}, nil},
		"secret key":                 {"application/json", `{"password":"hunter2","b":"y"}`, true, []string{`"y"`}, []string{"hunter2"}},
		"secret key with escapes":    {"application/json", `{"p\u0061ssword":"hunter2","api\u005fkey":["hunter3"],"b":"y"}`, true, []string{`"y"`}, []string{"hunter2", "hunter3"}},
		"secret object":              {"application/json", `{"api_token":{"id":"hunter2","n":[1,"hunter3"]},"b":"y"}`, true, []string{`"y"`}, []string{"hunter2", "hunter3"}},
		"secret within text":         {"application/json", `{"say":"password","b":"y"}`, true, []string{`"password"`, `"y"`}, nil},
		"escaped quotes":             {"application/json", `{"a":"x\"password\":1","b":"y"}`, true, []string{`"y"`}, nil},
		"values hidden":              {"application/json", `{"name":"Jones","list":["Ann",7]}`, false, []string{"name", "list"}, []string{"Jones", "Ann", "7"}},
		"form":                       {"application/x-www-form-urlencoded", `type=CREATE&data=%7B%22last_name%22%3A%22Jones%22%7D`, true, []string{"CREATE", "Jones"}, nil},
		"form with secret":           {"application/x-www-form-urlencoded", `token=hunter2&data=%7B%22password%22%3A%22hunter3%22%7D`, true, []string{"token"}, []string{"hunter2", "hunter3"}},
		"form, values hidden":        {"application/x-www-form-urlencoded", `type=CREATE&data=%7B%22last_name%22%3A%22Jones%22%7D`, false, []string{"last_name"}, []string{"CREATE", "Jones"}},
		"form, hidden bare number":   {"application/x-www-form-urlencoded", `number_of_attempts=77`, false, []string{"number_of_attempts"}, []string{"77"}},
		"XML":                        {"text/xml; charset=utf-8", `<?xml version="1.0"?><profile><id>7</id><fields><city>Delft</city></fields></profile>`, true, []string{"<city>Delft</city>", `version="1.0"`}, nil},
		"XML, secret element":        {"text/xml", `<fields><password>hunter2</password><api_token><id>hunter3</id><n/></api_token><b>y</b></fields>`, true, []string{"<b>y</b>", "<password>"}, []string{"hunter2", "hunter3"}},
		"XML, secret field":          {"text/xml", `<fields><field name="my password">hunter2</field><field name="my city">Delft</field></fields>`, true, []string{`"my password"`, "Delft"}, []string{"hunter2"}},
		"XML, secret attribute":      {"text/xml", `<a token='hunter2' b="y"><![CDATA[z]]></a>`, true, []string{"y", "z"}, []string{"hunter2"}},
		"XML, secret in CDATA":       {"text/xml", `<password><![CDATA[hunter2]]></password><!-- y -->`, true, []string{"y"}, []string{"hunter2"}},
		"XML, nested secrets":        {"text/xml", `<secret><secret>hunter2</secret>hunter3</secret><b>y</b>`, true, []string{"y"}, []string{"hunter2", "hunter3"}},
		"XML, values hidden":         {"text/xml", `<?xml version="1.0"?><!-- Jones --><fields kind="Ann"><name>Jones</name><field name="my city">Delft</field><![CDATA[Ann]]></fields>`, false, []string{"<name>", "my city"}, []string{"Jones", "Delft", "Ann"}},
		"XML that ends early":        {"text/xml", `<fields><city>Delft</city><password>hunt`, true, []string{"Delft"}, []string{"hunt"}},
		"XML that ends in a tag":     {"text/xml", `<fields><city token="hunt`, true, []string{"city"}, []string{"hunt"}},
		"XML that is none":           {"text/xml", `</a></b>< token="hunter2"><<password>hunter3`, true, []string{"a"}, []string{"hunter2", "hunter3"}},
		"text, values hidden":        {"text/plain", `Jones`, false, nil, []string{"Jones"}},
		"text":                       {"text/plain", `<script>alert(1)</script>`, true, []string{"<script>"}, nil},
		"JSON that ends early":       {"application/json", `{"name":"Jones","password":"hunter2","api_token":{"id":"hunter3`, true, []string{"Jones"}, []string{"hunter2", "hunter3"}},
		"JSON that is only a number": {"application/json", `42`, true, []string{"42"}, nil},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			body := New(tt.kind, []byte(tt.body), tt.values)
			for way, text := range map[string]string{"pretty": join(body.Pretty), "raw": body.Raw} {
				clear := unescape(text)
				for _, want := range tt.shows {
					if !strings.Contains(clear, want) {
						t.Errorf("%s lacks %q:\n%s", way, want, clear)
					}
				}
				for _, secret := range tt.hides {
					if strings.Contains(clear, secret) {
						t.Errorf("%s shows %q:\n%s", way, secret, clear)
					}
				}
			}
		})
	}
}

func TestPrettyXML(t *testing.T) {
	t.Parallel()
	body := `<?xml version="1.0" encoding="UTF-8"?>` + "\n" + `<profile><id>55</id><fields><city>Delft</city><note/><none></none></fields><interests/></profile>`
	want := strings.Join([]string{
		`<?xml version="1.0" encoding="UTF-8"?>`, "<profile>", "  <id>55</id>", "  <fields>", "    <city>Delft</city>",
		"    <note/>", "    <none></none>", "  </fields>", "  <interests/>", "</profile>",
	}, "\n")
	shown := New("text/xml", []byte(body), true)
	if got := join(shown.Pretty); got != want {
		t.Errorf("%s\nwant\n%s", got, want)
	}
	if shown.Raw != body || shown.Kind != "XML" {
		t.Errorf("%s, raw %s", shown.Kind, shown.Raw)
	}
	if first := join(FirstLines(shown.Pretty, 3)); first != strings.Join(strings.Split(want, "\n")[:3], "\n")+"\n…" {
		t.Errorf("first lines %q", first)
	}
}

// FuzzXML looks for XML that is shown other than it is, or with its secret.
func FuzzXML(f *testing.F) {
	for _, seed := range []string{`<a b="c">d</a>`, `<a`, `<a b="`, `<!-- <a>`, `</>`, `<?xml ?><![CDATA[ ]]>`, `<a/><b>` + "\n", `<field name='token' x="y">`} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		if !utf8.ValidString(text) {
			return
		}
		if clear := join(masker{}.xml([]byte(text), false)); clear != text && !strings.Contains(clear, Hidden) {
			t.Errorf("%q is shown as %q", text, clear)
		}
		if strings.ContainsAny(text, "<>\"'") {
			return
		}
		for _, pretty := range []bool{true, false} {
			if shown := join(masker{}.xml([]byte("<a><password>"+text+"hunter2</password></a>"), pretty)); strings.Contains(shown, "hunter2") {
				t.Errorf("%q shows its secret: %q", text, shown)
			}
		}
	})
}

func TestRawBodyKeepsItsBytes(t *testing.T) {
	t.Parallel()
	for _, body := range []string{`{"b": 1.0e5,  "a":"é"}`, `[{"x":null}]`} {
		if got := New("application/json", []byte(body), true).Raw; got != body {
			t.Errorf("raw %q, want %q", got, body)
		}
	}
}

func TestLongBodyIsCut(t *testing.T) {
	t.Parallel()
	body := New("text/plain", []byte(strings.Repeat("é", shownLimit)), true)
	if !body.Cut() || len(body.Raw) > shownLimit {
		t.Errorf("cut %v, %d bytes", body.Cut(), len(body.Raw))
	}
}

func TestKeptBeginning(t *testing.T) {
	t.Parallel()
	text := strings.Repeat("x", 100) + "é"
	body := New("text/plain", []byte(text[:101]), true).Of(5000) // cut within the é
	if body.Kind != "text" || body.Raw != text[:100] {
		t.Errorf("%s %q", body.Kind, body.Raw)
	}
	if !body.Cut() || body.Shown() != 101 {
		t.Errorf("cut %v, %d bytes shown", body.Cut(), body.Shown())
	}
	if New("text/plain", []byte(text), true).Cut() {
		t.Error("a whole text is called cut")
	}
	if !New("text/plain", []byte(text), true).Of(-1).Cut() {
		t.Error("the beginning of an endless text is called whole")
	}
}

func TestMasked(t *testing.T) {
	t.Parallel()
	text := `{"a":12.50, "password" : "x","token":{"b":[1,null]},"c":"` + strings.Repeat("long", 40000) + `"}`
	got := string(Masked([]byte(text)))
	want := strings.NewReplacer(`"x"`, `"•••"`, `[1,null]`, `["•••","•••"]`).Replace(text)
	if got != want || !json.Valid([]byte(got)) {
		t.Errorf("%.200q", got)
	}
}
