// Package views writes every page of the console: templ components that take
// plain values. It knows neither the store nor a request.
package views

import (
	"slices"
	"strconv"

	"github.com/a-h/templ"

	"callboard/models"
)

// The items of the main menu.
const (
	NavOverview   = "Overview"
	NavLocations  = "Locations"
	NavCompanies  = "Companies"
	NavDeliveries = "Deliveries"
	NavTestEvent  = "Send test event"
	NavEventTypes = "Event types"
	NavAPIKeys    = "API keys"
	NavAPI        = "API"
)

// Frame is what surrounds every page: who looks at it, and what they may open.
type Frame struct {
	Email         string // who is signed in; "" for nobody
	Theme         string // "light", "dark", or "" for what the browser prefers
	Nav           string // the item of the main menu that the page belongs to
	MayTest       bool   // may send test events
	MayManageKeys bool   // may manage API keys
	Search        string // what was searched for
	Messages      []Message
	Version       string

	Companies bool // may open companies, not only locations
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

// menu returns the pages of the main menu.
func (f Frame) menu() []Link {
	items := []Link{
		{Text: NavOverview, Href: "/admin/"},
		{Text: NavLocations, Href: "/admin/locations"},
	}
	if f.Companies {
		items = append(items, Link{Text: NavCompanies, Href: "/admin/companies"})
	}
	items = append(items, Link{Text: NavDeliveries, Href: "/admin/deliveries"})
	if f.MayTest {
		items = append(items, Link{Text: NavTestEvent, Href: "/admin/test-events/new"})
	}
	return f.mark(items)
}

// more returns the pages that the menu "More" holds: those that are opened
// now and then.
func (f Frame) more() []Link {
	items := []Link{{Text: NavEventTypes, Href: "/admin/event-types"}}
	if f.MayManageKeys {
		items = append(items, Link{Text: NavAPIKeys, Href: apiKeysURL})
	}
	return f.mark(append(items, Link{Text: NavAPI, Href: "/admin/api"}))
}

// all returns the pages of the main menu and of "More".
func (f Frame) all() []Link { return append(f.menu(), f.more()...) }

// within says whether the page that is shown is one of items.
func within(items []Link) bool {
	return slices.ContainsFunc(items, func(one Link) bool { return one.Current })
}

// mark marks the item that the page belongs to.
func (f Frame) mark(items []Link) []Link {
	for i := range items {
		items[i].Current = items[i].Text == f.Nav
	}
	return items
}

// tab returns links with the one named current marked.
func tab(of, current string, links ...Link) Tabs {
	for i := range links {
		links[i].Current = links[i].Text == current
	}
	return Tabs{Of: of, Links: links}
}

// Number writes n with a comma between thousands.
func Number(n int) string {
	digits := strconv.Itoa(n)
	for i := len(digits) - 3; i > 0; i -= 3 {
		digits = digits[:i] + "," + digits[i:]
	}
	return digits
}

// Plural writes n with its noun: "1 location", "1,204 locations".
func Plural(n int, one, many string) string {
	if n == 1 {
		return "1 " + one
	}
	return Number(n) + " " + many
}

// Shorten keeps both ends of a long id: "d_8Zk1…3Qa". An id of ours stays
// whole: those that are made one after the other have the same ends.
func Shorten(id string) string {
	const whole = 13 // characters of an id of ours
	if len(id) <= whole {
		return id
	}
	return id[:5] + "…" + id[len(id)-3:]
}
