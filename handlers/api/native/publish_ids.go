package native

import (
	"fmt"
	"net/http"
	"slices"
	"strconv"
	"strings"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/web"
)

// refuseSameID refuses the id of an event that another one before it in the same call
// has, unless both say the same.
func refuseSameID(f *api.Fields, first, e models.Event, at int) {
	if paths := first.Differences(e); len(paths) > 0 {
		f.Refuse("id", fmt.Sprintf("must not be that of event %d: they differ in %s", at, strings.Join(paths, ", ")))
	}
}

// takenError says of which events of a call the ids are taken.
type takenError struct{ errors []FieldProblem }

func (takenError) Error() string { return "an id of an event is taken" }

// The answers to an id that is taken: within what the key reaches, and beyond.
const (
	otherContent = "Nothing was published: an event with this id and other content is stored already. See errors"
	takenID      = "This id is taken in this company"
)

// sentence says in one sentence what was refused.
func (e takenError) sentence() string {
	if slices.ContainsFunc(e.errors, func(p FieldProblem) bool { return p.Detail != takenID }) {
		return otherContent
	}
	return takenID
}

// takenIDs tells a caller in what its events differ from those that have their ids. Of
// an event beyond what the key reaches it is told nothing but that there is one; the
// names of members are for those who may see payloads.
func takenIDs(r *http.Request, conflicts models.EventConflicts, events []models.Event, isArray bool) error {
	var taken takenError
	access := web.Access(r)
	for _, conflict := range conflicts {
		path := ""
		if isArray {
			i := slices.IndexFunc(events, func(e models.Event) bool { return e.PublicID == conflict.PublicID })
			path = strconv.Itoa(i) + "."
		}
		if !access.Scope.Covers(conflict.Stored) {
			taken.errors = append(taken.errors, FieldProblem{Field: path + "id", Detail: takenID})
			continue
		}
		paths := conflict.Paths
		if !access.Actor.Can(models.DeliveriesPayload, conflict.Stored) {
			paths = heads(paths)
		}
		for _, member := range paths {
			taken.errors = append(taken.errors, FieldProblem{Field: path + member, Detail: say(path+member, "differs from the event that has this id")})
		}
	}
	return taken
}

// heads cuts paths down to their first names.
func heads(paths []string) []string {
	var names []string
	for _, path := range paths {
		name, _, _ := strings.Cut(path, ".")
		names = append(names, name)
	}
	return slices.Compact(names)
}
