package database

import (
	"bytes"
	"net/http"

	"callboard/handlers/api"
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
	whole, err := api.ParseObject(body)
	if err != nil {
		return profile.Input{}, err
	}
	if fields := bytes.TrimSpace(whole.Raw("fields")); len(fields) > 0 && fields[0] == '{' {
		if _, err := api.ParseObject(fields); err != nil {
			return profile.Input{}, err
		}
	}
	return profile.Read(body)
}
