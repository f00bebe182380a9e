package models

import (
	"fmt"
	"net/url"
	"slices"
	"time"
)

// Callback is a registration: when something happens, send it to a URL.
type Callback struct {
	ID               ID `gorm:"primaryKey;autoIncrement:false"`
	PublicID         string
	Kind             Kind
	CompanyID        ID
	LocationID       ID // zero: the company as a whole
	DatabaseRefID    ID // database or collection; zero for none
	Name             string
	Version          int64
	URL              string
	Host             string   // of URL, lower case, for lists and filters
	Settings         Settings `gorm:"serializer:json"`
	EncryptedSecrets []byte   `gorm:"column:sealed"`           // the secrets of the callback, encrypted
	EncryptedKeys    []byte   `gorm:"column:signing" json:"-"` // the secrets that sign requests, encrypted
	SignedAt         Millis   // when the present one was made; zero: requests are not signed
	FormerUntil      Millis   // how long the one before it signs too; zero: there is none
	StartAt          Millis
	EndAt            Millis // not included; zero: no end
	PausedAt         Millis
	PauseReason      string
	IsActive         bool // the "is_active" of a postback; true for the other kinds
	VerifiedAt       Millis
	MarkedBy         string // who marked it as verified by hand; "" when its addresses answered
	MarkReason       string // why, in that person's words
	EndedAt          Millis // when somebody ended it
	KeepWaiting      bool   // once ended: what was waiting is still sent
	CreatedAt        Millis `gorm:"autoCreateTime:false"`
	UpdatedAt        Millis `gorm:"autoUpdateTime:false"`
	DeletedAt        Millis
	NameKey          *string        // unique while it lives, for the kinds that want it
	URLKey           *string        // SHA-256 of the URL, likewise
	Types            []CallbackType `gorm:"-"`
	Secrets          Secrets        `gorm:"-"`          // opened by the store for the engine only
	Keys             SigningKeys    `gorm:"-" json:"-"` // likewise, and given back by the call that made them
	SecretsLost      bool           `gorm:"-" json:"-"` // they are there, but could not be opened
}

// CallbackType is one event type, or pattern of types, that a callback asks
// for: "person_added", or "contact.*".
type CallbackType struct {
	CallbackID  ID `gorm:"primaryKey"`
	CompanyID   ID
	Type        string `gorm:"primaryKey"`
	FilterValue string `gorm:"primaryKey"` // list or campaign id; "" for none
}

// Settings are what an operator may choose beside trigger, URL and dates.
type Settings struct {
	Method      string   `json:"method,omitempty"`
	ContentType string   `json:"content_type,omitempty"` // as given; compared in any case
	User        string   `json:"user,omitempty"`         // of Basic sign-in; "" for none, unless EmptyUser
	Actions     []Action `json:"actions,omitempty"`      // of record changes; empty: all
	Attempts    int      `json:"attempts,omitempty"`     // in all; 0: the kind's plan
	Interval    int      `json:"interval_s,omitempty"`   // seconds between attempts
	Delays      []int    `json:"delays_s,omitempty"`     // seconds before each attempt; wins over the two above
	Timeout     int      `json:"timeout_s,omitempty"`    // seconds a request may take; 0: DefaultTimeout
	Expands     string   `json:"expands,omitempty"`      // of a postback, as given
	ProductID   string   `json:"product_transaction_id,omitempty"`
	Coverage    Coverage `json:"coverage,omitzero"`      // of a callback of the company as a whole
	Replaces    ID       `json:"replaces,omitempty"`     // the company's callback that one of a location stands in for
	RedirectsOK bool     `json:"redirects_ok,omitempty"` // an answer of 3xx counts as delivered
	BackupURL   string   `json:"backup_url,omitempty"`   // takes over after BackupAfter failed attempts
	BatchSize   int      `json:"batch_size,omitempty"`   // events that a request carries at most
	BatchWait   int      `json:"wait_s,omitempty"`       // seconds to wait for more; 0: DefaultBatchWait
	Headers     []Header `json:"headers,omitempty"`      // sent besides ours; the values of hidden ones are Secrets
	Condition   string   `json:"condition,omitempty"`    // JavaScript whose last value decides; "": always
	ExceptKeys  []string `json:"except_keys,omitempty"`  // names of API keys whose events are not sent

	// Some receivers want a Basic sign-in of which one half is the empty text.
	// Both are said beside the values, for which "" means that there is none.
	EmptyUser     bool `json:"empty_user,omitempty"`
	EmptyPassword bool `json:"empty_password,omitempty"`
}

// PauseReasonLimit is the longest reason of a pause, in characters.
const PauseReasonLimit = 500

// BackupAfter is the number of failed attempts of a plan after which the rest
// of it goes to the backup URL.
const BackupAfter = 3

// The times a request may take, unless a callback says otherwise.
const (
	DefaultTimeout = 15 * time.Second
	ConnectTimeout = 5 * time.Second
)

// Timeout returns how long a whole request may take.
func (c Callback) Timeout() time.Duration {
	if c.Settings.Timeout == 0 {
		return DefaultTimeout
	}
	return time.Duration(c.Settings.Timeout) * time.Second
}

// Plan returns the delay before each attempt, the first included. Its length
// is the number of attempts.
func (c Callback) Plan() []time.Duration {
	if len(c.Settings.Delays) > 0 {
		plan := make([]time.Duration, len(c.Settings.Delays))
		for i, s := range c.Settings.Delays {
			plan[i] = time.Duration(s) * time.Second
		}
		return plan
	}
	plan := c.Kind.Traits().Plan
	if c.Settings.Attempts == 0 {
		return c.withBackup(plan)
	}
	attempts := min(c.Settings.Attempts, c.Kind.Traits().MaxAttempts) // it may not be checked yet
	return Every(attempts, time.Duration(c.Settings.Interval)*time.Second)
}

// Method returns the HTTP method of the requests.
func (c Callback) Method() string {
	if c.Settings.Method != "" || len(c.Kind.Traits().Methods) == 0 {
		return c.Settings.Method
	}
	return c.Kind.Traits().Methods[0]
}

// ContentType returns the media type of the requests.
func (c Callback) ContentType() string {
	if c.Settings.ContentType != "" || len(c.Kind.Traits().ContentTypes) == 0 {
		return c.Settings.ContentType
	}
	return c.Kind.Traits().ContentTypes[0]
}

// withBackup returns a plan with what a backup URL adds to it.
func (c Callback) withBackup(plan []time.Duration) []time.Duration {
	if c.Settings.BackupURL == "" {
		return plan
	}
	return slices.Concat(plan, c.Kind.Traits().Backup)
}

// Destination returns where the attempt goes that comes after used attempts
// of the plan, and whether that is the backup URL.
func (c Callback) Destination(used int) (url string, backup bool) {
	if c.Settings.BackupURL != "" && used >= BackupAfter {
		return c.Settings.BackupURL, true
	}
	return c.URL, false
}

// Sends says whether the callback wants changes of this kind. Events that are
// no change of a record have no action: callbacks for the changes of records
// cannot tell them, the others always want them.
func (c Callback) Sends(a Action) bool {
	if a == "" {
		return !c.Kind.Traits().Records
	}
	return len(c.Settings.Actions) == 0 || slices.Contains(c.Settings.Actions, a)
}

// Owner returns to whom the callback belongs.
func (c Callback) Owner() Owner { return Owner{CompanyID: c.CompanyID, LocationID: c.LocationID} }

// ActiveAt says whether t lies in the callback's range [start, end).
func (c Callback) ActiveAt(t Millis) bool {
	return c.StartAt <= t && (c.EndAt == 0 || t < c.EndAt)
}

// Ended says whether the callback's range is over at t.
func (c Callback) Ended(t Millis) bool { return c.EndAt != 0 && c.EndAt <= t }

// Paused says whether its deliveries are held back.
func (c Callback) Paused() bool { return c.PausedAt != 0 }

// HeldBy returns why its deliveries wait, "" when they do not.
func (c Callback) HeldBy() Hold {
	switch {
	case c.Paused():
		return HeldPaused
	case c.Unverified():
		return HeldUnverified
	case !c.IsActive:
		return HeldInactive
	}
	return ""
}

// Overlaps says whether the ranges of c and other share a moment. A range
// that starts when it ends, like that of a callback that was ended before its
// start, has none.
func (c Callback) Overlaps(other Callback) bool {
	if c.Ended(c.StartAt) || other.Ended(other.StartAt) {
		return false
	}
	return (other.EndAt == 0 || c.StartAt < other.EndAt) && (c.EndAt == 0 || other.StartAt < c.EndAt)
}

// Trigger returns the type that a callback of one type asks for.
func (c Callback) Trigger() CallbackType {
	if len(c.Types) == 0 {
		return CallbackType{}
	}
	return c.Types[0]
}

// Title returns the name, or host and trigger where nobody gave a name.
func (c Callback) Title() string {
	if c.Name != "" {
		return c.Name
	}
	title := c.Host + " " + TypeWords(c.Trigger().Type)
	if more := len(c.Types) - 1; more > 0 {
		return fmt.Sprintf("%s and %d more", title, more)
	}
	return title
}

// HostOf returns the lower-case host name of a URL, without its port.
func HostOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return lowerASCII(u.Hostname())
}
