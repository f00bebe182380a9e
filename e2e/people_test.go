package e2e

import (
	"net/http"
	"net/url"
	"regexp"
	"strings"
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// person is somebody at a browser without scripts.
type person struct {
	t      *testing.T
	p      *program
	cookie string
}

// The first admin of a test's program.
const (
	adminEmail = "admin@example.org"
	password   = "correct horse battery"
)

// signIn signs in through the form, and returns the answer too.
func (p *program) signIn(email, password string) (person, answer) {
	p.t.Helper()
	someone := person{t: p.t, p: p}
	got := someone.post("/admin/login", url.Values{"email": {email}, "password": {password}})
	someone.cookie = session(got)
	return someone, got
}

// session returns the cookie that an answer sets, or "".
func session(got answer) string {
	for _, cookie := range (&http.Response{Header: got.header}).Cookies() {
		if strings.TrimPrefix(cookie.Name, "__Host-") == "callboard_session" && cookie.MaxAge >= 0 && cookie.Value != "" {
			return cookie.Name + "=" + cookie.Value
		}
	}
	return ""
}

// admin makes the first admin through the set-up link, or signs in as the one
// that there is.
func (p *program) admin() person {
	p.t.Helper()
	if p.setup == "" {
		someone, got := p.signIn(adminEmail, password)
		if someone.cookie == "" {
			p.t.Fatalf("sign-in answered %d", got.code)
		}
		return someone
	}
	newcomer := person{t: p.t, p: p}
	got := newcomer.post(strings.TrimPrefix(p.setup, p.url), url.Values{
		"email": {adminEmail}, "password": {password}, "password_again": {password},
	})
	if newcomer.cookie = session(got); newcomer.cookie == "" {
		p.t.Fatalf("set-up answered %d: %s", got.code, got.body)
	}
	p.setup = ""
	return newcomer
}

func (o person) get(path string) (int, string) {
	o.t.Helper()
	got := o.ask(http.MethodGet, path, nil, nil)
	return got.code, got.body
}

func (o person) post(path string, form url.Values) answer {
	o.t.Helper()
	return o.ask(http.MethodPost, path, form, nil)
}

func (o person) ask(method, path string, form url.Values, header http.Header) answer {
	o.t.Helper()
	request, err := http.NewRequest(method, o.p.url+path, strings.NewReader(form.Encode()))
	if err != nil {
		o.t.Fatal(err)
	}
	if header != nil {
		request.Header = header
	}
	if form != nil {
		request.Header.Set("Content-Type", "application/x-www-form-urlencoded")
	}
	if method == http.MethodPost && request.Header.Get("Origin") == "" && request.Header.Get("Sec-Fetch-Site") == "" {
		request.Header.Set("Origin", o.p.url) // as browsers do
	}
	if o.cookie != "" {
		request.Header.Set("Cookie", o.cookie)
	}
	return ask(o.t, request)
}

// page reads a page as HTML.
func page(t *testing.T, text string) *goquery.Document {
	t.Helper()
	document, err := goquery.NewDocumentFromReader(strings.NewReader(text))
	if err != nil {
		t.Fatal(err)
	}
	return document
}

// badges counts the statuses in the rows of a log.
func badges(t *testing.T, text string) map[string]int {
	t.Helper()
	found := map[string]int{}
	page(t, text).Find("td.c-status .status").Each(func(_ int, badge *goquery.Selection) {
		found[strings.TrimSpace(badge.Text())]++
	})
	return found
}

// shows waits until the log holds one delivery of an event, in this status.
func (o person) shows(event, status string) {
	o.t.Helper()
	until(o.t, event+" "+status+" in the log", func() bool {
		code, text := o.get("/admin/deliveries?event=" + event)
		return code == http.StatusOK && badges(o.t, text)[status] == 1
	})
}

// crawl reads every page of the console that links lead to, one of each form,
// and returns them by path.
func (o person) crawl() map[string]string {
	o.t.Helper()
	pages, seen := map[string]string{}, map[string]bool{}
	for queue := []string{"/admin/"}; len(queue) > 0; queue = queue[1:] {
		path := queue[0]
		form := identifiers.ReplaceAllString(path, "*")
		if seen[form] {
			continue
		}
		seen[form] = true
		got := o.ask(http.MethodGet, path, nil, nil)
		if got.code == http.StatusSeeOther {
			queue = append(queue, got.header.Get("Location"))
			continue
		}
		if got.code != http.StatusOK {
			o.t.Errorf("%s answers %d", path, got.code)
		}
		pages[path] = got.body
		page(o.t, got.body).Find("a[href^='/admin/']").Each(func(_ int, link *goquery.Selection) {
			href, _ := link.Attr("href")
			href, _, _ = strings.Cut(href, "#")
			queue = append(queue, href)
		})
	}
	return pages
}

// identifiers are the parts of a path that differ between pages of one form:
// words with a capital or a digit in them, names of event types, and what a
// query asks for.
var identifiers = regexp.MustCompile(`\b[a-z]*[A-Z0-9]\w*|\b[a-z]+[._][\w.]+|=[^&]+`)
