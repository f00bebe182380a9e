package models

import (
	"fmt"
	"slices"
	"strings"
)

// EventTypes returns all event types that are built in, in the order
// of lists. The first eight are those of seed 001, the next 26 those of seed
// 002, the others the changes of records: those that postbacks report (seed
// 003), and the profiles of databases (seed 004).
//
// What an event of the first eight carries (Event.Data) is an object with its
// subject under its own key, {"person":{…}}: the delivered body is the
// event's own fields and then the members of that object. What a change of a
// record carries is the record itself.
func EventTypes() []EventType { return slices.Clone(builtInTypes) }

// EventTypeNamed returns the built-in type of this name.
func EventTypeNamed(name string) (EventType, bool) {
	i := slices.IndexFunc(builtInTypes, func(t EventType) bool { return t.Name == name })
	if i < 0 {
		return EventType{}, false
	}
	return builtInTypes[i], true
}

// TypesOfResource returns the types that report the changes of a resource:
// created, updated, deleted. Empty for a resource that there is not.
func TypesOfResource(resource string) []EventType {
	var eventTypes []EventType
	for _, t := range builtInTypes {
		if t.Resource != "" && t.Resource == resource {
			eventTypes = append(eventTypes, t)
		}
	}
	return eventTypes
}

// TypeOfChange returns the name of the type that reports an action on a
// resource: "contact.updated".
func TypeOfChange(resource string, a Action) string {
	return resource + "." + string(a) + "d"
}

// The resources that belong to a database: a profile, and a subprofile of one
// of its collections.
const (
	Profile    = "profile"
	Subprofile = "subprofile"
)

// InDatabase says whether the records of a resource belong to a database or
// collection, and not to a location.
func InDatabase(resource string) bool { return resource == Profile || resource == Subprofile }

// builtInTypes is never changed.
var builtInTypes = slices.Concat(
	published,
	notifications(),
	changesOf(EventType{Resource: "contact", Group: "Contact", Words: "A contact", Sample: []byte(sampleContact)}),
	changesOf(EventType{Resource: "transaction", Group: "Transaction", Words: "A transaction", Sample: []byte(sampleTransaction)}),
	changesOf(EventType{
		Resource: "transactionbatch", Group: "Transaction batch", Words: "A transaction batch",
		Sample: []byte(sampleTransactionBatch),
	}),
	changesOf(EventType{Resource: "accountvault", Group: "Account vault", Words: "An account vault", Sample: []byte(sampleAccountVault)}),
	changesOf(EventType{Resource: Profile, Group: "Profile", Words: "A profile of a database", Sample: []byte(sampleProfile)}),
	changesOf(EventType{Resource: Subprofile, Group: "Subprofile", Words: "A subprofile of a collection", Sample: []byte(sampleSubprofile)}),
)

// published are the types of seed 001, in its order.
var published = []EventType{
	{
		Name: "person_added", Group: "Person", Subject: "person", Sample: []byte(samplePerson),
		Words: "A new person was put in the database.",
	},
	{
		Name: "person_updated", Group: "Person", Subject: "person", Sample: []byte(samplePerson),
		Words: "A person in the database was changed.",
	},
	{
		Name: "subscription_added", Group: "Subscription", Subject: "subscription", Sample: []byte(sampleSubscription),
		Words: "A person was put on a subscription list.", Filter: byList,
	},
	{
		Name: "subscription_removed", Group: "Subscription", Subject: "subscription", Sample: []byte(sampleSubscription),
		Words: "A person was taken off a subscription list.", Filter: byList,
	},
	{
		Name: "ack_participant_added", Group: "Acquisition campaign", Subject: "participant", Sample: []byte(sampleParticipant),
		Words: "A new participant was put in an acquisition campaign.", Filter: byCampaign,
	},
	{
		Name: "ack_participant_changed", Group: "Acquisition campaign", Subject: "participant", Sample: []byte(sampleParticipant),
		Words: "A participant confirmed or declined the opt-in.", Filter: byCampaign,
	},
	{
		Name: "subscription_list_added", Group: "Subscription list", Subject: "subscription_list", Sample: []byte(sampleList),
		Words: "A new subscription list was made in the database.",
	},
	{
		Name: "subscription_list_updated", Group: "Subscription list", Subject: "subscription_list", Sample: []byte(sampleList),
		Words: "A subscription list in the database was changed.",
	},
}

var (
	byList = Filter{
		Name: "list_id", Label: "Subscription list ID", Example: "l1234",
		Path: []string{"subscription", "subscription_list", "id"},
	}
	byCampaign = Filter{
		Name: "campaign_id", Label: "Campaign ID", Example: "c1234",
		Path: []string{"participant", "acquisition_campaign", "id"},
	}
)

// byName narrows a notification down to campaigns of one name.
var byName = Filter{
	Name: "campaign_name", Label: "Campaign name", Example: "Summer Promotions",
	Path: []string{"campaignName"}, Open: true,
}

// notificationGroup is what lists call them together.
const notificationGroup = "Notifications"

const sampleNotification = `{"campaignId":"193897761","riid":"3738409741","customerId":"10",` +
	`"recipient":"ines.bakker@example.org","failureType":"%s","channelType":"%s","campaignName":"Summer Promotions"}`

// notifications are the types of seed 002, in the order in which its event
// list names them. What one carries is a flat object, which receivers know by
// its failureType: the name of the type.
func notifications() []EventType {
	var types []EventType
	for _, notification := range [...]struct{ name, words string }{
		{"EMAIL_BOUNCED", "An e-mail came back."},
		{"EMAIL_FAILED", "An e-mail could not be sent."},
		{"EMAIL_SKIPPED", "An e-mail was left out, and not sent."},
		{"EMAIL_CLICKED", "A link in an e-mail was followed."},
		{"SMS_FAILED", "A text message could not be sent."},
		{"SMS_SKIPPED", "A text message was left out, and not sent."},
		{"SMS_MO_FW_FAILED", "A text message that came in could not be passed on."},
		{"MMS_SKIPPED", "A picture message was left out, and not sent."},
		{"MMS_FAILED", "A picture message could not be sent."},
		{"PUSH_SKIPPED", "A push message was left out, and not sent."},
		{"PUSH_FAILED", "A push message could not be sent."},
		{"PUSH_BOUNCED", "A push message came back."},
		{"WEBPUSH_FAILED", "A web push message could not be sent."},
		{"WEBPUSH_SKIPPED", "A web push message was left out, and not sent."},
		{"WEBPUSH_BOUNCED", "A web push message came back."},
		{"WEBPUSH_CLOSED", "A web push message was closed by its reader."},
		{"EMAIL_OPTOUT", "A person wants no more e-mails."},
		{"EMAIL_OPTIN", "A person agreed to get e-mails."},
		{"EMAIL_COMPLAINT", "A person complained about an e-mail."},
		{"PUSH_OPT_IN", "A person agreed to get push messages."},
		{"PUSH_OPT_OUT", "A person wants no more push messages."},
		{"SMS_OPT_IN", "A person agreed to get text messages."},
		{"SMS_OPT_OUT", "A person wants no more text messages."},
		{"WEBPUSH_OPTIN", "A person agreed to get web push messages."},
		{"WEBPUSH_OPTOUT", "A person wants no more web push messages."},
		{"SMS_RECEIPT", "A receipt for a text message came in."},
	} {
		channel, _, _ := strings.Cut(notification.name, "_")
		types = append(types, EventType{
			Name: notification.name, Group: notificationGroup, Filter: byName, Words: notification.words,
			Sample: fmt.Appendf(nil, sampleNotification, notification.name, channel),
		})
	}
	return types
}

// NotificationNames are the names of the types of seed 002, in its order.
func NotificationNames() []string {
	var names []string
	for _, eventType := range builtInTypes {
		if eventType.Group == notificationGroup {
			names = append(names, eventType.Name)
		}
	}
	return names
}

// changesOf returns the three types of the resource that one describes; its
// Words are the resource with its article.
func changesOf(eventType EventType) []EventType {
	types := make([]EventType, 0, 3)
	for _, a := range []Action{Create, Update, Delete} {
		t := eventType
		t.Name, t.Action = TypeOfChange(eventType.Resource, a), a
		t.Words = eventType.Words + " was " + string(a) + "d."
		types = append(types, t)
	}
	return types
}

// The samples: what an event of a type carries, as JSON. A test event without
// values of its own sends them. List and campaign have the ids of seed 001.
// Database, collection and profile have those of seed 004.
const (
	samplePerson = `{"person":{"person_id":"7f2c61a3d80b4e95","external_person_id":"NW-20418",` +
		`"first_name":"Ines","last_name":"Bakker","email":"ines.bakker@example.org",` +
		`"mobile_phone":{"mdn":"31612345678","carrier":"KPN"},"custom_fields":{"member_since":"2024-03-01"},` +
		`"created_at":"2026-03-02T09:15:00Z","updated_at":"2026-03-02T09:15:00Z"}}`

	sampleSubscription = `{"subscription":{"subscription_list":{"id":"l1234","name":"Weekly offers"},` +
		`"person":{"person_id":"7f2c61a3d80b4e95","external_person_id":"NW-20418"},` +
		`"channel":"sms","opt_in_date":"2026-03-02T09:15:00Z"}}`

	sampleParticipant = `{"participant":{"acquisition_campaign":{"id":"c1234","name":"Spring opt-in"},` +
		`"person":{"person_id":"7f2c61a3d80b4e95","external_person_id":"NW-20418"},` +
		`"state":"opted_in","joined_at":"2026-03-02T09:15:00Z"}}`

	sampleList = `{"subscription_list":{"id":"l1234","name":"Weekly offers",` +
		`"description":"Offers of the week, on Mondays","subscribers":1842,` +
		`"created_at":"2026-01-05T08:00:00Z","updated_at":"2026-03-02T09:15:00Z"}}`

	// sampleContact is the contact of seed 003, its location aside.
	sampleContact = `{"id":"11e66c8a943ff4b2bf1b2102","location_id":"11e66c8a9440d1e6a2b7c3f0",` +
		`"account_number":null,"contact_api_id":null,"company_name":null,"first_name":null,"last_name":"Lue",` +
		`"email":null,"address":null,"city":null,"state":null,"zip":null,"home_phone":null,"cell_phone":null,` +
		`"office_phone":null,"office_ext_phone":null,"email_trx_receipt":false,` +
		`"created_ts":1472325312,"modified_ts":1472325312,"date_of_birth":null,"header_message":null,` +
		`"header_message_type_id":0,"contact_c1":null,"contact_c2":null,"contact_c3":null,"contact_balance":null}`

	sampleTransaction = `{"id":"11e66c8aa1d2f0e4b9c3d502","location_id":"11e66c8a9440d1e6a2b7c3f0",` +
		`"product_transaction_id":"11e66c8ad3e4f5a6b7c8d905","contact_id":"11e66c8a943ff4b2bf1b2102",` +
		`"accountvault_id":"11e66c8ac2d3e4f5a6b7c804","transactionbatch_id":"11e66c8ab0f1e2d3c4b5a603",` +
		`"transaction_api_id":null,"account_holder_name":"Lue","action":"sale","payment_method":"cc",` +
		`"transaction_amount":"24.50","order_num":"100482","description":null,"auth_code":"A7K219","last_four":"1111",` +
		`"status_id":101,"created_ts":1472325312,"modified_ts":1472325312}`

	sampleTransactionBatch = `{"id":"11e66c8ab0f1e2d3c4b5a603","location_id":"11e66c8a9440d1e6a2b7c3f0",` +
		`"product_transaction_id":"11e66c8ad3e4f5a6b7c8d905","batch_num":42,"is_open":0,` +
		`"total_sale_amount":"1842.75","total_sale_count":31,"total_refund_amount":"24.50","total_refund_count":1,` +
		`"created_ts":1472325312,"modified_ts":1472325312}`

	sampleAccountVault = `{"id":"11e66c8ac2d3e4f5a6b7c804","location_id":"11e66c8a9440d1e6a2b7c3f0",` +
		`"product_transaction_id":"11e66c8ad3e4f5a6b7c8d905","contact_id":"11e66c8a943ff4b2bf1b2102",` +
		`"accountvault_api_id":null,"account_holder_name":"Lue","title":"Main card","account_type":"visa",` +
		`"payment_method":"cc","last_four":"1111","exp_date":"0329","created_ts":1472325312,"modified_ts":1472325312}`

	sampleProfile = `{"id":"2076","database":"788","fields":{"firstname":"Ines","lastname":"Bakker",` +
		`"email":"ines.bakker@example.org","city":"Rotterdam","age":34},"interests":["newsletter"]}`

	sampleSubprofile = `{"id":"8551","profile":"2076","database":"788","collection":"8550",` +
		`"fields":{"order":"100482","total":24.50,"paid":true}}`
)

// TypeWords writes an event type or pattern as people read it in lists:
// "contact.updated" is "contact updated".
func TypeWords(name string) string {
	return strings.TrimSuffix(strings.ReplaceAll(name, ".", " "), " *")
}

// typeNameLimit is the longest name of an event type, in characters.
const typeNameLimit = 128

// IsTypeName says whether text can name an event type: letters, digits, "_"
// and ".".
func IsTypeName(text string) bool {
	for _, c := range []byte(text) {
		letter := c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' || c >= '0' && c <= '9'
		if !letter && c != '_' && c != '.' {
			return false
		}
	}
	return text != "" && len(text) <= typeNameLimit
}

// MatchesType says whether pattern, an exact type or "contact.*", covers name.
func MatchesType(pattern, name string) bool {
	prefix, open := strings.CutSuffix(pattern, "*")
	if open {
		return strings.HasPrefix(name, prefix)
	}
	return pattern == name
}

func lowerASCII(s string) string { return strings.ToLower(s) }
