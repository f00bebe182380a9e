package database

import (
	"bytes"
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/profile"
)

// readProfile reads the body of a profile or subprofile.
func readProfile(w http.ResponseWriter, r *http.Request) (profile.Input, error) {
	body, err := readBody(w, r)
	if err != nil {
		return profile.Input{}, err
	}
	return profileOf(body)
}

// profileOf reads a profile. Of a name that comes twice nobody knows which one
// is meant.
func profileOf(body []byte) (profile.Input, error) {
	whole, err := api.ParseObject(models.OrEmptyObject(body))
	if err != nil {
		return profile.Input{}, err
	}
	for _, name := range []string{"fields", "interests"} {
		if member := bytes.TrimSpace(whole.Raw(name)); len(member) > 0 && member[0] == '{' {
			if _, err := api.ParseObject(member); err != nil {
				return profile.Input{}, err
			}
		}
	}
	return profile.Read(body)
}
