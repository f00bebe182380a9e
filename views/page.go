// Package views writes every page of the console: templ components that take
// plain values. It knows neither the store nor a request.
package views

import (
	"time"

	"github.com/a-h/templ"

	"callboard/models"
)

// Frame is what surrounds every page: who looks at it, and what they may open.
type Frame struct {
	Email          string // who is signed in; "" for nobody
	Theme          string // "light", "dark", or "" for what the browser prefers
	Nav            string // the item of the main menu that the page belongs to
	MayTest        bool   // may send test events
	MayManageKeys  bool   // may manage API keys
	MayManageUsers bool   // may look after people
	MayReadAudit   bool   // may read the audit log
	Search         string // what was searched for
	Messages       []Message
	Version        string
	Held           bool // sending is held
	KeepDays       int  // days after which deliveries are removed; 0: never

	Companies bool // may open companies, not only locations

	// Skew is by how much the database's clock is ahead of this machine's, for whom that
	// concerns; zero for too little.
	Skew time.Duration
}

// kept says how long deliveries are kept.
func (f Frame) kept() string {
	if f.KeepDays == 0 {
		return "Deliveries are kept for ever"
	}
	return "Deliveries are kept for " + Plural(f.KeepDays, "day", "days")
}

// Message tells what came of the last thing done. It stays until the next
// page.
type Message struct {
	Text string
	Href string // where to see it; "" for nowhere
	Link string // what that link is called
}

// Head is the top of a page: where it is, what it is called, what to do there.
type Head struct {
	Title    string          // of the page, and of its document unless Document says more
	Document string          // "Failed deliveries, Rotterdam Zuid"
	Problems models.Problems // what is to be mended in the page's form
	Crumbs   []Link
	Badge    templ.Component // beside the title; nil for none
	Lead     []string        // facts in one line below the title
	Actions  templ.Component // buttons; nil for none
	Tabs     Tabs
	Changes  []Difference // of what is stored and what was typed, after a conflict
}

// Link is a place to go.
type Link struct {
	Text, Href string
	Current    bool // the page is that place
}

// Tabs are the views of one record.
type Tabs struct {
	Of    string // "Location"
	Links []Link
}

// title is the name of the document: what failed comes first, so that it is
// heard first.
func (h Head) title() string {
	title := h.Title
	if h.Document != "" {
		title = h.Document
	}
	if len(h.Problems) > 0 {
		title = "Error: " + title
	}
	return title + " – Callboard"
}

// tab returns links with the one named current marked.
func tab(of, current string, links ...Link) Tabs {
	for i := range links {
		links[i].Current = links[i].Text == current
	}
	return Tabs{Of: of, Links: links}
}

// htmxConfig sets htmx up for the strict content policy: nothing is evaluated,
// nothing of a page is kept in the browser, a refused form is swapped in.
const htmxConfig = `{"responseHandling":[{"code":"204","swap":false},{"code":"[23]..","swap":true},` +
	`{"code":"422","swap":true},{"code":"4(01|03|04|09|29)","swap":true,"target":"#alerts","swapOverride":"beforeend"},` +
	`{"code":"[45]..","swap":false,"error":true}],"allowEval":false,"allowScriptTags":false,` +
	`"includeIndicatorStyles":false,"selfRequestsOnly":true,"historyCacheSize":0,` +
	`"historyRestoreAsHxRequest":false,"useTemplateFragments":true,"defaultFocusScroll":false}`

// here marks a link to the page it stands on.
func here(l Link) templ.Attributes {
	if !l.Current {
		return nil
	}
	return templ.Attributes{"aria-current": "page"}
}
