package views

import (
	"callboard/models"
)

// APIKeyList is what the list of API keys shows.
type APIKeyList struct {
	Rows    []models.APIKeyRow
	Revoked bool   // those that are revoked, instead of those in use
	Next    string // address of the next page; "" on the last
}

// apiKeyReach says what a key can see and change.
func apiKeyReach(k models.APIKeyRow) string {
	switch {
	case k.CompanyID == 0:
		return "The whole system"
	case k.LocationID == 0:
		return k.CompanyName
	}
	return k.LocationName + ", " + k.CompanyName
}

func (l APIKeyList) views() []Link {
	return []Link{{Text: "In use", Href: APIKeysURL, Current: !l.Revoked}, {Text: "Revoked", Href: APIKeysURL + "?state=revoked", Current: l.Revoked}}
}

func apiKeyLastUsed(k models.APIKey) string {
	if k.LastUsedAt == 0 {
		return "Never"
	}
	return Moment(k.LastUsedAt)
}
