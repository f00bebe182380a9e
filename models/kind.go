package models

import (
	"net/http"
	"slices"
	"time"
)

// Kind is one of the kinds of callback. The kinds differ in defaults, in
// the rules of their seed, in wire form and API shape, and in nothing else.
type Kind string

// The kinds of callback, each after the published system it implements.
const (
	KindEvent    Kind = "event"    // Company callback: one event type, date range
	KindBatch    Kind = "batch"    // Batch callback: many events a request
	KindPostback Kind = "postback" // Postback: changes of one resource of a location
	KindDatabase Kind = "database" // Database callback: changes of profiles
	KindWebhook  Kind = "webhook"  // Signed callback: Standard Webhooks
)

// IDForm is how the public ids of a kind look, after its published document.
type IDForm int

// The forms of public ids.
const (
	HexID     IDForm = iota // 24 hex digits
	LettersID               // 8 letters and digits
	DecimalID               // 12 digits
)

// Traits are what sets a kind apart.
type Traits struct {
	Kind         Kind
	Name         string   // as people read it
	ID           IDForm   // of its public ids
	Methods      []string // first is the default
	ContentTypes []string // first is the default
	URLLimit     int      // characters
	Dated        bool     // its document has start and end: removing it ends it now
	Exclusive    bool     // no two of one owner, event type and filter value overlap
	Records      bool     // asks for the changes of one resource: "contact.*"
	Local        bool     // belongs to a location, never to a company as a whole
	InDatabase   bool     // belongs to a database or collection: asks for the changes of its profiles
	Switched     bool     // has what a postback has besides: "is_active", "expands", "product_transaction_id"
	Patterns     bool     // asks for any number of event types, and "person.*"
	Wide         bool     // one of a company covers its locations, one of a location can stand in for it there
	Signed       bool     // requests are always signed
	Batched      bool     // sends several events with one request; what it asks for stands in its subscriptions
	Verified     bool     // holds deliveries until its URL was tried; its name and URL are unique in the company, its sign-in required
	Plan         []time.Duration
	Backup       []time.Duration // what a backup URL adds to Plan
	Jitter       int             // percent by which a delay may grow at random
	MaxAttempts  int
	MinInterval  time.Duration // between attempts, when the operator sets it
	Final        func(code int) bool
}

// Fits says whether callbacks with these traits can belong to a database or
// collection, to a location or, when both ids are zero, to a company as a
// whole.
func (t Traits) Fits(location, databaseRef ID) bool {
	switch {
	case t.InDatabase || databaseRef != 0:
		return t.InDatabase && databaseRef != 0
	case location != 0:
		return !t.Batched
	}
	return !t.Local
}

// MaxInterval is the longest time between two attempts, for every kind.
const MaxInterval = 24 * time.Hour

// Traits returns what sets k apart. An unknown kind has the zero Traits.
func (k Kind) Traits() Traits {
	for i := range traits {
		if traits[i].Kind == k {
			return traits[i]
		}
	}
	return Traits{}
}

// Kinds are all kinds, in the order in which people read of them.
func Kinds() []Kind {
	all := make([]Kind, len(traits))
	for i := range traits {
		all[i] = traits[i].Kind
	}
	return all
}

// traits says everything about the kinds, in the order in which people read of
// them.
var traits = []Traits{
	{
		Kind: KindEvent, Name: "Company callback", ID: LettersID, Methods: []string{"POST", "PUT"},
		ContentTypes: []string{"application/json", "text/json"}, URLLimit: 1024,
		Dated: true, Exclusive: true, Wide: true,
		Plan: Every(6, 5*time.Minute), MaxAttempts: 20, MinInterval: 5 * time.Second,
		Final: clientError,
	},
	{
		Kind: KindBatch, Name: "Batch callback", Methods: []string{"POST"},
		ContentTypes: []string{"application/json"}, URLLimit: 1024,
		Batched: true, Verified: true,
		Plan: batchPlan, Backup: batchPlan, MaxAttempts: 20, MinInterval: 5 * time.Second,
		Final: never,
	},
	{
		Kind: KindPostback, Name: "Postback", Methods: []string{"POST"},
		ContentTypes: []string{"application/x-www-form-urlencoded"}, URLLimit: 512,
		Records: true, Local: true, Switched: true,
		Plan: Every(1, 5*time.Minute), MaxAttempts: 5, MinInterval: 5 * time.Minute,
		Final: never,
	},
	{
		Kind: KindDatabase, Name: "Database callback", ID: DecimalID, Methods: []string{"POST"},
		ContentTypes: []string{"application/json", "text/xml"}, URLLimit: 1024,
		Records: true, InDatabase: true,
		Plan: Every(4, 5*time.Minute), MaxAttempts: 20, MinInterval: 5 * time.Second,
		Final: gone,
	},
	{
		Kind: KindWebhook, Name: "Signed callback", Methods: []string{"POST", "PUT"},
		ContentTypes: []string{"application/json", CloudEvents}, URLLimit: 1024,
		Dated: true, Patterns: true, Wide: true, Signed: true,
		Plan: []time.Duration{
			0, 5 * time.Second, 5 * time.Minute, 30 * time.Minute, 2 * time.Hour,
			5 * time.Hour, 10 * time.Hour, 14 * time.Hour, 20 * time.Hour, 24 * time.Hour,
		},
		Jitter: 20, MaxAttempts: 20, MinInterval: 5 * time.Second,
		Final: gone,
	},
}

// batchPlan is how a batch is tried at one URL.
var batchPlan = []time.Duration{0, 30 * time.Second, 2 * time.Minute}

// CloudEvents is the content type of a CloudEvents 1.0 event in structured
// mode.
const CloudEvents = "application/cloudevents+json"

// Every returns the delays before each of n attempts: the first at once, the
// others interval after the one before.
func Every(n int, interval time.Duration) []time.Duration {
	plan := make([]time.Duration, max(n, 1))
	for i := 1; i < len(plan); i++ {
		plan[i] = interval
	}
	return plan
}

// Doubling returns the seconds before each of n attempts: the first at once,
// the second after interval seconds, each later one after twice as long as the
// one before, and none after more than MaxInterval.
func Doubling(n, interval int) []int {
	plan := make([]int, max(n, 1))
	for i := 1; i < len(plan); i++ {
		plan[i] = min(interval, int(MaxInterval/time.Second))
		interval = 2 * plan[i]
	}
	return plan
}

// Doubles says whether Doubling makes such a plan.
func Doubles(delays []int) bool {
	return len(delays) > 1 && slices.Equal(delays, Doubling(len(delays), delays[1]))
}

// Even says whether the kind's own plan has equal steps, so that a number of
// attempts and the time between them say all about it.
func (t Traits) Even() bool {
	return len(t.Plan) < 2 || slices.Equal(t.Plan, Every(len(t.Plan), t.Plan[1]))
}

// clientError says that an answer is final: every 4xx but the three that ask
// for patience.
func clientError(code int) bool {
	return code >= 400 && code < 500 && !slices.Contains([]int{408, 425, 429}, code)
}

func never(int) bool { return false }

// gone says that the address will never answer again.
func gone(code int) bool { return code == http.StatusGone }
