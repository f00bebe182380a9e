package views

import (
	"strings"
	"time"

	"callboard/models"
	"callboard/models/deliverylog"
)

// CallbackSummary is the page of one callback.
type CallbackSummary struct {
	Company     models.Company
	Location    models.Location    // zero: the company as a whole
	DatabaseRef models.DatabaseRef // of a database callback
	Callback    models.Callback
	Replaced    string // name of the company's callback whose place it takes
	// Replacements are the callbacks of locations that take its place there.
	Replacements []models.Callback
	Held         int // deliveries that are held back
	Activity     Activity
	Now          time.Time

	MayTest, MayWrite, MayPause, MayEnd bool
}

// callbackCrumbs lead to the page that a callback stands on.
func callbackCrumbs(c models.Company, l models.Location, s models.DatabaseRef) []Link {
	if s.ID() == 0 || databaseGone(s) {
		return ownerCrumbs(c, l)
	}
	return append(databaseCrumbs(c, s), Link{Text: databaseName(s), Href: DatabaseURL(s)})
}

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
		{Text: "Summary", Href: CallbackURL(c)},
		{Text: "Deliveries", Href: DeliveriesURL(deliverylog.Filter{Callback: c.PublicID})},
	}
	if c.Kind.Traits().Batched {
		links = append(links, Link{Text: "Subscriptions", Href: SubscriptionsURL(c)})
	}
	links = append(links, Link{Text: checkTitle(c), Href: VerificationURL(c)})
	if settings {
		links = append(links,
			Link{Text: "Settings", Href: CallbackURL(c) + "/edit"},
			Link{Text: "Secret", Href: SecretURL(c)})
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
	if len(c.Settings.ExceptKeys) > 0 {
		facts = append(facts, fact{Label: "Not for the keys", Text: strings.Join(c.Settings.ExceptKeys, ", ")})
	}
	facts = append(facts, batchFacts(c)...)
	facts = append(facts, extraFacts(c)...)
	if covered := coverageFact(c); covered != "" {
		facts = append(facts, fact{Label: "Locations", Text: covered})
	}
	if c.Settings.Replaces != 0 {
		facts = append(facts, fact{Label: "Takes the place of", Text: s.Replaced + ", for the same types"})
	}
	for _, other := range s.Replacements {
		facts = append(facts, fact{Label: "Replaced by", Text: other.Title() + ", at its location: " + TriggerWords(other)})
	}
	return append(facts,
		fact{Label: "Dates, UTC", Text: RangeWords(c)},
		fact{Label: "Sign-in", Text: signInFact(c)},
		fact{Label: "Signature", Text: signatureFact(c)},
		fact{Label: "Retries", Text: form.retryWords()},
		fact{Label: "Timeout", Text: Plural(int(c.Timeout()/time.Second), "second", "seconds")},
		fact{Label: "Redirects", Text: redirectFact(c)},
	)
}

// ofSource ends what a database callback sends: " of Members › Orders".
func (s CallbackSummary) ofSource() string {
	if s.DatabaseRef.ID() == 0 {
		return ""
	}
	return " of " + s.DatabaseRef.Words()
}

// redirectFact says what an answer of 3xx means to a callback.
func redirectFact(c models.Callback) string {
	if c.Settings.RedirectsOK {
		return "3xx counts as delivered"
	}
	return "3xx is a failed attempt"
}

func signInFact(c models.Callback) string {
	if !c.Settings.SignsIn() {
		return "None"
	}
	return userFact(c) + ", " + passwordFact(c)
}

func userFact(c models.Callback) string {
	if c.Settings.EmptyUser {
		return "Empty user name"
	}
	return "User name " + c.Settings.User
}

func passwordFact(c models.Callback) string {
	if c.Settings.EmptyPassword {
		return "empty password"
	}
	return "password saved"
}

func signatureFact(c models.Callback) string {
	if c.SignedAt == 0 {
		return "None"
	}
	return strings.TrimSpace("Standard Webhooks, secret of " + Moment(c.SignedAt) + " UTC. " + formerWords(c))
}
