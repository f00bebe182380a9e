// Package subscription holds what a batch callback asks for: event types,
// narrowed down to campaigns. The shapes are those of seed 002's API.
package subscription

import (
	"fmt"
	"slices"
	"strings"
	"unicode/utf8"

	"callboard/models"
)

// The states of a subscription. A paused one asks for nothing.
const (
	Active = "ACTIVE"
	Paused = "PAUSED"
)

// The longest texts, in characters.
const (
	nameLimit     = 80
	campaignLimit = 150
)

// most is how many pairs of event type and campaign one subscription may
// come to.
const most = 2000

// Subscription asks for events of some types for a batch callback.
type Subscription struct {
	ID         models.ID `gorm:"primaryKey;autoIncrement:false"`
	CompanyID  models.ID
	CallbackID models.ID
	Name       string
	Status     string
	Types      []string      `gorm:"serializer:json"`
	Filters    []Filter      `gorm:"serializer:json"`
	CreatedAt  models.Millis `gorm:"autoCreateTime:false"`
	UpdatedAt  models.Millis `gorm:"autoUpdateTime:false"`
	DeletedAt  models.Millis
	NameKey    *string // unique in the company while it lives
}

// Filter narrows event types down to campaigns of these names.
type Filter struct {
	Types     []string `json:"types"`
	Campaigns []string `json:"campaigns"`
}

// Clean brings s into the form in which it is stored.
func (s *Subscription) Clean() {
	s.Name = strings.TrimSpace(s.Name)
	s.Types = tidied(s.Types)
	s.Filters = append([]Filter{}, s.Filters...) // the column takes no null
	for i, f := range s.Filters {
		s.Filters[i] = Filter{Types: tidied(f.Types), Campaigns: tidied(f.Campaigns)}
	}
	s.Filters = slices.DeleteFunc(s.Filters, func(f Filter) bool { return len(f.Campaigns) == 0 && len(f.Types) == 0 })
	if s.Status = strings.ToUpper(strings.TrimSpace(s.Status)); s.Status == "" {
		s.Status = Active
	}
}

// tidied leaves out blanks and what comes twice.
func tidied(list []string) []string {
	var kept []string
	for _, one := range list {
		one = strings.TrimSpace(one)
		if one != "" && !slices.Contains(kept, one) {
			kept = append(kept, one)
		}
	}
	return kept
}

// Check lists what must be mended before s can be stored.
func (s Subscription) Check() models.Problems {
	var found models.Problems
	switch {
	case s.Name == "":
		found.Note("name", models.Blank, "Enter a name")
	case !models.FitsPath(s.Name):
		found.Note("name", models.Malformed, "Name must not be . or ..")
	case utf8.RuneCountInString(s.Name) > nameLimit:
		found.Note("name", models.TooLong, fmt.Sprintf("Name must be %d characters or fewer", nameLimit))
	}
	found.NeedLine("name", "Name", s.Name)
	if len(s.Types) == 0 {
		found.Note("types", models.Blank, "Select at least one event type")
	}
	checkTypes(&found, s.Types)
	for _, f := range s.Filters {
		s.checkFilter(&found, f)
	}
	if s.Status != Active && s.Status != Paused {
		found.Note("status", models.NotListed, "Status must be ACTIVE or PAUSED")
	}
	if len(s.Wanted()) > most {
		found.Note("filters", models.TooLong, fmt.Sprintf("There can be at most %d pairs of event type and campaign", most))
	}
	return found
}

func checkTypes(found *models.Problems, types []string) {
	for _, name := range types {
		if !slices.Contains(models.NotificationNames(), name) {
			found.Note("types", models.NotListed, fmt.Sprintf("We do not know the event type ‘%s’", clipped(name)))
		}
	}
}

func (s Subscription) checkFilter(found *models.Problems, f Filter) {
	checkTypes(found, f.Types)
	if len(f.Campaigns) == 0 || len(f.Types) == 0 {
		found.Note("filters", models.Blank, "A filter must name event types and campaigns")
	}
	for _, one := range f.Campaigns {
		if utf8.RuneCountInString(one) > campaignLimit {
			found.Note("filters", models.TooLong, fmt.Sprintf("Campaign names must be %d characters or fewer", campaignLimit))
		}
		found.NeedLine("filters", "Campaign name", one)
	}
	for _, one := range f.Types {
		if !slices.Contains(s.Types, one) {
			found.Note("filters", models.NotListed, fmt.Sprintf("The filter of ‘%s’ is for an event type that is not asked for", clipped(one)))
		}
	}
}

// clipped cuts a text that somebody made up to what a sentence can bear.
func clipped(text string) string {
	runes := []rune(text)
	return string(runes[:min(len(runes), 60)])
}

// Wanted returns the event types that s asks for, each with the campaigns
// that it is narrowed down to, or "" for all. A paused one asks for none.
func (s Subscription) Wanted() []models.CallbackType {
	if s.Status == Paused {
		return nil
	}
	var wanted []models.CallbackType
	for _, name := range s.Types {
		campaigns := s.campaigns(name)
		if len(campaigns) == 0 {
			campaigns = []string{""}
		}
		for _, one := range campaigns {
			wanted = append(wanted, models.CallbackType{CallbackID: s.CallbackID, CompanyID: s.CompanyID, Type: name, FilterValue: one})
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
	return tidied(all)
}

// Together returns what subscriptions ask for, each type and campaign once.
func Together(all []Subscription) []models.CallbackType {
	var wanted []models.CallbackType
	seen := map[models.CallbackType]bool{}
	for _, s := range all {
		for _, one := range s.Wanted() {
			if !seen[one] {
				seen[one] = true
				wanted = append(wanted, one)
			}
		}
	}
	return wanted
}
