package views

import (
	"net/url"
	"strings"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/records"
)

// The addresses of pages that name no record.
const (
	OverviewURL      = "/admin/"
	SignInURL        = "/admin/login"
	signOutURL       = "/admin/logout"
	setupURL         = "/admin/setup"
	CompaniesURL     = "/admin/companies"
	LocationsURL     = "/admin/locations"
	deliveriesURL    = "/admin/deliveries"
	resendPreviewURL = "/admin/deliveries/resend"
	ResendRunsURL    = "/admin/resends"
	testEventsURL    = "/admin/test-events"
	conditionTestURL = "/admin/condition"
	EventTypesURL    = "/admin/event-types"
	APIKeysURL       = "/admin/api-keys"
	apiURL           = "/admin/api"
	UsersURL         = "/admin/users"
	AuditURL         = "/admin/audit"
	MeURL            = "/admin/me"
	passwordLinkURL  = "/admin/password"
)

// CompanyURL is the page of a company.
func CompanyURL(c models.Company) string { return CompaniesURL + "/" + url.PathEscape(c.PublicID) }

func companyLocationsURL(c models.Company) string { return CompanyURL(c) + "/locations" }

// LocationURL is the page of a location.
func LocationURL(l models.Location) string { return LocationsURL + "/" + url.PathEscape(l.PublicID) }

// DatabasesURL is the list of the databases of a company.
func DatabasesURL(c models.Company) string { return CompanyURL(c) + "/databases" }

// DatabaseURL is the page of a database or collection.
func DatabaseURL(d models.DatabaseRef) string {
	if d.Collection.ID != 0 {
		return "/admin/collections/" + url.PathEscape(d.Collection.PublicID)
	}
	return "/admin/databases/" + url.PathEscape(d.Database.PublicID)
}

// ProfilesURL is the list of the profiles of a database, or of the subprofiles
// of a collection.
func ProfilesURL(d models.DatabaseRef) string {
	return DatabaseURL(d) + "/" + strings.ToLower(manyOf(d))
}

// ProfileURL is the page of a profile or subprofile.
func ProfileURL(r models.Record) string {
	return "/admin/" + r.Resource + "s/" + url.PathEscape(r.PublicID)
}

// RecordsURL is the list of the records of a resource at a location.
func RecordsURL(l models.Location, r records.Resource) string {
	return LocationURL(l) + "/records/" + r.Plural
}

// RecordURL is the page of a record.
func RecordURL(r records.Resource, record models.Record) string {
	return "/admin/records/" + r.Plural + "/" + url.PathEscape(record.PublicID)
}

func callbacksURL(c models.Company) string { return CompanyURL(c) + "/callbacks" }

func postbacksURL(l models.Location) string { return LocationURL(l) + "/settings/postbacks" }

// newCallbackURL is the form of a new callback of a company, of a location or
// of a database.
func newCallbackURL(c models.Company, l models.Location, d models.DatabaseRef) string {
	switch {
	case d.ID() != 0:
		return DatabaseURL(d) + "/callbacks/new"
	case l.ID != 0:
		return postbacksURL(l) + "/new"
	}
	return callbacksURL(c) + "/new"
}

// CallbackURL is the page of a callback.
func CallbackURL(c models.Callback) string {
	return "/admin/callbacks/" + url.PathEscape(c.PublicID)
}

// SecretURL is the page of the signing secret of a callback.
func SecretURL(c models.Callback) string { return CallbackURL(c) + "/secret" }

// VerificationURL is the page of the verification of a callback.
func VerificationURL(c models.Callback) string { return CallbackURL(c) + "/verification" }

// SubscriptionsURL is the list of the subscriptions of a callback.
func SubscriptionsURL(c models.Callback) string { return CallbackURL(c) + "/subscriptions" }

func subscriptionURL(c models.Callback, s models.Subscription) string {
	return SubscriptionsURL(c) + "/" + s.ID.String()
}

// DeliveriesURL is the log of what a filter shows.
func DeliveriesURL(f deliverylog.Filter) string {
	if query := f.Encode(); query != "" {
		return deliveriesURL + "?" + query
	}
	return deliveriesURL
}

// batchURL is the log of all that went in one request with a delivery.
func batchURL(d deliverylog.Row) string {
	return DeliveriesURL(deliverylog.Filter{Batch: d.BatchID})
}

// DeliveryURL is the page of a delivery.
func DeliveryURL(id models.ID) string { return deliveriesURL + "/" + id.String() }

func eventURL(id models.ID) string { return "/admin/events/" + id.String() }

// ResendPreviewURL is the preview of sending all again that f shows.
func ResendPreviewURL(f deliverylog.Filter) string {
	return resendPreviewURL + "?" + f.Page(0, 0).Encode()
}

// ResendRunURL is the page of a resend run.
func ResendRunURL(id models.ID) string { return ResendRunsURL + "/" + id.String() }

// newTestEventURL is the form of a test event, for the callbacks of what a
// query names: "company", "location", "database", "collection" or "callback"
// with its public id.
func newTestEventURL(query url.Values) string {
	if len(query) == 0 {
		return testEventsURL + "/new"
	}
	return testEventsURL + "/new?" + query.Encode()
}

// TestEventURL is the page of a test event and of what came of it.
func TestEventURL(e models.Event) string { return testEventsURL + "/" + e.ID.String() }

// conditionTestOfDeliveryURL is the page that tries the condition of a
// delivery with its event.
func conditionTestOfDeliveryURL(d models.Delivery) string {
	return conditionTestURL + "?" + url.Values{"delivery": {d.ID.String()}}.Encode()
}

// conditionTestOfCallbackURL is the page that tries the condition of a
// callback; of none, any condition.
func conditionTestOfCallbackURL(c models.Callback) string {
	if c.PublicID == "" {
		return conditionTestURL
	}
	return conditionTestURL + "?" + url.Values{"callback": {c.PublicID}}.Encode()
}

// conditionTestOfEventURL is the page that tries the condition of a callback
// with an event.
func conditionTestOfEventURL(e models.Event, c models.Callback) string {
	return conditionTestURL + "?" + url.Values{"callback": {c.PublicID}, "event": {e.ID.String()}}.Encode()
}

func eventTypeURL(name string) string { return EventTypesURL + "/" + name }

// CompanyEventTypeURL is the page of an event type of a company's own.
func CompanyEventTypeURL(c models.Company, name string) string {
	return CompanyURL(c) + "/event-types/" + name
}

// APIKeyURL is the page of an API key.
func APIKeyURL(id models.ID) string { return APIKeysURL + "/" + id.String() }

// UserURL is the page of a person.
func UserURL(id models.ID) string { return UsersURL + "/" + id.String() }

// PasswordLinkURL is the page on which the one who was given a token chooses a
// password.
func PasswordLinkURL(token string) string { return passwordLinkURL + "?token=" + token }
