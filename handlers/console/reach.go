package console

import (
	"cmp"
	"net/http"
	"slices"
	"strings"

	"callboard/models"
	"callboard/models/store"
	"callboard/views"
	"callboard/web"
)

// ownersListed is how many companies, and how many locations, the form lists.
const ownersListed = 200

// system is the choice of the whole system.
const system = "system"

// givableRoles are those that an actor may give to a key of something.
func givableRoles(a models.Actor) []models.Role {
	var allowed []models.Role
	for _, role := range models.Roles() {
		if slices.ContainsFunc(a.Grants, func(g models.Grant) bool { return g.Role.Allows(models.KeysManage) && a.Gives(role, g.Owner()) }) {
			allowed = append(allowed, role)
		}
	}
	return allowed
}

// reached returns what a choice stands for, within what the asker manages.
func (d Base) reached(r *http.Request, choice string) (models.Owner, error) {
	in := web.Scope(r)
	what, id, _ := strings.Cut(choice, ":")
	switch {
	case what == "company":
		company, err := d.Store.Company(r.Context(), in, id)
		return company.Owner(), err
	case what == "location":
		location, err := d.Store.Location(r.Context(), in, id)
		return location.Owner(), err
	case what == system && in.All:
		return models.Owner{}, nil
	}
	return models.Owner{}, models.ErrNotFound
}

// reachChoices lists what a key or a role that the asker gives may reach, the chosen one marked. more
// says that there are others.
func (d Base) reachChoices(r *http.Request, choice string) (choices []views.Choice, more bool, err error) {
	in, filter := web.Scope(r), store.OwnerFilter{Limit: ownersListed}
	if in.All {
		choices = append(choices, views.Choice{Value: system, Label: "The whole system"})
	}
	companies, next, err := d.Store.Companies(r.Context(), in, filter)
	if err != nil {
		return nil, false, err
	}
	for _, c := range companies {
		choices = append(choices, views.Choice{Value: "company:" + c.PublicID, Label: c.Name, Group: "Companies"})
	}
	locations, following, err := d.Store.Locations(r.Context(), in, filter)
	if err != nil {
		return nil, false, err
	}
	slices.SortStableFunc(locations, func(a, b models.LocationRow) int {
		return cmp.Or(cmp.Compare(a.CompanyName, b.CompanyName), cmp.Compare(a.CompanyID, b.CompanyID))
	})
	for _, l := range locations {
		choices = append(choices, views.Choice{Value: "location:" + l.PublicID, Label: l.Name, Group: "Locations of " + l.CompanyName})
	}
	choices, err = d.choose(r, choices, choice)
	return choices, next != "" || following != "", err
}

// choose marks a choice, and adds one that is not listed. Of several, none is
// chosen before somebody does.
func (d Base) choose(r *http.Request, choices []views.Choice, choice string) ([]views.Choice, error) {
	i := slices.IndexFunc(choices, func(c views.Choice) bool { return c.Value == choice })
	if i >= 0 {
		choices[i].Chosen = true
	} else if owner, err := d.reached(r, choice); err == nil {
		words, err := d.ownerWords(r, owner)
		if err != nil {
			return nil, err
		}
		choices = append(choices, views.Choice{Value: choice, Label: words, Group: "Chosen", Chosen: true})
	}
	if len(choices) > 1 {
		choices = slices.Insert(choices, 0, views.Choice{Label: "Select"})
	}
	return choices, nil
}

// ownerWords names a company or a location.
func (d Base) ownerWords(r *http.Request, o models.Owner) (string, error) {
	if o.LocationID == 0 {
		company, err := d.Store.CompanyByID(r.Context(), web.Scope(r), o.CompanyID)
		return company.Name, err
	}
	location, err := d.Store.LocationByID(r.Context(), web.Scope(r), o.LocationID)
	return location.Name, err
}

// ownerPath is the page of what a key reaches, or "" when the asker cannot
// open it.
func ownerPath(r *http.Request, row models.APIKeyRow) string {
	switch {
	case row.CompanyID == 0 || !readScope(r).Covers(row.Owner()):
		return ""
	case row.LocationID != 0:
		return views.LocationURL(models.Location{PublicID: row.LocationPublicID})
	}
	return views.CompanyURL(models.Company{PublicID: row.CompanyPublicID})
}
