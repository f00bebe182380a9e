package views

import (
	"time"

	"callboard/models"
)

// APIKeyPage is the page of one API key.
type APIKeyPage struct {
	Row     models.APIKeyRow
	History []models.AuditEntry
	Href    string // the page of what it reaches; "" when that cannot be opened
	Now     time.Time

	MayRevoke bool // it holds no more than who looks at it
}

func (p APIKeyPage) crumbs(own bool) []Link {
	crumbs := []Link{{Text: "API keys", Href: APIKeysURL}}
	if own {
		crumbs = append(crumbs, Link{Text: p.Row.Name, Href: APIKeyURL(p.Row.ID)})
	}
	return crumbs
}

// used says when and from where a key was last used.
func (p APIKeyPage) used() string {
	if p.Row.LastUsedAt == 0 {
		return "Never"
	}
	return Moment(p.Row.LastUsedAt) + " UTC, " + Ago(p.Row.LastUsedAt, p.Now) + " ago, from " + orDefault(p.Row.LastUsedFrom, "an unknown address")
}

// apiKeyHistoryWord says what an entry of a key's history did.
func apiKeyHistoryWord(e models.AuditEntry) string {
	if e.Action == "key.revoke" {
		return "Revoked"
	}
	return "Created"
}

func apiKeyReachLower(k models.APIKeyRow) string {
	if k.CompanyID == 0 {
		return "the whole system"
	}
	return apiKeyReach(k)
}
