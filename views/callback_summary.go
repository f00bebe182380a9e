package views

import (
	"strings"
	"time"

	"callboard/models"
	"callboard/models/deliverylog"
)

// fact is one line of a list of settings.
type fact struct {
	Label, Text string
	Mono        bool
}

func (s CallbackSummary) head() Head {
	owner := s.Company.Name
	if s.Location.ID != 0 {
		owner = s.Location.Name + ", " + s.Company.Name
	}
	if s.DatabaseRef.ID() != 0 {
		owner = s.DatabaseRef.Words() + ", " + s.Company.Name
	}
	state := StateOf(s.Callback, s.Held, s.Now).under(s.Company, s.Location)
	return Head{
		Title: s.Callback.Title(), Crumbs: callbackCrumbs(s.Company, s.Location, s.DatabaseRef),
		Badge:   Mark(state.Tone+" big", state.Icon, state.Text),
		Lead:    []string{owner, TriggerWords(s.Callback), s.Callback.Host},
		Actions: callbackActions(s), Tabs: callbackTabs(s.Callback, "Summary", s.MayWrite && !s.ended()),
	}
}

// callbackTabs are the views of a callback; settings for those who may change
// them.
func callbackTabs(c models.Callback, current string, settings bool) Tabs {
	links := []Link{
		{Text: "Summary", Href: callbackURL(c)},
		{Text: "Deliveries", Href: deliverylog.Filter{Callback: c.PublicID}.URL()},
	}
	if c.Kind.Traits().Batched {
		links = append(links, Link{Text: "Subscriptions", Href: subscriptionsURL(c)})
	}
	links = append(links, Link{Text: checkTitle(c), Href: verificationURL(c)})
	if settings {
		links = append(links,
			Link{Text: "Settings", Href: callbackURL(c) + "/edit"},
			Link{Text: "Secret", Href: callbackURL(c) + "/secret"})
	}
	return tab("Callback", current, links...)
}

func (s CallbackSummary) ended() bool { return s.Callback.Ended(models.At(s.Now)) }

// insecure says whether what is sent can be read on the way.
func (s CallbackSummary) insecure() bool {
	return strings.HasPrefix(strings.ToLower(s.Callback.URL), "http:")
}

func (s CallbackSummary) heldWords() string {
	if s.Held == 0 {
		return "Nothing is held back so far."
	}
	return Plural(s.Held, "delivery is held back.", "deliveries are held back.")
}

// facts are the settings, in the order of the form.
func (s CallbackSummary) facts() []fact {
	c := s.Callback
	form := FormOf(c)
	facts := []fact{
		{Label: "Kind", Text: c.Kind.Traits().Name},
		{Label: "ID", Text: c.PublicID, Mono: true},
		{Label: "Sends", Text: TriggerWords(c) + s.ofSource()},
		{Label: "Condition", Text: conditionFact(c), Mono: c.Settings.Condition != ""},
		{Label: "URL", Text: c.URL, Mono: true},
		{Label: "Format", Text: form.formatWords()},
	}
	facts = append(facts, batchFacts(c)...)
	facts = append(facts, extraFacts(c)...)
	if covered := coverageFact(c); covered != "" {
		facts = append(facts, fact{Label: "Locations", Text: covered})
	}
	if c.Settings.Replaces != 0 {
		facts = append(facts, fact{Label: "Takes the place of", Text: s.Replaced})
	}
	return append(facts,
		fact{Label: "Dates, UTC", Text: RangeWords(c)},
		fact{Label: "Sign-in", Text: signInFact(c)},
		fact{Label: "Signature", Text: signatureFact(c)},
		fact{Label: "Retries", Text: form.retryWords()},
		fact{Label: "Timeout", Text: Plural(int(c.Timeout()/time.Second), "second", "seconds")},
	)
}

// ofSource ends what a database callback sends: " of Members › Orders".
func (s CallbackSummary) ofSource() string {
	if s.DatabaseRef.ID() == 0 {
		return ""
	}
	return " of " + s.DatabaseRef.Words()
}

func signInFact(c models.Callback) string {
	if c.Settings.User == "" {
		return "None"
	}
	return "User name " + c.Settings.User + ", password saved"
}

func signatureFact(c models.Callback) string {
	if c.SignedAt == 0 {
		return "None"
	}
	return strings.TrimSpace("Standard Webhooks, secret of " + Moment(c.SignedAt) + " UTC. " + formerWords(c))
}

// coverageFact says which locations a callback is for, "" when there is no
// choice.
func coverageFact(c models.Callback) string {
	n := Plural(len(c.Settings.Coverage.Locations), "location", "locations")
	switch {
	case !c.Kind.Traits().Wide || c.LocationID != 0:
		return ""
	case c.Settings.Coverage.Mode == models.CoverOnly:
		return "Only " + n
	case c.Settings.Coverage.Mode == models.CoverExcept:
		return "All but " + n
	}
	return "All"
}

// Differences lists where a typed callback is not the stored one.
func Differences(stored, typed models.Callback) []Difference {
	var found []Difference
	was, is := compared(stored), compared(typed)
	for i := range was {
		if was[i].Text != is[i].Text {
			found = append(found, Difference{was[i].Label, orDefault(was[i].Text, "–"), orDefault(is[i].Text, "–")})
		}
	}
	return found
}

// compared are the values of a callback that a form can change. The list has
// the same lines for every callback of a kind.
func compared(c models.Callback) []fact {
	form := FormOf(c)
	active := "Active"
	if !c.IsActive {
		active = "Not active"
	}
	return []fact{
		{Label: "Name", Text: c.Name},
		{Label: "Sends", Text: TriggerWords(c)},
		{Label: "Condition", Text: conditionFact(c)},
		{Label: "URL", Text: c.URL},
		{Label: "Format", Text: form.formatWords()},
		{Label: "Waiting time", Text: c.BatchWait().String()},
		{Label: "Extra fields", Text: c.Settings.Expands},
		{Label: "Product transaction ID", Text: c.Settings.ProductID},
		{Label: "Backup URL", Text: c.Settings.BackupURL},
		{Label: "Headers", Text: headerFact(c)},
		{Label: "User name", Text: c.Settings.User},
		{Label: "Dates, UTC", Text: RangeWords(c)},
		{Label: "Retries", Text: form.retryWords()},
		{Label: "Timeout", Text: c.Timeout().String()},
		{Label: "Locations", Text: coverageFact(c)},
		{Label: "State", Text: active},
	}
}
