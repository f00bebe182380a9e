package native

import (
	"net/http"
	"slices"
	"time"

	"callboard/models"
	"callboard/web"
)

// Callback is a callback of any kind.
type Callback struct {
	ID          string              `json:"id"`
	Kind        models.Kind         `json:"kind"`
	Name        string              `json:"name"`
	Version     int64               `json:"version"`
	Owner       CallbackOwner       `json:"owner"`
	Types       []string            `json:"types"`
	Actions     []models.Action     `json:"actions"`
	Filter      *CallbackFilter     `json:"filter"`
	Destination CallbackDestination `json:"destination"`
	Headers     []CallbackHeader    `json:"headers"`
	SignIn      *CallbackSignIn     `json:"sign_in"`
	Signing     *CallbackSigning    `json:"signing"`
	Retry       CallbackRetry       `json:"retry"`
	Timeout     int                 `json:"timeout_s"`
	RedirectsOK bool                `json:"redirects_ok" description:"Whether an answer of 3xx counts as delivered. It is never followed."`
	Dates       CallbackDates       `json:"dates"`
	Condition   *string             `json:"condition"`
	Coverage    *CallbackCoverage   `json:"coverage"`
	ExceptKeys  []string            `json:"except_keys" description:"Names of API keys whose events are not sent to it."`
	Replaces    *string             `json:"replaces"`
	ReplacedBy  []Replacement       `json:"replaced_by" description:"The callbacks of locations that take its place there, those that have ended left out."`
	*BatchMembers
	*PostbackMembers
	State       CallbackState `json:"state"`
	PauseReason *string       `json:"pause_reason"`
	CreatedAt   Date          `json:"created_at"`
	UpdatedAt   Date          `json:"updated_at"`
}

// CallbackOwner is to whom a callback belongs: a company, one of its locations,
// or one of its databases or collections.
type CallbackOwner struct {
	Company  string          `json:"company"`
	Location *string         `json:"location"`
	Source   *CallbackSource `json:"source"`
}

// CallbackSource is the database whose profiles, or the collection whose
// subprofiles, a database callback reports.
type CallbackSource struct {
	Database   string  `json:"database"`
	Collection *string `json:"collection"`
}

// CallbackFilter is the list or campaign that a company callback is narrowed
// down to: one of the members.
type CallbackFilter struct {
	ListID     *string `json:"list_id,omitzero"`
	CampaignID *string `json:"campaign_id,omitzero"`
}

// CallbackDestination is where the requests of a callback go.
type CallbackDestination struct {
	URL       string  `json:"url"`
	BackupURL *string `json:"backup_url"`
	Method    string  `json:"method"`
	Format    string  `json:"format" description:"The content type of the requests."`
}

// CallbackHeader is a header that is sent besides Callboard's own.
type CallbackHeader struct {
	Name   string  `json:"name"`
	Value  *string `json:"value" description:"null when it is secret."`
	Secret bool    `json:"secret"`
}

// CallbackSignIn is the user of HTTP Basic. The password is never shown.
type CallbackSignIn struct {
	User string `json:"user"`
}

// CallbackSigning says since when requests are signed.
type CallbackSigning struct {
	Since       Date   `json:"since"`
	FormerUntil *Date  `json:"former_until" description:"How long the secret before this one signs too."`
	Secret      string `json:"secret,omitzero" description:"Only in the answer of the call that made it."`
}

// CallbackRetry is when a delivery is tried.
type CallbackRetry struct {
	Delays []int `json:"delays_s" description:"Seconds before each attempt."`
}

// CallbackDates is the range in which a callback receives events.
type CallbackDates struct {
	Start *Date `json:"start"`
	End   *Date `json:"end"`
}

// CoverageMode says how the locations of a coverage are meant.
type CoverageMode string

// The modes of a coverage.
const (
	coverAll    CoverageMode = "all"
	coverOnly   CoverageMode = "only"
	coverExcept CoverageMode = "except"
)

// CallbackCoverage says of which locations a company's callback receives
// events.
type CallbackCoverage struct {
	Mode      CoverageMode `json:"mode"`
	Locations []string     `json:"locations"`
}

// BatchMembers are the members that only batch callbacks have.
type BatchMembers struct {
	Batch      CallbackBatch `json:"batch" description:"Of batch callbacks: how many events a request carries at most, and how long it waits for them."`
	VerifiedAt *Date         `json:"verified_at" description:"Of batch callbacks."`
}

// CallbackBatch says how events share requests.
type CallbackBatch struct {
	Size int `json:"size"`
	Wait int `json:"wait_s"`
}

// PostbackMembers are the members that only postbacks have.
type PostbackMembers struct {
	Expands              string  `json:"expands" description:"Of a postback: what is added to its records, with commas."`
	ProductTransactionID *string `json:"product_transaction_id" description:"Of a postback: only records with this ID are sent."`
	Active               bool    `json:"active"`
}

// CallbackState says in one word where a callback stands.
type CallbackState string

// The states, the first that is true. Between ended and scheduled stand those
// of a callback that holds its deliveries.
const (
	CallbackEnded      = CallbackState("ended")
	CallbackPaused     = CallbackState(models.HeldPaused)
	CallbackUnverified = CallbackState(models.HeldUnverified)
	CallbackInactive   = CallbackState(models.HeldInactive)
	CallbackScheduled  = CallbackState("scheduled")
	CallbackActive     = CallbackState("active")
)

// callbacksOf writes callbacks as the API does.
func (a API) callbacksOf(r *http.Request, callbacks []models.Callback) ([]Callback, error) {
	var locations, replaced, databaseRefs []models.ID
	for _, c := range callbacks {
		locations = append(append(locations, c.LocationID), c.Settings.Coverage.Locations...)
		replaced, databaseRefs = append(replaced, c.Settings.Replaces), append(databaseRefs, c.DatabaseRefID)
	}
	refs := callbackRefs{companies: map[models.ID]string{}, now: models.At(a.Store.Now())}
	var err error
	if refs.locations, err = a.Store.LocationPublicIDs(r.Context(), models.Everything, locations); err != nil {
		return nil, err
	}
	if refs.callbacks, err = a.Store.CallbackPublicIDs(r.Context(), models.Everything, replaced); err != nil {
		return nil, err
	}
	if refs.databases, err = a.Store.DatabaseRefs(r.Context(), models.Everything, databaseRefs); err != nil {
		return nil, err
	}
	if refs.replacements, err = a.replacements(r, callbacks); err != nil {
		return nil, err
	}
	entities := make([]Callback, len(callbacks))
	for i, c := range callbacks {
		if _, ok := refs.companies[c.CompanyID]; !ok {
			company, err := a.Store.CompanyByID(r.Context(), models.Everything, c.CompanyID)
			if err != nil {
				return nil, err
			}
			refs.companies[c.CompanyID] = company.PublicID
		}
		entities[i] = refs.callback(c.ShownTo(web.Access(r).Actor))
	}
	return entities, nil
}

// callbackRefs are the public ids of what callbacks refer to.
type callbackRefs struct {
	companies, locations, callbacks map[models.ID]string
	databases                       map[models.ID]models.DatabaseRef
	replacements                    map[models.ID][]Replacement
	now                             models.Millis
}

func (refs callbackRefs) callback(c models.Callback) Callback {
	entity := Callback{
		ID: c.PublicID, Kind: c.Kind, Name: c.Name, Version: c.Version,
		Owner:   CallbackOwner{Company: refs.companies[c.CompanyID], Location: orNull(refs.locations[c.LocationID]), Source: refs.source(c)},
		Types:   typesOf(c),
		Actions: append([]models.Action{}, c.Settings.Actions...),
		Filter:  callbackFilterOf(c),
		Destination: CallbackDestination{
			URL: c.URL, BackupURL: orNull(c.Settings.BackupURL), Method: c.Method(), Format: c.ContentType(),
		},
		Headers:     headersOf(c),
		Signing:     signingOf(c),
		Retry:       CallbackRetry{Delays: delaysOf(c)},
		Timeout:     int(c.Timeout() / time.Second),
		RedirectsOK: c.Settings.RedirectsOK,
		Dates:       CallbackDates{Start: dateOrNull(c.StartAt), End: dateOrNull(c.EndAt)},
		Condition:   orNull(c.Settings.Condition),
		ExceptKeys:  append([]string{}, c.Settings.ExceptKeys...),
		Coverage:    refs.coverage(c),
		Replaces:    orNull(refs.callbacks[c.Settings.Replaces]),
		ReplacedBy:  append([]Replacement{}, refs.replacements[c.ID]...),
		State:       stateOf(c, refs.now),
		PauseReason: orNull(c.PauseReason),
		CreatedAt:   dateOf(c.CreatedAt),
		UpdatedAt:   dateOf(c.UpdatedAt),
	}
	if c.Settings.SignsIn() {
		entity.SignIn = &CallbackSignIn{User: c.Settings.User}
	}
	if c.Kind.Traits().Batched {
		batch := CallbackBatch{Size: c.Settings.BatchSize, Wait: int(c.BatchWait() / time.Second)}
		entity.BatchMembers = &BatchMembers{Batch: batch, VerifiedAt: dateOrNull(c.VerifiedAt)}
	}
	if c.Kind.Traits().Switched {
		entity.PostbackMembers = &PostbackMembers{
			Expands: c.Settings.Expands, ProductTransactionID: orNull(c.Settings.ProductID), Active: c.IsActive,
		}
	}
	return entity
}

func stateOf(c models.Callback, now models.Millis) CallbackState {
	switch hold := c.HeldBy(); {
	case c.Ended(now):
		return CallbackEnded
	case hold != "":
		return CallbackState(hold)
	case c.StartAt > now:
		return CallbackScheduled
	}
	return CallbackActive
}

// source returns the database, or the collection with its database, that a
// callback belongs to; nil for none.
func (refs callbackRefs) source(c models.Callback) *CallbackSource {
	ref, ok := refs.databases[c.DatabaseRefID]
	if !ok || c.DatabaseRefID == 0 {
		return nil
	}
	return &CallbackSource{Database: ref.Database.PublicID, Collection: orNull(ref.Collection.PublicID)}
}

// coverage returns nil for the callbacks that cannot have one. A location that
// is gone is left out.
func (refs callbackRefs) coverage(c models.Callback) *CallbackCoverage {
	if !c.Kind.Traits().Wide || c.LocationID != 0 {
		return nil
	}
	mode := coverAll
	if c.Settings.Coverage.Mode != models.CoverAll {
		mode = CoverageMode(c.Settings.Coverage.Mode)
	}
	ids := []string{}
	for _, id := range c.Settings.Coverage.Locations {
		if publicID := refs.locations[id]; publicID != "" {
			ids = append(ids, publicID)
		}
	}
	return &CallbackCoverage{Mode: mode, Locations: ids}
}

// typesOf lists the event types that a callback asks for, each once.
func typesOf(c models.Callback) []string {
	list := []string{}
	for _, t := range c.Types {
		if !slices.Contains(list, t.Type) {
			list = append(list, t.Type)
		}
	}
	return list
}

// callbackFilterOf returns nil when nothing narrows the event type of a
// callback down.
func callbackFilterOf(c models.Callback) *CallbackFilter {
	eventType, _ := models.EventTypeNamed(c.Trigger().Type)
	if !c.Kind.Traits().Exclusive {
		return nil
	}
	switch value := c.Trigger().FilterValue; eventType.Filter.Name {
	case "list_id":
		return &CallbackFilter{ListID: &value}
	case "campaign_id":
		return &CallbackFilter{CampaignID: &value}
	}
	return nil
}

func headersOf(c models.Callback) []CallbackHeader {
	list := make([]CallbackHeader, len(c.Settings.Headers))
	for i, header := range c.Settings.Headers {
		list[i] = CallbackHeader{Name: header.Name, Secret: header.Hidden}
		if !header.Hidden {
			list[i].Value = &header.Value
		}
	}
	return list
}

// signingOf returns since when requests are signed, with the secret when it
// was just made; nil when they are not.
func signingOf(c models.Callback) *CallbackSigning {
	if c.SignedAt == 0 {
		return nil
	}
	return &CallbackSigning{Since: dateOf(c.SignedAt), FormerUntil: dateOrNull(c.FormerUntil), Secret: c.Keys.Current}
}

// delaysOf writes the plan as it was chosen, without what a backup URL adds.
func delaysOf(c models.Callback) []int {
	c.Settings.BackupURL = ""
	plan := c.Plan()
	seconds := make([]int, len(plan))
	for i, delay := range plan {
		seconds[i] = int(delay / time.Second)
	}
	return seconds
}
