package views

import (
	"net/url"
	"strings"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/records"
)

const apiKeysURL = "/admin/api-keys"

func apiKeyURL(k models.APIKey) string { return apiKeysURL + "/" + k.ID.String() }

func callbackURL(c models.Callback) string { return "/admin/callbacks/" + url.PathEscape(c.PublicID) }

func callbacksURL(c models.Company) string { return companyURL(c) + "/callbacks" }

func postbacksURL(l models.Location) string { return locationURL(l) + "/settings/postbacks" }

func companyURL(c models.Company) string { return "/admin/companies/" + url.PathEscape(c.PublicID) }

func locationURL(l models.Location) string { return "/admin/locations/" + url.PathEscape(l.PublicID) }

// newCallbackURL is the form of a new callback of a place.
func newCallbackURL(c models.Company, l models.Location, s models.DatabaseRef) string {
	switch {
	case s.ID() != 0:
		return DatabaseURL(s) + "/callbacks/new"
	case l.ID != 0:
		return postbacksURL(l) + "/new"
	}
	return callbacksURL(c) + "/new"
}

func databasesURL(c models.Company) string { return companyURL(c) + "/databases" }

// DatabaseURL is the page of a database or collection.
func DatabaseURL(s models.DatabaseRef) string {
	if s.Collection.ID != 0 {
		return "/admin/collections/" + url.PathEscape(s.Collection.PublicID)
	}
	return "/admin/databases/" + url.PathEscape(s.Database.PublicID)
}

// batchURL is the log of all that went in one request with a delivery.
func batchURL(d deliverylog.Row) string { return deliverylog.Filter{Batch: d.BatchID}.URL() }

// deliveryURL is the page of one delivery.
func deliveryURL(id models.ID) string { return "/admin/deliveries/" + id.String() }

// ConditionTestOfDeliveryURL is the page that tries the condition of a delivery with its event.
func ConditionTestOfDeliveryURL(d models.Delivery) string {
	return conditionTestURL + "?" + url.Values{"delivery": {d.ID.String()}}.Encode()
}

// ConditionTestOfCallbackURL is the page that tries the condition of a callback; of none,
// any condition.
func ConditionTestOfCallbackURL(c models.Callback) string {
	if c.PublicID == "" {
		return conditionTestURL
	}
	return conditionTestURL + "?" + url.Values{"callback": {c.PublicID}}.Encode()
}

// conditionTestOfEventURL is the page that tries the condition of a callback with an event.
func conditionTestOfEventURL(e models.Event, c models.Callback) string {
	return conditionTestURL + "?" + url.Values{"callback": {c.PublicID}, "event": {e.ID.String()}}.Encode()
}

func eventURL(id models.ID) string { return "/admin/events/" + id.String() }

const eventTypesURL = "/admin/event-types"

func eventTypeURL(name string) string { return eventTypesURL + "/" + name }

func companyEventTypeURL(c models.Company, name string) string {
	return companyURL(c) + "/event-types/" + name
}

// profilesURL is the list of the records of a database or collection.
func profilesURL(s models.DatabaseRef) string {
	return DatabaseURL(s) + "/" + strings.ToLower(manyOf(s))
}

// ProfileURL is the page of a profile or subprofile.
func ProfileURL(r models.Record) string {
	return "/admin/" + r.Resource + "s/" + url.PathEscape(r.PublicID)
}

func recordsURL(l models.Location, r records.Resource) string {
	return locationURL(l) + "/records/" + r.Plural
}

// RecordURL is the page of a record.
func RecordURL(r records.Resource, record models.Record) string {
	return "/admin/records/" + r.Plural + "/" + url.PathEscape(record.PublicID)
}

const (
	resendPreviewPath = "/admin/deliveries/resend"
	resendRunsURL     = "/admin/resends"
)

// ResendPreviewURL is the look at what sending all again would do that f shows.
func ResendPreviewURL(f deliverylog.Filter) string {
	return resendPreviewPath + "?" + f.Page(0, 0).Encode()
}

func resendRunURL(id models.ID) string { return resendRunsURL + "/" + id.String() }

func subscriptionsURL(c models.Callback) string { return callbackURL(c) + "/subscriptions" }

func subscriptionURL(c models.Callback, s models.Subscription) string {
	return subscriptionsURL(c) + "/" + s.ID.String()
}

// conditionTestURL is the page that tries a condition.
const conditionTestURL = "/admin/condition"

func verificationURL(c models.Callback) string { return callbackURL(c) + "/verification" }
