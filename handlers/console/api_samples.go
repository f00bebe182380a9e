package console

import (
	"net/http"
	"regexp"

	"callboard/docs"
	"callboard/models"
	"callboard/models/store"
	"callboard/views"
	"callboard/web"
)

// apiSamples shows the samples of the pages on the APIs, with what the asker has in
// the place of what they leave open: the address, and the ids of a company. Calls that
// need more than the asker may do anywhere are left out: no key of theirs may either.
func (e eventPages) apiSamples(r *http.Request) (views.APISamples, error) {
	shown, known, err := e.apiOwners(r)
	if err != nil {
		return shown, err
	}
	pages, err := docs.Pages()
	if err != nil {
		return shown, err
	}
	for _, page := range pages {
		group := views.APISampleGroup{Title: page.Title}
		for _, call := range page.Calls {
			need := models.Permission(call.Need)
			if need != "" && web.Access(r).Actor.Scope(need).Empty() {
				shown.LeftOut++
				continue
			}
			group.Samples = append(group.Samples, views.APISample{
				Title: call.Title, Route: call.Routes[0], Role: models.LeastRole(need), Command: fillIn(call.Samples[0].Command, known),
			})
		}
		shown.Groups = append(shown.Groups, group)
	}
	return shown, nil
}

// apiOwners finds what stands in samples for the names of the pages: the company that
// is asked for, or the first one, and the first location, database and collection of
// it. What there is not stays open.
func (e eventPages) apiOwners(r *http.Request) (shown views.APISamples, known map[string]string, err error) {
	in, known := readScope(r), map[string]string{"URL": e.absolute(r, "")}
	companies, _, err := e.Store.Companies(r.Context(), in, store.OwnerFilter{Limit: store.MostOwners})
	if err != nil {
		return shown, nil, err
	}
	wanted := r.FormValue("company")
	if wanted == "" && len(companies) > 0 {
		wanted = companies[0].PublicID
	}
	var company models.Company
	if wanted != "" {
		if company, err = e.Store.Company(r.Context(), in, wanted); err != nil {
			return shown, nil, err
		}
		known["COMPANY"] = company.PublicID
	}
	for _, row := range companies {
		shown.Companies = append(shown.Companies, views.Choice{Value: row.PublicID, Label: row.Name, Chosen: row.ID == company.ID})
	}
	return shown, known, e.apiParts(r, company.ID, known)
}

// apiParts finds the first location, database and collection of a company, or of all
// that the asker sees when it is zero.
func (e eventPages) apiParts(r *http.Request, company models.ID, known map[string]string) error {
	first := store.OwnerFilter{Company: company, Limit: 1}
	locations, _, err := e.Store.Locations(r.Context(), readScope(r), first)
	if err != nil {
		return err
	}
	for _, location := range locations {
		known["LOCATION"] = location.PublicID
	}
	databases, _, err := e.Store.Databases(r.Context(), readScope(r), first)
	if err != nil {
		return err
	}
	for _, database := range databases {
		known["DATABASE"] = database.PublicID
		collections, _, err := e.Store.Collections(r.Context(), readScope(r), store.OwnerFilter{Database: database.ID, Limit: 1})
		if err != nil {
			return err
		}
		for _, collection := range collections {
			known["COLLECTION"] = collection.PublicID
		}
	}
	return nil
}

// openName is a name that a sample leaves open: $KEY, or '$LOCATION' between the
// quotes that a shell needs around it.
var openName = regexp.MustCompile(`'\$[A-Z_]+'|\$[A-Z_]+`)

// fillIn puts what is known into a sample. All else stays open.
func fillIn(command string, known map[string]string) string {
	return openName.ReplaceAllStringFunc(command, func(name string) string {
		if value, ok := known[nameOnly.FindString(name)]; ok {
			return value
		}
		return name
	})
}

var nameOnly = regexp.MustCompile(`[A-Z_]+`)
