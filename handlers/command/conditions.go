package command

import (
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"callboard/condition"
	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/store"
	"callboard/wire"
)

// checkConditions lists the callbacks whose condition means something else now than
// when the record's fields did not come first: a line for each, with its id, its
// name and what changes.
func checkConditions(ctx context.Context, s *store.Store, g given) (string, error) {
	callbacks, err := s.Callbacks(ctx, models.Everything, store.CallbackFilter{Live: true})
	if err != nil {
		return "", err
	}
	var lines []string
	for _, c := range callbacks {
		if c.Settings.Condition == "" {
			continue
		}
		changes, err := conditionChanges(ctx, s, g.conditions, c)
		if err != nil {
			return "", fmt.Errorf("check the condition of callback %s: %w", c.PublicID, err)
		}
		for _, change := range changes {
			lines = append(lines, c.PublicID+"\t"+c.Title()+"\t"+change)
		}
	}
	if len(lines) == 0 {
		fmt.Fprintln(g.stderr, "Nothing found.")
	}
	return strings.Join(lines, "\n"), nil
}

// conditionChanges says what a condition means otherwise than before: whether it
// decides by an assignment, and the names that are taken for something else in the
// samples and the newest events of the callback's types.
func conditionChanges(ctx context.Context, s *store.Store, p *condition.Pool, c models.Callback) ([]string, error) {
	var changes []string
	switch err := p.Check(ctx, c.Settings.Condition); {
	case isProblem(err):
		changes = append(changes, err.Error())
	case err != nil:
		return nil, err
	}
	// Without an event, only JavaScript's own names stand for something.
	empty, err := p.Try(ctx, condition.Question{Text: c.Settings.Condition, Scope: condition.Scope{Object: []byte("{}")}, Trace: true})
	if err != nil {
		return nil, err
	}
	events, err := eventsFor(ctx, s, c)
	if err != nil {
		return nil, err
	}
	for _, e := range events {
		scope := condition.Scope(wire.ScopeOf(e, models.Company{PublicID: "1"}, models.Location{PublicID: "1"}))
		now, err := p.Try(ctx, condition.Question{Text: c.Settings.Condition, Scope: scope, Trace: true})
		if err != nil {
			return nil, err
		}
		for _, name := range now.Names {
			is, _, _ := strings.Cut(name.TakenFor, ",")
			was := takenBefore(name.Name, e, empty.Names)
			change := fmt.Sprintf("%s in %s: was %s, is %s", name.Name, e.Type, was, is)
			if name.Name == "event" && was == noName { // nobody wrote it before
				continue
			}
			if was != is && !slices.Contains(changes, change) {
				changes = append(changes, change)
			}
		}
	}
	return changes, nil
}

func isProblem(err error) bool {
	_, ok := errors.AsType[condition.Problem](err)
	return ok
}

// eventsFor returns the samples of the types that a callback asks for, as changes of
// records that nobody made, and the newest real events of them.
func eventsFor(ctx context.Context, s *store.Store, c models.Callback) ([]models.Event, error) {
	custom, err := s.CustomEventTypes(ctx, c.CompanyID)
	if err != nil {
		return nil, err
	}
	recent := deliverylog.Recent{Company: c.CompanyID, Location: c.LocationID, DatabaseRefID: c.DatabaseRefID, Limit: deliverylog.RecentMost}
	var events []models.Event
	for _, t := range models.EventTypesWith(custom) {
		for _, asked := range c.Types {
			if models.MatchesType(asked.Type, t.Name) {
				recent.Types = append(recent.Types, models.CallbackType{Type: t.Name, FilterValue: asked.FilterValue})
				events = append(events, models.Event{Type: t.Name, Action: t.Action, Data: t.Sample})
			}
		}
	}
	ids, err := s.RecentEvents(ctx, models.Everything, recent)
	if err != nil {
		return nil, err
	}
	for _, id := range ids {
		e, err := s.EventByID(ctx, models.Everything, id)
		if err != nil {
			return nil, err
		}
		events = append(events, e)
	}
	return events, nil
}

// wordsBefore are the names that came before all fields, with what they stand for.
var wordsBefore = map[string]string{
	"event_type": "event.type", "action": "event.action", "resource": "event.resource", "data": "event.data",
	"before": "event.before", "company": "event.company", "location": "event.location",
}

// takenBefore says what a name of a condition stood for when what surrounds the
// record came first, then JavaScript's own names, then the fields; those of profiles
// and subprofiles also in other case, of several the last.
func takenBefore(name string, e models.Event, javaScript []condition.Name) string {
	resource, _, _ := strings.Cut(e.Type, ".")
	inDatabase := e.Action != "" && models.InDatabase(resource)
	if word := wordsBefore[name]; word != "" {
		return word
	}
	if inDatabase && (name == models.Profile || name == models.Subprofile && resource == models.Subprofile) {
		return "the " + name
	}
	if i := slices.IndexFunc(javaScript, func(n condition.Name) bool { return n.Name == name }); i >= 0 {
		return javaScript[i].TakenFor
	}
	switch {
	case inDatabase:
		return takenInDatabaseBefore(name, resource, e.Data)
	case slices.Contains(memberNames(e.Data), name):
		return "the record's field"
	}
	return noName
}

// noName says that a name stood for nothing: the condition stopped there.
const noName = "no name"

// takenInDatabaseBefore is takenBefore for the names of a profile or subprofile that
// are neither JavaScript's nor of what surrounds it.
func takenInDatabaseBefore(name, resource string, record []byte) string {
	data := memberNames(record)
	var whole struct{ Fields json.RawMessage }
	_ = json.Unmarshal(record, &whole) // what is no object has no fields
	fields := memberNames(whole.Fields)
	if slices.Contains(fields, name) || slices.Contains(data, name) {
		return "the record's field"
	}
	if field := lastInAnyCase(fields, name); field != "" {
		return "the record's field " + field
	}
	for word, of := range wordsBefore {
		if strings.EqualFold(word, name) {
			return of
		}
	}
	if strings.EqualFold(name, models.Profile) || strings.EqualFold(name, models.Subprofile) && resource == models.Subprofile {
		return "the " + strings.ToLower(name)
	}
	if field := lastInAnyCase(data, name); field != "" {
		return "the record's field " + field
	}
	return noName
}

// memberNames lists the names of the members of a JSON object, none of anything else.
func memberNames(object []byte) []string {
	var names []string
	for member, err := range models.JSONMembers(object) {
		if err != nil {
			return nil
		}
		names = append(names, member.Name)
	}
	return names
}

// lastInAnyCase returns the last of names that is name but for its case, "" for none.
func lastInAnyCase(names []string, name string) string {
	last := ""
	for _, other := range names {
		if strings.EqualFold(other, name) {
			last = other
		}
	}
	return last
}
