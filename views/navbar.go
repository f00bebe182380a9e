package views

import (
	"slices"
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
	NavUsers      = "Users"
	NavAudit      = "Audit log"
	NavMe         = "Your profile"
)

// menu returns the pages of the main menu.
func (f Frame) menu() []Link {
	items := []Link{
		{Text: NavOverview, Href: OverviewURL},
		{Text: NavLocations, Href: LocationsURL},
	}
	if f.Companies {
		items = append(items, Link{Text: NavCompanies, Href: CompaniesURL})
	}
	items = append(items, Link{Text: NavDeliveries, Href: deliveriesURL})
	if f.MayTest {
		items = append(items, Link{Text: NavTestEvent, Href: newTestEventURL(nil)})
	}
	return f.mark(items)
}

// more returns the pages that the menu "More" holds: those that are opened
// now and then.
func (f Frame) more() []Link {
	items := []Link{{Text: NavEventTypes, Href: EventTypesURL}}
	if f.MayManageKeys {
		items = append(items, Link{Text: NavAPIKeys, Href: APIKeysURL})
	}
	if f.MayManageUsers {
		items = append(items, Link{Text: NavUsers, Href: UsersURL})
	}
	if f.MayReadAudit {
		items = append(items, Link{Text: NavAudit, Href: AuditURL})
	}
	return f.mark(append(items, Link{Text: NavAPI, Href: apiURL}))
}

// all returns the pages of the main menu and of "More".
func (f Frame) all() []Link { return append(f.menu(), f.more()...) }

// within says whether the page that is shown is one of items.
func within(items []Link) bool {
	return slices.ContainsFunc(items, func(item Link) bool { return item.Current })
}

// mark marks the item that the page belongs to.
func (f Frame) mark(items []Link) []Link {
	for i := range items {
		items[i].Current = items[i].Text == f.Nav
	}
	return items
}
