package views

import (
	"strings"

	"callboard/models/deliverylog"

	"callboard/models"
)

func databaseName(s models.DatabaseRef) string {
	if s.Collection.ID != 0 {
		return s.Collection.Name
	}
	return s.Database.Name
}

// databaseWord is what it is: "database".
func databaseWord(s models.DatabaseRef) string {
	if s.Collection.ID != 0 {
		return "collection"
	}
	return "database"
}

func databaseID(s models.DatabaseRef) string {
	if s.Collection.ID != 0 {
		return s.Collection.PublicID
	}
	return s.Database.PublicID
}

func databaseGone(s models.DatabaseRef) bool {
	return s.Database.DeletedAt != 0 || s.Collection.DeletedAt != 0
}

// databaseCrumbs lead to the list that a database or collection stands in.
func databaseCrumbs(c models.Company, s models.DatabaseRef) []Link {
	crumbs := append(companyCrumbs(c), Link{Text: "Databases", Href: DatabasesURL(c)})
	if s.Collection.ID != 0 {
		crumbs = append(crumbs, Link{Text: s.Database.Name, Href: DatabaseURL(models.DatabaseRef{Database: s.Database})})
	}
	return crumbs
}

// databaseLabel is what it is, as a label: "Database".
func databaseLabel(s models.DatabaseRef) string {
	word := databaseWord(s)
	return strings.ToUpper(word[:1]) + word[1:]
}

func databaseTabs(s models.DatabaseRef, current string) Tabs {
	return tab(databaseLabel(s), current,
		Link{Text: "Summary", Href: DatabaseURL(s)},
		Link{Text: manyOf(s), Href: ProfilesURL(s)},
		Link{Text: "Settings", Href: DatabaseURL(s) + "/settings"},
	)
}

// DatabasePage is the summary of a database or collection.
type DatabasePage struct {
	Company     models.Company
	DatabaseRef models.DatabaseRef
	Collections []DatabaseRow // of a database
	Callbacks   CallbackList
	Profiles    ProfileList // the newest
	MayWrite    bool        // collections
	MayTest     bool
}

func (p DatabasePage) ownerName() string {
	if p.DatabaseRef.Collection.ID != 0 {
		return p.DatabaseRef.Database.Name
	}
	return p.Company.Name
}

func (p DatabasePage) noProfiles() string {
	if p.DatabaseRef.Collection.ID != 0 {
		return "No subprofiles yet. Open a profile to add one."
	}
	return "No profiles yet."
}

// DatabaseQuestion asks whether a database or collection shall go.
type DatabaseQuestion struct {
	Company models.Company
	DatabaseRow
	Problems models.Problems
}

// uses lists what keeps it from being deleted.
func (q DatabaseQuestion) uses() string {
	var parts []string
	for _, use := range []struct {
		n         int
		one, many string
	}{
		{q.Collections, "collection", "collections"},
		{q.Records, q.DatabaseRef.Resource(), strings.ToLower(manyOf(q.DatabaseRef))},
		{q.DatabaseCounts.Callbacks, "callback", "callbacks"},
	} {
		if use.n > deliverylog.CountLimit {
			parts = append(parts, countedNumber(use.n)+" "+use.many)
		} else if use.n > 0 {
			parts = append(parts, Plural(use.n, use.one, use.many))
		}
	}
	if len(parts) > 1 {
		parts = append(parts[:len(parts)-2], parts[len(parts)-2]+" and "+parts[len(parts)-1])
	}
	return strings.Join(parts, ", ")
}
