package models

import (
	"slices"
)

// Grant gives a role for the whole system (both ids zero), a company or a
// location.
type Grant struct {
	ID         ID
	UserID     ID
	Role       Role
	CompanyID  ID
	LocationID ID
}

// Covers says whether the grant reaches what belongs to o.
func (g Grant) Covers(o Owner) bool {
	switch {
	case g.LocationID != 0:
		return g.LocationID == o.LocationID
	case g.CompanyID != 0:
		return g.CompanyID == o.CompanyID
	}
	return true
}

// ActorKind says what an actor is.
type ActorKind string

// The kinds of actor.
const (
	PersonActor  ActorKind = "person"
	KeyActor     ActorKind = "key"
	ProgramActor ActorKind = "program" // the command line and Callboard itself
)

// Actor is who acts: a person, an API key, or the program itself.
type Actor struct {
	Kind    ActorKind
	ID      ID
	Name    string // e-mail of a person, name of a key
	Address string // IP address the request came from
	Grants  []Grant
}

// Can says whether the actor holds p for what belongs to o.
func (a Actor) Can(p Permission, o Owner) bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool { return g.Role.Allows(p) && g.Covers(o) })
}

// Scope returns all that the actor reaches with p.
func (a Actor) Scope(p Permission) Scope {
	var s Scope
	for _, g := range a.Grants {
		switch {
		case !g.Role.Allows(p):
		case g.LocationID != 0:
			s.Locations = append(s.Locations, g.LocationID)
		case g.CompanyID != 0:
			s.Companies = append(s.Companies, g.CompanyID)
		default:
			s.All = true
		}
	}
	return s
}

// Access is who makes a change, and what that change may reach.
type Access struct {
	Actor Actor
	Scope Scope
}

// System is the access of the program itself, named for the audit log.
func System(name string) Access {
	return Access{Actor: Actor{Kind: ProgramActor, Name: name, Grants: []Grant{{Role: Admin}}}, Scope: Everything}
}

// Owner returns what the grant reaches.
func (g Grant) Owner() Owner { return Owner{CompanyID: g.CompanyID, LocationID: g.LocationID} }

// Gives says whether the actor may give a role for what belongs to o: nobody
// gives more than they hold.
func (a Actor) Gives(role Role, o Owner) bool {
	return slices.ContainsFunc(a.Grants, func(g Grant) bool {
		return g.Covers(o) && slices.Index(roleOrder, g.Role) >= slices.Index(roleOrder, role)
	})
}
