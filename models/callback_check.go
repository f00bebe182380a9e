package models

import (
	"fmt"
	"regexp"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

// The limits of a timeout, in seconds (SPEC 1).
const (
	minTimeout = 1
	maxTimeout = 60
)

// defaultInterval is the time between attempts when only their number is
// given, in seconds.
const defaultInterval = 300

// productID is the form of a product transaction id: 24 to 36 hex digits, or a
// UUID.
var productID = regexp.MustCompile(`^([0-9A-Fa-f]{24,36}|[0-9A-Fa-f]{8}(-[0-9A-Fa-f]{4}){3}-[0-9A-Fa-f]{12})$`)

// IsProductID says whether text has the form of a product transaction id.
func IsProductID(text string) bool { return productID.MatchString(text) }

// Clean brings c into the form in which it is stored: spaces gone, dates cut
// to the minute, a plan that is complete, no filter where the type has none.
func (c *Callback) Clean() {
	c.Name, c.URL = trimInvisible(c.Name), CleanURL(c.URL)
	c.Host = HostOf(c.URL)
	c.StartAt, c.EndAt = Minute(c.StartAt), Minute(c.EndAt)
	c.Types = slices.Clone(c.Types)
	for i := range c.Types {
		c.Types[i].clean()
	}
	if c.Kind.Traits().Patterns {
		c.cleanPatterns()
	}
	c.Settings.Method = strings.ToUpper(trimInvisible(c.Settings.Method))
	c.Settings.ContentType = trimInvisible(c.Settings.ContentType)
	c.cleanCondition()
	c.Settings.BackupURL = CleanURL(c.Settings.BackupURL)
	c.cleanHeaders()
	c.cleanExceptKeys()
	c.cleanSignIn()
	c.Keys.Current = CleanSigningSecret(c.Keys.Current)
	c.Settings.Actions = inOrder(c.Settings.Actions)
	c.cleanCoverage()
	c.cleanPlan()
	if !c.Kind.Traits().Records {
		c.Settings.Actions = nil
	}
	if !c.Kind.Traits().Switched {
		c.IsActive = true
	}
}

func (t *CallbackType) clean() {
	t.Type, t.FilterValue = trimInvisible(t.Type), trimInvisible(t.FilterValue)
	if eventType, ok := EventTypeNamed(t.Type); !ok || eventType.Filter.Name == "" {
		t.FilterValue = ""
	}
}

// cleanPatterns brings types of which there may be many into one order, each
// once. They are not narrowed down to a list or campaign.
func (c *Callback) cleanPatterns() {
	for i := range c.Types {
		c.Types[i].FilterValue = ""
	}
	slices.SortStableFunc(c.Types, func(a, b CallbackType) int { return strings.Compare(a.Type, b.Type) })
	c.Types = slices.CompactFunc(c.Types, func(a, b CallbackType) bool { return a.Type == b.Type })
}

// cleanCoverage keeps coverage where there is something to cover, and the
// callback that is replaced where one can be.
func (c *Callback) cleanCoverage() {
	wide := c.Kind.Traits().Wide
	if !wide || c.LocationID != 0 {
		c.Settings.Coverage = Coverage{}
	}
	if !wide || c.LocationID == 0 {
		c.Settings.Replaces = 0
	}
	c.Settings.Coverage.clean()
}

// cleanPlan fills in what of attempts and interval was left to the kind.
func (c *Callback) cleanPlan() {
	plan := c.Kind.Traits().Plan
	if c.Settings.Attempts == 0 && c.Settings.Interval == 0 || len(plan) == 0 {
		return
	}
	if c.Settings.Attempts == 0 {
		c.Settings.Attempts = len(plan)
	}
	if c.Settings.Interval == 0 {
		c.Settings.Interval = defaultInterval
	}
}

// inOrder returns the actions without repetition, known ones first and in
// their order, so that equal choices are stored alike.
func inOrder(actions []Action) []Action {
	var ordered []Action
	for _, a := range append([]Action{Create, Update, Delete}, actions...) {
		if slices.Contains(actions, a) && !slices.Contains(ordered, a) {
			ordered = append(ordered, a)
		}
	}
	return ordered
}

// Check lists what must be mended before c can be stored, by the rules of its
// kind. It looks at c as Clean leaves it. Secrets that are stored already
// (EncryptedSecrets) count as given.
func (c Callback) Check() Problems {
	var problems Problems
	c.Clean()
	if c.Kind.Traits().Name == "" {
		problems.Note("kind", NotListed, "Select what starts it")
		return problems
	}
	if utf8.RuneCountInString(c.Name) > callbackNameLimit {
		problems.Note("name", TooLong, "Name must be 80 characters or fewer")
	}
	problems.NeedLine("name", "Name", c.Name)
	if c.Kind.Traits().Local && c.LocationID == 0 {
		problems.Note("location", Blank, "Select a location")
	}
	if c.Kind.Traits().InDatabase && c.DatabaseRefID == 0 {
		problems.Note("source", Blank, "Select a database or a collection")
	}
	c.Settings.Coverage.check(&problems)
	c.checkTrigger(&problems)
	c.checkWhere(&problems)
	c.checkHeaders(&problems)
	c.checkFormat(&problems)
	c.checkSignIn(&problems)
	c.checkCondition(&problems)
	c.checkExceptKeys(&problems)
	if problem := SigningSecretProblem(c.Keys.Current); c.Keys.Current != "" && problem != "" {
		problems.Note("secret", Malformed, problem)
	}
	c.checkPlan(&problems)
	if c.EndAt != 0 && c.StartAt >= c.EndAt {
		problems.Note("end", OutOfRange, "End must be after the start")
	}
	return problems
}

// CheckEnd notes an end that is over already, unless it was so before. The
// APIs of the seeds take one; a person has mistyped it, and an end cannot be
// taken back.
func (c Callback) CheckEnd(was, now Millis) Problems {
	var problems Problems
	if c.Clean(); c.EndAt != Minute(was) && c.Ended(now) {
		problems.Note("end", OutOfRange, "End must be in the future")
	}
	return problems
}

// checkTrigger looks at what starts the callback: one event type, with its
// list or campaign, or the changes of one resource.
func (c Callback) checkTrigger(problems *Problems) {
	switch {
	case c.Kind.Traits().Records:
		c.checkResource(problems)
		return
	case c.Kind.Traits().Patterns:
		c.checkPatterns(problems)
		return
	case c.Kind.Traits().Batched:
		c.checkBatch(problems)
		return
	}
	name := c.Trigger().Type
	eventType, ok := EventTypeNamed(name)
	filter := eventType.Filter
	switch {
	case name == "" || len(c.Types) > 1:
		problems.Note("type", Blank, "Select an event type")
	case !ok || eventType.Subject == "":
		problems.Note("type", NotListed, fmt.Sprintf("We do not know the event type ‘%s’", name))
	case filter.Name == "":
	case c.Trigger().FilterValue == "":
		problems.Note(filter.Name, Blank, "Enter the "+strings.ToLower(filter.Label[:1])+filter.Label[1:])
	case utf8.RuneCountInString(c.Trigger().FilterValue) > filterLimit:
		problems.Note(filter.Name, TooLong, fmt.Sprintf("%s must be %d characters or fewer", filter.Label, filterLimit))
	default:
		problems.NeedLine(filter.Name, filter.Label, c.Trigger().FilterValue)
	}
}

// checkPatterns looks at event types and patterns of them. Whether a type that
// is not built in exists, only the store knows.
func (c Callback) checkPatterns(problems *Problems) {
	switch {
	case len(c.Types) == 0:
		problems.Note("types", Blank, "Select at least one event type")
	case len(c.Types) > typesMost:
		problems.Note("types", TooLong, fmt.Sprintf("Event types must be %d or fewer", typesMost))
	}
	for _, t := range c.Types {
		if name, _ := strings.CutSuffix(t.Type, "*"); t.Type != "*" && !IsTypeName(name) {
			problems.Note("types", Malformed, fmt.Sprintf("‘%s’ must be an event type, or a pattern like person.*", Shorten(t.Type, 61)))
			return
		}
	}
}

// typesMost is how many types and patterns a callback may ask for.
const typesMost = 100

func (c Callback) checkResource(problems *Problems) {
	resource, open := strings.CutSuffix(c.Trigger().Type, ".*")
	switch {
	case c.Trigger().Type == "" || len(c.Types) > 1:
		problems.Note("type", Blank, "Select a record")
	case !open || len(TypesOfResource(resource)) == 0 || InDatabase(resource) != c.Kind.Traits().InDatabase:
		problems.Note("type", NotListed, "Select a record")
	}
	known := func(a Action) bool { return a == Create || a == Update || a == Delete }
	if len(c.Settings.Actions) == 0 || !known(c.Settings.Actions[len(c.Settings.Actions)-1]) {
		problems.Note("actions", Blank, "Select at least one of created, updated or deleted")
	}
}

// checkFormat looks at how the request is made.
func (c Callback) checkFormat(problems *Problems) {
	traits := c.Kind.Traits()
	if !slices.Contains(traits.Methods, c.Method()) {
		problems.Note("method", NotListed, "Method must be "+strings.Join(traits.Methods, " or "))
	}
	same := func(allowed string) bool { return strings.EqualFold(allowed, c.ContentType()) }
	if !slices.ContainsFunc(traits.ContentTypes, same) {
		problems.Note("content_type", NotListed, "Content type must be "+strings.Join(traits.ContentTypes, " or "))
	}
	if utf8.RuneCountInString(c.Settings.Expands) > signInLimit {
		problems.Note("expands", TooLong, "Extra fields must be 512 characters or fewer")
	} else if problem := ExpandProblem(strings.TrimSuffix(c.Trigger().Type, ".*"), c.Settings.Expands); problem != "" {
		problems.Note("expands", Malformed, problem)
	}
	problems.NeedLine("expands", "Extra fields", c.Settings.Expands)
	if id := c.Settings.ProductID; id != "" && !IsProductID(id) {
		problems.Note("product_transaction_id", Malformed, "Product transaction ID must be 24 to 36 hex digits")
	}
}

// checkPlan looks at attempts, the time between them, and how long each may
// take. It counts in seconds, so that no number is too large for it.
func (c Callback) checkPlan(problems *Problems) {
	traits := c.Kind.Traits()
	count := max(c.Settings.Attempts, len(c.Settings.Delays))
	if c.Settings.Attempts < 0 || count > traits.MaxAttempts {
		problems.Note("attempts", OutOfRange, fmt.Sprintf("Attempts must be between 1 and %d", traits.MaxAttempts))
	}
	if !c.intervalsFit(int(traits.MinInterval/time.Second), int(MaxInterval/time.Second)) {
		problems.Note("interval", OutOfRange,
			fmt.Sprintf("Time between attempts must be between %s and %s", inWords(traits.MinInterval), inWords(MaxInterval)))
	}
	if t := c.Settings.Timeout; t != 0 && (t < minTimeout || t > maxTimeout) {
		problems.Note("timeout", OutOfRange, fmt.Sprintf("Timeout must be between %d and %d seconds", minTimeout, maxTimeout))
	}
}

// intervalsFit says whether all that was chosen lies between the two bounds.
// Only the first of several delays may be shorter: it may be no delay at all.
func (c Callback) intervalsFit(least, most int) bool {
	chosen := slices.Clone(c.Settings.Delays)
	if len(chosen) > 0 && chosen[0] >= 0 && chosen[0] < least {
		chosen = chosen[1:]
	}
	if c.Settings.Interval != 0 {
		chosen = append(chosen, c.Settings.Interval)
	}
	return !slices.ContainsFunc(chosen, func(s int) bool { return s < least || s > most })
}

// inWords writes a whole number of seconds, minutes or hours.
func inWords(d time.Duration) string {
	switch {
	case d%time.Hour == 0:
		return fmt.Sprintf("%d hours", d/time.Hour)
	case d%time.Minute == 0:
		return fmt.Sprintf("%d minutes", d/time.Minute)
	}
	return fmt.Sprintf("%d seconds", d/time.Second)
}
