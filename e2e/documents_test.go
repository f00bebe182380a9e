package e2e

import (
	"bufio"
	"bytes"
	"cmp"
	"encoding/json"
	"flag"
	"fmt"
	"io"
	"maps"
	"net/http"
	"os"
	"os/exec"
	"reflect"
	"regexp"
	"slices"
	"strings"
	"testing"
	"time"

	"callboard/docs"
	"callboard/models"
)

var update = flag.Bool("update", false, "write the answers to the samples of docs/api that are no longer as they are answered")

// TestSamplesOfTheAPIs has a shell run the samples of docs/api as they stand,
// against the program: the answer of each has the status, the headers, the
// members and the texts of errors that its page shows. With -update it writes
// the answers into the pages.
func TestSamplesOfTheAPIs(t *testing.T) {
	t.Parallel()
	p := start(t, "-allow-destinations", "127.0.0.1/32")
	system := p.verb("key", "add", "-role", "admin", "Samples")
	pages, err := docs.Pages()
	if err != nil {
		t.Fatal(err)
	}
	for _, page := range pages {
		t.Run(page.Name, func(t *testing.T) {
			reader := newSampleReader(stage(t, p, system), system)
			for _, call := range page.Calls {
				reader.try(page.Name, call)
			}
		})
	}
}

// sampleReader does what a page says, as its reader would: it puts what an
// answer shows as $CALLBACK into the samples behind it.
type sampleReader struct {
	*scene
	known map[string]string // what names of the page stand for
}

// crm is where the callbacks of the pages lead.
const crm = "https://crm.example"

func newSampleReader(s *scene, system string) *sampleReader {
	s.Helper()
	type made struct{ ID string }
	database := want[made](s.T, s.key.call("POST", "/api/v1/companies/"+s.company+"/databases", `{"name":"Members"}`), 201).ID
	collection := want[made](s.T, s.key.call("POST", "/api/v1/databases/"+database+"/collections", `{"name":"Orders"}`), 201).ID
	return &sampleReader{s, map[string]string{
		"URL": s.p.url, "KEY": s.key.key, "KEY_NAME": "Conformance", "ADMIN_KEY": system, "COMPANY": s.company, "LOCATION": s.location, "DATABASE": database, "COLLECTION": collection,
	}}
}

// try makes a call, and compares what is answered. What happens in the
// background is waited for.
func (r *sampleReader) try(page string, call docs.Call) {
	r.Helper()
	if call.Title == "Send all deliveries again that match a filter" {
		r.publishMany()
	}
	for _, sample := range call.Samples {
		got, problem := r.settled(call, sample)
		switch {
		case problem == "":
		case *update:
			r.write(page, sample, got)
		default:
			r.Fatalf("docs/api/%s.md, %s: %s (-update writes what is answered)\nanswered %d %v %s\nto %s",
				page, call.Title, problem, got.code, got.header, got.body, sample.Command)
		}
	}
}

// settled makes a call until its answer is as the page shows it, which may take a
// moment where it tells of what happens in the background. It returns the last answer,
// and what of it is otherwise.
func (r *sampleReader) settled(call docs.Call, sample docs.Sample) (got answer, problem string) {
	r.Helper()
	wait := patience
	if *update {
		wait = 2 * time.Second
	}
	deadline, tick := time.After(wait), time.NewTicker(20*time.Millisecond)
	defer tick.Stop()
	for {
		got = r.run(sample.Command)
		problem = r.compare(got, sample.Answer)
		if problem == "" || !strings.HasPrefix(call.Routes[0], "GET ") {
			return got, problem
		}
		select {
		case <-tick.C:
		case <-deadline:
			return got, problem
		}
	}
}

// publishMany publishes as many events as a resend of one each second needs to
// be still under way when it is read and stopped.
func (r *sampleReader) publishMany() {
	r.Helper()
	events := strings.Repeat(`,{"type":"order.paid","data":{"total":20}}`, 60)
	want[any](r.T, r.key.call("POST", "/api/v1/companies/"+r.company+"/events", "["+events[1:]+"]"), 202)
	until(r.T, "they are delivered", func() bool {
		var statistics struct{ Delivered int }
		got := r.key.call("GET", "/api/v1/statistics?company="+r.company, "")
		return json.Unmarshal([]byte(got.body), &statistics) == nil && statistics.Delivered >= 60
	})
}

// run has a shell run a command, and reads what curl answers.
func (r *sampleReader) run(command string) answer {
	r.Helper()
	command = strings.ReplaceAll(command, crm, r.rc.url+"/200")
	shell := exec.Command("sh", "-c", `curl() { command curl --silent --show-error --include "$@"; }`+"\n"+command)
	shell.Env = append(os.Environ(), "LC_ALL=C.UTF-8")
	for name, value := range r.known {
		shell.Env = append(shell.Env, name+"="+value)
	}
	var said bytes.Buffer
	shell.Stderr = &said
	out, err := shell.Output()
	if err != nil {
		r.Fatalf("%v: %s\n%s", err, said.String(), command)
	}
	response, err := http.ReadResponse(bufio.NewReader(bytes.NewReader(out)), nil)
	if err != nil {
		r.Fatalf("%v in the answer to %s: %s", err, command, out)
	}
	defer response.Body.Close()
	body, err := io.ReadAll(response.Body)
	if err != nil {
		r.Fatal(err)
	}
	return answer{response.StatusCode, response.Header, string(body)}
}

// compare says what of an answer is not as the page shows it; "" for nothing.
func (r *sampleReader) compare(got answer, page string) string {
	shown := parseAnswer(page)
	if got.code != shown.code {
		return fmt.Sprintf("the status is %d, not %d", got.code, shown.code)
	}
	for name := range shown.header {
		if !r.matches(shown.header.Get(name), got.header.Get(name)) {
			return fmt.Sprintf("%s is %q, not %q", name, got.header.Get(name), shown.header.Get(name))
		}
	}
	if shown.body == "" && got.body == "" {
		return ""
	}
	var gotValue, shownValue any
	if err := json.Unmarshal([]byte(shown.body), &shownValue); err != nil {
		return fmt.Sprintf("the page shows no JSON: %v", err)
	}
	if err := json.Unmarshal([]byte(got.body), &gotValue); err != nil {
		return fmt.Sprintf("no JSON is answered: %v", err)
	}
	return r.differs("", gotValue, shownValue)
}

// parseAnswer reads the answer that a page shows.
func parseAnswer(page string) answer {
	if !strings.HasPrefix(page, "HTTP/") {
		return answer{code: http.StatusOK, body: strings.TrimSpace(page)}
	}
	head, body, _ := strings.Cut(page, "\n\n")
	shown := answer{header: http.Header{}, body: strings.TrimSpace(body)}
	for i, line := range strings.Split(strings.TrimSpace(head), "\n") {
		if i == 0 {
			fmt.Sscanf(line, "HTTP/1.1 %d", &shown.code)
			continue
		}
		name, value, _ := strings.Cut(line, ": ")
		shown.header.Set(name, value)
	}
	return shown
}

// refusalMember is where the texts of errors stand.
var refusalMember = regexp.MustCompile(`(?i)errors|message|detail`)

// differs says what of a value is not as the page shows it: members, types, and
// texts of errors. null stands for any value: what is there today may be missing
// tomorrow.
func (r *sampleReader) differs(path string, got, shown any) string {
	switch shown := shown.(type) {
	case map[string]any:
		object, ok := got.(map[string]any)
		if !ok && got != nil {
			return fmt.Sprintf("%s is %v, not an object", path, got)
		}
		if names, want := slices.Sorted(maps.Keys(object)), slices.Sorted(maps.Keys(shown)); ok && !slices.Equal(names, want) {
			return fmt.Sprintf("%s has %v, not %v", cmp.Or(path, "the answer"), names, want)
		}
		for name, value := range object {
			if problem := r.differs(path+"."+name, value, shown[name]); problem != "" {
				return problem
			}
		}
	case []any:
		list, ok := got.([]any)
		if !ok || len(list) == 0 != (len(shown) == 0) {
			return fmt.Sprintf("%s is %v, not %v", path, got, shown)
		}
		for i := range min(len(list), len(shown)) {
			if problem := r.differs(fmt.Sprintf("%s[%d]", path, i), list[i], shown[i]); problem != "" {
				return problem
			}
		}
	case string:
		text, ok := got.(string)
		exact := strings.Contains(shown, "$") || refusalMember.MatchString(path)
		if got != nil && (!ok || exact && !r.matches(shown, text)) {
			return fmt.Sprintf("%s is %v, not %q", path, got, shown)
		}
	default:
		if got != nil && shown != nil && reflect.TypeOf(got) != reflect.TypeOf(shown) {
			return fmt.Sprintf("%s is %v, not %v", path, got, shown)
		}
	}
	return ""
}

var nameInPage = regexp.MustCompile(`\$[A-Z_]+`)

// matches says whether a text is the one of a page, in which $NAME stands for
// what it is known to be. What is not known yet becomes known.
func (r *sampleReader) matches(shown, got string) bool {
	pattern, last := "^", 0
	var names []string
	for _, at := range nameInPage.FindAllStringIndex(shown, -1) {
		pattern += regexp.QuoteMeta(shown[last:at[0]])
		name := shown[at[0]+1 : at[1]]
		if value, ok := r.known[name]; ok {
			pattern += regexp.QuoteMeta(value)
		} else if !slices.Contains(names, name) {
			names = append(names, name)
			pattern += "(.+?)"
		}
		last = at[1]
	}
	found := regexp.MustCompile(pattern + regexp.QuoteMeta(shown[last:]) + "$").FindStringSubmatch(got)
	for i, name := range names {
		if found != nil {
			r.known[name] = found[i+1]
		}
	}
	return found != nil
}

// published is the secret of the specification of Standard Webhooks.
const published = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"

var secretInAnswer = regexp.MustCompile(`whsec_[A-Za-z0-9+/=]+`)

// write puts an answer in the place of the one that a page shows.
func (r *sampleReader) write(page string, sample docs.Sample, got answer) {
	r.Helper()
	r.learn(got, sample.Answer)
	body := ""
	if got.body != "" {
		body = pretty(r.T, []byte(got.body), "")
	}
	text := body
	if got.code != http.StatusOK || got.body == "" {
		text = fmt.Sprintf("HTTP/1.1 %d %s\n", got.code, http.StatusText(got.code))
		for name := range parseAnswer(sample.Answer).header {
			text += name + ": " + got.header.Get(name) + "\n"
		}
		if got.body != "" {
			text += "\n" + body
		}
	}
	text = secretInAnswer.ReplaceAllString(text, published)
	text = strings.ReplaceAll(text, r.rc.url+"/200", crm)
	text = strings.ReplaceAll(text, strings.TrimPrefix(r.rc.url, "http://"), "crm.example")
	text = strings.ReplaceAll(text, `"host": "127.0.0.1"`, `"host": "crm.example"`)
	names := slices.SortedFunc(maps.Keys(r.known), func(a, b string) int { return cmp.Compare(len(r.known[b]), len(r.known[a])) })
	for _, name := range names {
		text = strings.ReplaceAll(text, r.known[name], "$"+name)
	}
	path := "../docs/api/" + page + ".md"
	former, err := os.ReadFile(path)
	if err != nil {
		r.Fatal(err)
	}
	old := sample.Command + "\n```\n```http\n"
	before, after, ok := strings.Cut(string(former), old)
	_, after, closed := strings.Cut(after, "```")
	if !ok || !closed {
		r.Fatalf("%s does not hold %s", path, old)
	}
	if err := os.WriteFile(path, []byte(before+old+strings.TrimSuffix(text, "\n")+"\n```"+after), 0o644); err != nil {
		r.Fatal(err)
	}
}

// pretty writes JSON for people: what fits into a line stands in one.
func pretty(t *testing.T, value json.RawMessage, indent string) string {
	t.Helper()
	inner := indent + "  "
	var parts []string
	ends := "[]"
	switch value[0] {
	case '{':
		ends = "{}"
		for member, err := range models.JSONMembers(value) {
			if err != nil {
				t.Fatal(err)
			}
			name, err := json.Marshal(member.Name)
			if err != nil {
				t.Fatal(err)
			}
			parts = append(parts, string(name)+": "+pretty(t, member.Value, inner))
		}
	case '[':
		var list []json.RawMessage
		if err := json.Unmarshal(value, &list); err != nil {
			t.Fatal(err)
		}
		for _, one := range list {
			parts = append(parts, pretty(t, one, inner))
		}
	default:
		return string(value)
	}
	line := ends[:1] + strings.Join(parts, ", ") + ends[1:]
	if len(indent)+len(line) <= 90 && !strings.Contains(line, "\n") {
		return line
	}
	return ends[:1] + "\n" + inner + strings.Join(parts, ",\n"+inner) + "\n" + indent + ends[1:]
}

// learn finds what the names of a page stand for in an answer that is not yet
// as the page shows it.
func (r *sampleReader) learn(got answer, page string) {
	shown := parseAnswer(page)
	for name := range shown.header {
		r.matches(shown.header.Get(name), got.header.Get(name))
	}
	var gotValue, shownValue any
	if json.Unmarshal([]byte(shown.body), &shownValue) == nil && json.Unmarshal([]byte(got.body), &gotValue) == nil {
		r.learnWithin(gotValue, shownValue)
	}
}

func (r *sampleReader) learnWithin(got, shown any) {
	switch shown := shown.(type) {
	case map[string]any:
		if object, ok := got.(map[string]any); ok {
			for name, value := range shown {
				r.learnWithin(object[name], value)
			}
		}
	case []any:
		if list, ok := got.([]any); ok {
			for i := range min(len(list), len(shown)) {
				r.learnWithin(list[i], shown[i])
			}
		}
	case string:
		if text, ok := got.(string); ok {
			r.matches(shown, text)
		}
	}
}
