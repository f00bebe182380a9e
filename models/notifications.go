package models

import (
	"fmt"
	"strings"
)

// byName narrows a notification down to campaigns of one name.
var byName = Filter{
	Name: "campaign_name", Label: "Campaign name", Example: "Summer Promotions",
	Path: []string{"campaignName"}, Open: true,
}

// notificationGroup is how the catalogue calls them together.
const notificationGroup = "Notifications"

const sampleNotification = `{"campaignId":"193897761","riid":"3738409741","customerId":"10",` +
	`"recipient":"ines.bakker@example.org","failureType":"%s","channelType":"%s","campaignName":"Summer Promotions"}`

// notifications are the types of seed 002, in the order in which its event
// list names them. What one carries is a flat object, which receivers know by
// its failureType: the name of the type.
func notifications() []EventType {
	var types []EventType
	for _, one := range [...]struct{ name, words string }{
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
		channel, _, _ := strings.Cut(one.name, "_")
		types = append(types, EventType{
			Name: one.name, Group: notificationGroup, Filter: byName, Words: one.words,
			Sample: fmt.Appendf(nil, sampleNotification, one.name, channel),
		})
	}
	return types
}

// NotificationNames are the names of the types of seed 002, in its order.
func NotificationNames() []string {
	var names []string
	for _, one := range catalogue {
		if one.Group == notificationGroup {
			names = append(names, one.Name)
		}
	}
	return names
}
