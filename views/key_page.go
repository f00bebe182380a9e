package views

import (
	"callboard/models"
)

func (p KeyPage) crumbs(own bool) []Link {
	crumbs := []Link{{Text: "API keys", Href: keysURL}}
	if own {
		crumbs = append(crumbs, Link{Text: p.Row.Name, Href: keyURL(p.Row.APIKey)})
	}
	return crumbs
}

// used says when and from where a key was last used.
func (p KeyPage) used() string {
	if p.Row.LastUsedAt == 0 {
		return "Never"
	}
	return Moment(p.Row.LastUsedAt) + " UTC, " + Ago(p.Row.LastUsedAt, p.Now) + " ago, from " + orDefault(p.Row.LastUsedFrom, "an unknown address")
}

// didWord says what an entry of a key's history did.
func didWord(e models.AuditEntry) string {
	if e.Action == "key.revoke" {
		return "Revoked"
	}
	return "Created"
}

func keyReachLower(k models.APIKeyRow) string {
	if k.CompanyID == 0 {
		return "the whole system"
	}
	return keyReach(k)
}
