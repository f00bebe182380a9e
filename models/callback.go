package models

import (
	"net/url"
	"slices"
	"time"
)

// Callback is a registration: when something happens, send it to a URL.
type Callback struct {
	ID          ID `gorm:"primaryKey;autoIncrement:false"`
	PublicID    string
	Kind        Kind
	CompanyID   ID
	LocationID  ID // zero: the company as a whole
	SourceID    ID // database or collection; zero for none
	Name        string
	Version     int64
	URL         string
	Host        string   // of URL, lower case, for lists and filters
	Settings    Settings `gorm:"serializer:json"`
	Sealed      []byte   // the secrets, encrypted; see package seal
	StartAt     Millis
	EndAt       Millis // not included; zero: no end
	PausedAt    Millis
	PauseReason string
	IsActive    bool // the "is_active" of a postback; true for the other kinds
	VerifiedAt  Millis
	EndedAt     Millis // when somebody ended it
	KeepWaiting bool   // once ended: what was waiting is still sent
	CreatedAt   Millis `gorm:"autoCreateTime:false"`
	UpdatedAt   Millis `gorm:"autoUpdateTime:false"`
	DeletedAt   Millis
	NameKey     *string        // unique while it lives, for the kinds that want it
	URLKey      *string        // SHA-256 of the URL, likewise
	Types       []CallbackType `gorm:"-"`
	Secrets     Secrets        `gorm:"-"`          // opened by the store for the engine only
	SecretsLost bool           `gorm:"-" json:"-"` // they are there, but could not be opened
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
	User        string   `json:"user,omitempty"`         // of Basic sign-in; "" for none
	Actions     []Action `json:"actions,omitempty"`      // of record changes; empty: all
	Attempts    int      `json:"attempts,omitempty"`     // in all; 0: the kind's plan
	Interval    int      `json:"interval_s,omitempty"`   // seconds between attempts
	Delays      []int    `json:"delays_s,omitempty"`     // seconds before each attempt; wins over the two above
	Timeout     int      `json:"timeout_s,omitempty"`    // seconds a request may take; 0: DefaultTimeout
	Expands     string   `json:"expands,omitempty"`      // of a postback, as given
	ProductID   string   `json:"product_transaction_id,omitempty"`
}

// Secrets are the values of a callback that nobody is ever shown.
type Secrets struct {
	Password string `json:"password,omitempty"`
}

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
		return plan
	}
	return Every(c.Settings.Attempts, time.Duration(c.Settings.Interval)*time.Second)
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

// Sends says whether the callback wants changes of this kind. Events that are
// no change of a record have no action and are always wanted.
func (c Callback) Sends(a Action) bool {
	return a == "" || len(c.Settings.Actions) == 0 || slices.Contains(c.Settings.Actions, a)
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
	return c.Host + " " + TypeWords(c.Trigger().Type)
}

// HostOf returns the lower-case host name of a URL, without its port.
func HostOf(raw string) string {
	u, err := url.Parse(raw)
	if err != nil {
		return ""
	}
	return lowerASCII(u.Hostname())
}

// Audience is everybody of a company whom an event may concern.
type Audience struct {
	Company   Company
	Locations map[ID]Location // of the company
	Callbacks []Callback
}
