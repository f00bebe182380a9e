package views

import (
	"net/url"
	"strings"

	"callboard/models"
)

// AuditLog is what the page of the audit log shows.
type AuditLog struct {
	Filter   AuditFilter
	Rows     []models.AuditRow
	Open     models.ID // the entry that is open; 0 for none
	Before   models.ID // where the next page begins; 0 on the last
	First    bool
	Problems models.Problems
}

// AuditFilter is the form above the audit log as it was typed.
type AuditFilter struct{ Actor, Object, Kind, From, To string }

func (f AuditFilter) query() url.Values {
	query := url.Values{}
	for name, value := range map[string]string{"actor": f.Actor, "object": f.Object, "kind": f.Kind, "from": f.From, "to": f.To} {
		if value != "" {
			query.Set(name, value)
		}
	}
	return query
}

func (f AuditFilter) url(name string, id models.ID) string {
	query := f.query()
	if id != 0 {
		query.Set(name, id.String())
	}
	if len(query) == 0 {
		return AuditURL
	}
	return AuditURL + "?" + query.Encode()
}

// older is the address of the next page; "" on the last.
func (l AuditLog) older() string {
	if l.Before == 0 {
		return ""
	}
	return l.Filter.url("before", l.Before)
}

// newer is the address of the first page; "" on that one.
func (l AuditLog) newer() string {
	if l.First {
		return ""
	}
	return l.Filter.url("", 0)
}

// toggle is the address at which an entry is open, or shut again.
func (l AuditLog) toggle(e models.AuditRow) string {
	if l.Open == e.ID {
		return l.Filter.url("", 0)
	}
	return l.Filter.url("entry", e.ID) + "#entry-" + e.ID.String()
}

// auditKinds are the kinds of things that the log tells of, and their words.
var auditKinds = []Choice{
	{Value: "callback", Label: "Callback"},
	{Value: "subscription", Label: "Subscription"},
	{Value: "delivery", Label: "Delivery"},
	{Value: "run", Label: "Resend run"},
	{Value: "event", Label: "Event"},
	{Value: "event_type", Label: "Event type"},
	{Value: "company", Label: "Company"},
	{Value: "location", Label: "Location"},
	{Value: "database", Label: "Database"},
	{Value: "collection", Label: "Collection"},
	{Value: "key", Label: "API key"},
	{Value: "user", Label: "User"},
	{Value: "session", Label: "Session"},
	{Value: "contact", Label: "Contact"},
	{Value: "transaction", Label: "Transaction"},
	{Value: "transactionbatch", Label: "Transaction batch"},
	{Value: "accountvault", Label: "Account vault"},
	{Value: "profile", Label: "Profile"},
	{Value: "subprofile", Label: "Subprofile"},
}

func (f AuditFilter) kinds() []Choice {
	choices := []Choice{{Label: "Anything"}}
	for _, kind := range auditKinds {
		kind.Chosen = kind.Value == f.Kind
		choices = append(choices, kind)
	}
	return choices
}

// kindWord is what people call a kind of thing.
func kindWord(kind string) string {
	for _, known := range auditKinds {
		if known.Value == kind {
			return known.Label
		}
	}
	return orDefault(strings.ReplaceAll(kind, "_", " "), "–")
}

// auditWords say what an action did; others are put together of both their words.
var auditWords = map[string]string{
	"callback.secret": "Changed the signing secret", "callback.verify_by_hand": "Marked as verified", "callback.check": "Checked the URL",
	"session.start": "Signed in", "session.end": "Signed out", "event.test": "Sent a test event", "user.create": "Added a user",
	"user.invite_link": "Made an invitation link", "user.reset_link": "Made a link for a new password", "user.password": "Set a password",
	"user.role": "Changed a role", "user.sign_out": "Ended sessions",
}

var auditVerbs = map[string]string{
	"create": "Created", "update": "Changed", "delete": "Deleted", "end": "Ended", "pause": "Paused", "resume": "Resumed", "verify": "Verified",
	"revoke": "Revoked", "start": "Started", "stop": "Stopped", "cancel": "Cancelled", "resend": "Resent", "disable": "Disabled", "enable": "Enabled",
}

// auditWord says what an entry did: "Paused a callback".
func auditWord(e models.AuditRow) string {
	if words := auditWords[e.Action]; words != "" {
		return words
	}
	_, verb, _ := strings.Cut(e.Action, ".")
	kind := strings.ToLower(kindWord(e.ObjectKind)[:1]) + kindWord(e.ObjectKind)[1:]
	article := " a "
	switch {
	case e.ObjectKind == "key":
		kind, article = "API key", " an "
	case strings.ContainsAny(kind[:1], "aeio"):
		article = " an "
	}
	return orDefault(auditVerbs[verb], strings.ReplaceAll(verb, "_", " ")) + article + kind
}

// actorWord says what kind of actor did it.
func actorWord(e models.AuditRow) string {
	switch e.ActorKind {
	case models.KeyActor:
		return "API key"
	case models.ProgramActor:
		return "Callboard"
	}
	return ""
}

// auditValue is a value as the log shows it.
func auditValue(text string) string { return orDefault(models.Shorten(text, 500), "–") }
