package models

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"
)

// The states of a subscription. A paused one asks for nothing.
const (
	SubscriptionActive = "ACTIVE"
	SubscriptionPaused = "PAUSED"
)

// The longest texts, in characters.
const (
	subscriptionNameLimit = 80
	campaignNameLimit     = 150
)

// campaignsMost is how many pairs of event type and campaign one subscription may
// come to.
const campaignsMost = 2000

// Subscription asks for events of some types for a batch callback.
type Subscription struct {
	ID         ID `gorm:"primaryKey;autoIncrement:false"`
	CompanyID  ID
	CallbackID ID
	Name       string
	Status     string
	Types      []string             `gorm:"serializer:json"`
	Filters    []SubscriptionFilter `gorm:"serializer:json"`
	CreatedAt  Millis               `gorm:"autoCreateTime:false"`
	UpdatedAt  Millis               `gorm:"autoUpdateTime:false"`
	DeletedAt  Millis
	NameKey    *string // unique in the company while it lives
}

// SubscriptionFilter narrows event types down to campaigns of these names.
type SubscriptionFilter struct {
	Types     []string `json:"types"`
	Campaigns []string `json:"campaigns"`
}

// Clean brings s into the form in which it is stored.
func (s *Subscription) Clean() {
	s.Name = strings.TrimSpace(s.Name)
	s.Types = tidiedWords(s.Types)
	s.Filters = append([]SubscriptionFilter{}, s.Filters...) // the column takes no null
	for i, f := range s.Filters {
		s.Filters[i] = SubscriptionFilter{Types: tidiedWords(f.Types), Campaigns: tidiedWords(f.Campaigns)}
	}
	s.Filters = slices.DeleteFunc(s.Filters, func(f SubscriptionFilter) bool { return len(f.Campaigns) == 0 && len(f.Types) == 0 })
	if s.Status = strings.ToUpper(strings.TrimSpace(s.Status)); s.Status == "" {
		s.Status = SubscriptionActive
	}
}

// tidiedWords leaves out blanks and what comes twice.
func tidiedWords(list []string) []string {
	var kept []string
	for _, word := range list {
		word = strings.TrimSpace(word)
		if word != "" && !slices.Contains(kept, word) {
			kept = append(kept, word)
		}
	}
	return kept
}

// Check lists what must be mended before s can be stored.
func (s Subscription) Check() Problems {
	var problems Problems
	switch {
	case s.Name == "":
		problems.Note("name", Blank, "Enter a name")
	case !FitsPath(s.Name):
		problems.Note("name", Malformed, "Name must not be . or ..")
	case utf8.RuneCountInString(s.Name) > subscriptionNameLimit:
		problems.Note("name", TooLong, fmt.Sprintf("Name must be %d characters or fewer", subscriptionNameLimit))
	}
	problems.NeedLine("name", "Name", s.Name)
	if len(s.Types) == 0 {
		problems.Note("types", Blank, "Select at least one event type")
	}
	checkSubscribedTypes(&problems, s.Types)
	for _, f := range s.Filters {
		s.checkFilter(&problems, f)
	}
	if s.Status != SubscriptionActive && s.Status != SubscriptionPaused {
		problems.Note("status", NotListed, "Status must be ACTIVE or PAUSED")
	}
	if len(s.Wanted()) > campaignsMost {
		problems.Note("filters", TooLong, fmt.Sprintf("There can be at most %d pairs of event type and campaign", campaignsMost))
	}
	return problems
}

func checkSubscribedTypes(problems *Problems, types []string) {
	for _, name := range types {
		if !slices.Contains(NotificationNames(), name) {
			problems.Note("types", NotListed, fmt.Sprintf("We do not know the event type ‘%s’", Shorten(name, 61)))
		}
	}
}

func (s Subscription) checkFilter(problems *Problems, f SubscriptionFilter) {
	checkSubscribedTypes(problems, f.Types)
	if len(f.Campaigns) == 0 || len(f.Types) == 0 {
		problems.Note("filters", Blank, "A filter must name event types and campaigns")
	}
	for _, campaign := range f.Campaigns {
		if utf8.RuneCountInString(campaign) > campaignNameLimit {
			problems.Note("filters", TooLong, fmt.Sprintf("Campaign names must be %d characters or fewer", campaignNameLimit))
		}
		problems.NeedLine("filters", "Campaign name", campaign)
	}
	for _, name := range f.Types {
		if !slices.Contains(s.Types, name) {
			problems.Note("filters", NotListed, fmt.Sprintf("The filter of ‘%s’ is for an event type that is not asked for", Shorten(name, 61)))
		}
	}
}

// Wanted returns the event types that s asks for, each with the campaigns
// that it is narrowed down to, or "" for all. A paused one asks for none.
func (s Subscription) Wanted() []CallbackType {
	if s.Status == SubscriptionPaused {
		return nil
	}
	var wanted []CallbackType
	for _, name := range s.Types {
		campaigns := s.campaigns(name)
		if len(campaigns) == 0 {
			campaigns = []string{""}
		}
		for _, campaign := range campaigns {
			wanted = append(wanted, CallbackType{CallbackID: s.CallbackID, CompanyID: s.CompanyID, Type: name, FilterValue: campaign})
		}
	}
	return wanted
}

// campaigns are those that a type is narrowed down to; none means all.
func (s Subscription) campaigns(name string) []string {
	var all []string
	for _, f := range s.Filters {
		if slices.Contains(f.Types, name) {
			all = append(all, f.Campaigns...)
		}
	}
	return tidiedWords(all)
}

// SubscriptionsTogether returns what subscriptions ask for, each type and campaign once.
func SubscriptionsTogether(all []Subscription) []CallbackType {
	var wanted []CallbackType
	seen := map[CallbackType]bool{}
	for _, s := range all {
		for _, callbackType := range s.Wanted() {
			if !seen[callbackType] {
				seen[callbackType] = true
				wanted = append(wanted, callbackType)
			}
		}
	}
	return wanted
}
