package wire_test

import (
	"bytes"
	"encoding/json"
	"encoding/xml"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"strings"
	"testing"

	"callboard/models"
	"callboard/wire"
)

// hostile are fields that try to break out of the document, to mislead its
// readers, or to pass the limits of their parsers.
func hostile() map[string]string {
	return map[string]string{
		"nothing": `{}`, "names": hostileNames, "unicode": unicode,
		"markup":          `{"a":"</a><b c=\"d\">","<b/>":"<![CDATA[x]]>","<!--":"-->","<?x?>":"&#0;&lt;&amp;amp;","\"/>":"'\""}`,
		"entities":        `{"<!DOCTYPE x [<!ENTITY e SYSTEM \"file:///etc/passwd\">]>":"&e;"}`,
		"blanks":          `{"a":"\r","b":"\r\n","c":"\n\n","d":"\t","e":" ","\r\n\t ":"\u00a0\u3000","f":"]]>"}`,
		"bytes no text":   "{\"a\xff\":\"\xc3\x28 \xed\xa0\x80 \xf8\",\"\xc0\x80\":[\"\xfe\"]}",
		"forbidden":       `{"a\u0001":"\u0000\u0001\u001f\u007f\u0080\u009f\ufffe\uffff","\ufffe":"\ud800x\udc00","b":"\ufdd0\ud83f\udfff"}`,
		"reserved":        `{"xml":1,"XML":2,"xMl:lang":3,"xmlns:x":4,"x:y":5,":":6,"xmln":7,"Xml":{"xml":[8]}}`,
		"our own":         `{"field":{"field":"x"},"item":["item"],"interest":{"interests":["interest"]},"profile":{"id":1}}`,
		"almost names":    `{"-":1,".":2,"·a":3,"a·":4,"\u0301a":5,"a\u0301":6,"_":7,"a b":8,"é":9,"\u2028":10,"a\u037e":11,"\u00d7":12,"\u2070":13}`,
		"later letters":   `{"ƀ":1,"ȡ":2,"ʩ":3,"Ԁ":4,"ࠀ":5,"ꙁ":6,"ﬀ":7,"𐀀":8,"鿋":9,"ꥠ":10}`,
		"bidi":            `{"\u202etxt.exe":"\u202e","\u200b":"\ufeff","a\u200d":1,"\ufeffa":2}`,
		"numbers":         `{"a":-0,"b":1E400,"c":0.10,"d":123456789012345678901234567890,"e":1e-99999}`,
		"words":           `{"a":true,"b":false,"c":null,"d":"null","e":""}`,
		"nested":          `{"a":[[],[[]],{},{"":{}},[{"x y":[1,"2",null,true]}]]}`,
		"deep arrays":     `{"a":` + strings.Repeat("[", 3000) + `"<&>",1` + strings.Repeat("]", 3000) + `}`,
		"deep objects":    `{"a":` + strings.Repeat(`{"b c":`, 3000) + "\"\xff\"" + strings.Repeat("}", 3000) + `}`,
		"at the bound":    `{"a":` + strings.Repeat("[", 97) + `"x",{"y":1},[2],"\u00e9",null,1.50` + strings.Repeat("]", 97) + `}`,
		"long name":       `{"` + strings.Repeat("n", 60_000) + `":1,"` + strings.Repeat("é", 501) + `":2,"` + strings.Repeat("é", 500) + `":3}`,
		"long text":       `{"a":"` + strings.Repeat(`<\u0000&`, 100_000) + `"}`,
		"many":            `{"a":[` + strings.Repeat(`{"b":"c"},`, 20_000) + `0]}`,
		"same name often": `{"a":1,"a":2,"\u0061":3}`,
	}
}

func TestXMLTellsWhatJSONTells(t *testing.T) {
	t.Parallel()
	files := map[string][]byte{}
	for name, data := range hostile() {
		t.Run(name, func(t *testing.T) {
			files[name] = toldTwice(t, since(holding(hostileNames), change(models.Profile, models.Update, holding(data))))
			files[name+" flat"] = toldTwice(t, change(models.Subprofile, models.Delete, data))
		})
	}
	xmllint(t, files)
}

func TestNamesAreTakenByEveryParser(t *testing.T) {
	t.Parallel()
	var all bytes.Buffer
	all.WriteString(`{"_":0`)
	for r := rune(0x20); r < 0x10100; r++ {
		for _, name := range []string{string(r), "a" + string(r)} {
			written, err := json.Marshal(name)
			if err != nil {
				t.Fatal(err)
			}
			fmt.Fprintf(&all, ",%s:1", written)
		}
	}
	all.WriteByte('}')
	document := toldTwice(t, change(models.Profile, models.Create, holding(all.String())))
	if elements := bytes.Count(document, []byte("/")) - bytes.Count(document, []byte("</field>")); elements < 50_000 {
		t.Errorf("%d names are elements: letters are missing", elements)
	}
	xmllint(t, map[string][]byte{"names": document})
}

// xmllint has a parser that is not Go's read the documents.
func xmllint(t *testing.T, files map[string][]byte) {
	t.Helper()
	path, err := exec.LookPath("xmllint")
	if err != nil {
		t.Fatalf("xmllint is missing, make test installs it: %v", err)
	}
	folder := t.TempDir()
	args := []string{"--noout", "--nonet"}
	for name, document := range files {
		file := filepath.Join(folder, strings.ReplaceAll(name, " ", "-")+".xml")
		if err := os.WriteFile(file, document, 0o600); err != nil {
			t.Fatal(err)
		}
		args = append(args, file)
	}
	if out, err := exec.CommandContext(t.Context(), path, args...).CombinedOutput(); err != nil || len(out) > 0 {
		t.Errorf("xmllint: %v\n%.4000s", err, out)
	}
}

func FuzzDatabaseXML(f *testing.F) {
	for _, data := range hostile() {
		if len(data) < 10_000 {
			f.Add(data, profile, true)
		}
	}
	f.Add(profile, formerProfile, false)
	f.Fuzz(func(t *testing.T, data, before string, flat bool) {
		if !isObject(data) {
			t.Skip()
		}
		if !flat {
			data = holding(data)
		}
		toldTwice(t, since(before, change(models.Profile, models.Update, data)))
		toldTwice(t, change(models.Subprofile, models.Create, data))
	})
}

// toldTwice builds both forms of an attempt, reads them, and finds the same
// in both. It returns the XML.
func toldTwice(t *testing.T, a wire.Attempt) []byte {
	t.Helper()
	asJSON, err := wire.Build(a)
	if err != nil {
		t.Fatal(err)
	}
	asXML, err := wire.Build(inXML(a))
	if err != nil {
		t.Fatal(err)
	}
	root, _, _ := strings.Cut(a.Event.Type, ".")
	d := json.NewDecoder(bytes.NewReader(asJSON.Body))
	d.UseNumber()
	want, got := expected(t, d, root, 1), parsed(t, asXML.Body)
	if found := difference(want, got); found != "" {
		t.Fatalf("the XML does not tell what the JSON tells: %s", found)
	}
	return asXML.Body
}

// node is an element: a field of any name, its text or its members.
type node struct {
	Name, Text string
	In         []node
}

// difference says where two elements are different, "" for nowhere.
func difference(want, got node) string {
	if want.Name != got.Name || want.Text != got.Text || len(want.In) != len(got.In) {
		return fmt.Sprintf("want %.2000q, got %.2000q", fmt.Sprint(want), fmt.Sprint(got))
	}
	for i := range want.In {
		if found := difference(want.In[i], got.In[i]); found != "" {
			return found
		}
	}
	return ""
}

// expected reads the next value as the element of the given name that it
// becomes, depth elements down.
func expected(t *testing.T, d *json.Decoder, name string, depth int) node {
	t.Helper()
	n := node{Name: allowed(name)}
	if depth == 100 {
		var rest json.RawMessage
		if err := d.Decode(&rest); err != nil {
			t.Fatal(err)
		}
		if strings.Contains("{[", string(rest[:1])) {
			n.Text = allowed(string(rest))
			return n
		}
		d = json.NewDecoder(bytes.NewReader(rest))
		d.UseNumber()
	}
	switch token := next(t, d).(type) {
	case json.Delim:
		for d.More() {
			item := "item"
			if depth == 2 && name == "interests" {
				item = "interest"
			}
			if token == '{' {
				item, _ = next(t, d).(string)
			}
			n.In = append(n.In, expected(t, d, item, depth+1))
		}
		next(t, d)
	case nil:
	default:
		n.Text = allowed(fmt.Sprint(token))
	}
	return n
}

func next(t *testing.T, d *json.Decoder) json.Token {
	t.Helper()
	token, err := d.Token()
	if err != nil {
		t.Fatal(err)
	}
	return token
}

// allowed puts U+FFFD in the place of what XML 1.0 cannot say (2.2, Char).
func allowed(text string) string {
	return strings.Map(func(r rune) rune {
		if r == '\t' || r == '\n' || r == '\r' || r >= 0x20 && r <= 0xd7ff || r >= 0xe000 && r <= 0xfffd || r >= 0x10000 {
			return r
		}
		return 0xfffd
	}, text)
}

// parsed reads a document with the strict parser of Go.
func parsed(t *testing.T, document []byte) node {
	t.Helper()
	d := xml.NewDecoder(bytes.NewReader(document))
	open := []node{{}}
	for {
		token, err := d.Token()
		if errors.Is(err, io.EOF) {
			return open[0].In[0]
		}
		if err != nil {
			t.Fatalf("%v in %.4000s", err, document)
		}
		last := len(open) - 1
		switch token := token.(type) {
		case xml.StartElement:
			n := node{Name: token.Name.Local}
			for _, a := range token.Attr {
				n.Name = a.Value
			}
			if token.Name.Space != "" || len(token.Attr) > 0 && (token.Name.Local != "field" || token.Attr[0].Name.Local != "name") {
				t.Fatalf("unexpected element %v", token)
			}
			open = append(open, n)
		case xml.CharData:
			open[last].Text += string(token)
		case xml.EndElement:
			open[last-1].In = append(open[last-1].In, open[last])
			open = open[:last]
		case xml.ProcInst:
			if last > 0 || len(open[0].In) > 0 {
				t.Fatalf("unexpected instruction %v", token)
			}
		default:
			t.Fatalf("unexpected %T", token)
		}
	}
}
