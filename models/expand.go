package models

import (
	"cmp"
	"slices"
	"strings"
)

// The names that every resource has.
const (
	ExpandLocation   = "location"
	ExpandProduct    = "product_transaction"
	ExpandChangelogs = "changelogs"
)

// expandSpellings are the names that the documents of the published system write
// with an underscore. What is sent has the name of its resource.
var expandSpellings = map[string]string{"account_vault": "accountvault", "transaction_batch": "transactionbatch"}

// What a condition sees around a profile or subprofile: the profile itself, or
// the one that the subprofile belongs to, its subprofiles by the name of their
// collection, and the interests that are known in the database.
const (
	ExpandProfile     = "profile"
	ExpandCollections = "collections"
	ExpandInterests   = "interests"
)

// ExpandsAroundProfile returns the names of what a condition sees around a profile.
func ExpandsAroundProfile() []string {
	return []string{ExpandProfile, ExpandCollections, ExpandInterests}
}

// relatedResources names the resources that a record points to. The field that holds
// the id of a contact is contact_id, and so on.
var relatedResources = map[string][]string{
	"contact":          {},
	"transaction":      {"contact", "accountvault", "transactionbatch"},
	"transactionbatch": {},
	"accountvault":     {"contact"},
}

// ExpandsOf returns the names that a resource can be expanded with, in the order in
// which they are sent; none for a resource that there is not.
func ExpandsOf(resource string) []string {
	own, ok := relatedResources[resource]
	if !ok {
		return nil
	}
	return slices.Concat([]string{ExpandLocation}, own, []string{ExpandProduct, ExpandChangelogs})
}

// ExpandNames splits a list of names, which is written with commas, and spells each
// as it is sent: account_vault is accountvault.
func ExpandNames(list string) []string {
	names := strings.FieldsFunc(list, func(r rune) bool { return r == ',' || r == ' ' })
	for i, name := range names {
		names[i] = cmp.Or(expandSpellings[name], name)
	}
	return names
}

// ExpandProblem says in words what of a list a resource cannot be expanded with, ""
// when all is well.
func ExpandProblem(resource, list string) string {
	names := ExpandsOf(resource)
	if names == nil {
		return ""
	}
	for _, name := range ExpandNames(list) {
		if slices.Contains(names, name) {
			continue
		}
		unknown := "We do not know the field ‘" + Shorten(name, 41) + "’. "
		if meant := nearest(name, names); meant != "" {
			return unknown + "Did you mean " + meant + "?"
		}
		last := len(names) - 1
		return unknown + "Choose from " + strings.Join(names[:last], ", ") + " and " + names[last]
	}
	return ""
}

// nearest returns the known name that was probably meant: one that at most a
// third of its letters keep apart. "" when there is none.
func nearest(name string, names []string) string {
	best, least := "", 0
	for _, candidate := range names {
		apart := distance(strings.ToLower(name), candidate)
		if apart <= max(1, len(candidate)/3) && (best == "" || apart < least) {
			best, least = candidate, apart
		}
	}
	return best
}

// distance counts the letters to add, drop or change to make b of a. Names
// much longer than any known one are not counted through.
func distance(a, b string) int {
	if len(a) > 2*len(b) {
		return len(a)
	}
	row := make([]int, len(b)+1)
	for j := range row {
		row[j] = j
	}
	for i := range len(a) {
		before := row[0]
		row[0] = i + 1
		for j := range len(b) {
			change := before
			if a[i] != b[j] {
				change++
			}
			before = row[j+1]
			row[j+1] = min(change, before+1, row[j]+1)
		}
	}
	return row[len(b)]
}
