package models

import (
	"slices"
)

// Role is what a person or key may do, in one word.
type Role string

// The roles, from the least to the most.
const (
	Viewer   Role = "viewer"
	Operator Role = "operator"
	Manager  Role = "manager"
	Admin    Role = "admin"
)

// Permission names one thing that a role may allow.
type Permission string

// The permissions of the console and the APIs.
const (
	CallbacksRead     Permission = "callbacks.read"
	DeliveriesRead    Permission = "deliveries.read"
	DeliveriesPayload Permission = "deliveries.payload"
	DeliveriesResend  Permission = "deliveries.resend"
	DeliveriesCancel  Permission = "deliveries.cancel"
	TestsSend         Permission = "tests.send"
	CallbacksPause    Permission = "callbacks.pause"
	CallbacksWrite    Permission = "callbacks.write"
	CallbacksEnd      Permission = "callbacks.end"
	CallbacksVerify   Permission = "callbacks.verify"
	VerifyManually    Permission = "callbacks.verify_manually"
	CompaniesWrite    Permission = "companies.write"
	LocationsWrite    Permission = "locations.write"
	EventsWrite       Permission = "events.write"
	UsersManage       Permission = "users.manage"
	KeysManage        Permission = "keys.manage"
	AuditRead         Permission = "audit.read"
	SettingsManage    Permission = "settings.manage"
)

// leastRole is the least role that holds a permission: each role holds all
// that the roles before it hold.
var leastRole = map[Permission]Role{
	CallbacksRead: Viewer, DeliveriesRead: Viewer,
	DeliveriesPayload: Operator, DeliveriesResend: Operator, DeliveriesCancel: Operator,
	TestsSend: Operator, CallbacksPause: Operator,
	CallbacksWrite: Manager, CallbacksEnd: Manager, CallbacksVerify: Manager, CompaniesWrite: Manager,
	LocationsWrite: Manager, EventsWrite: Manager,
	UsersManage: Manager, KeysManage: Manager, AuditRead: Manager,
	SettingsManage: Admin, VerifyManually: Admin,
}

var roleOrder = []Role{Viewer, Operator, Manager, Admin}

// Allows says whether the role holds the permission. An unknown role holds
// none.
func (r Role) Allows(p Permission) bool {
	least, ok := leastRole[p]
	return ok && r.Known() && slices.Index(roleOrder, r) >= slices.Index(roleOrder, least)
}

// Known says whether r is one of the four roles.
func (r Role) Known() bool { return slices.Contains(roleOrder, r) }

// Roles returns the roles, from the least to the most.
func Roles() []Role { return slices.Clone(roleOrder) }

// LeastRole returns the least role that holds p.
func LeastRole(p Permission) Role { return leastRole[p] }

// Owner says to whom a record belongs. A zero LocationID means the company as
// a whole, a zero CompanyID the system.
type Owner struct{ CompanyID, LocationID ID }

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

// ManagesUser says whether the actor may change what u may do: nobody touches
// somebody who holds more than they do, or who is let in elsewhere too.
func (a Actor) ManagesUser(u User) bool {
	for _, held := range u.Grants {
		ok := slices.ContainsFunc(a.Grants, func(g Grant) bool {
			return g.Role.Allows(UsersManage) && g.Covers(held.Owner()) && slices.Index(roleOrder, g.Role) >= slices.Index(roleOrder, held.Role)
		})
		if !ok {
			return false
		}
	}
	return len(u.Grants) > 0
}

// Scope is the part of the data that a question may reach. It is an argument
// of every method of the store and a part of every WHERE. The zero Scope
// reaches nothing.
type Scope struct {
	All       bool
	Companies []ID
	Locations []ID
}

// Everything is the scope of the program itself.
var Everything = Scope{All: true}

// Empty says that s reaches nothing.
func (s Scope) Empty() bool { return !s.All && len(s.Companies) == 0 && len(s.Locations) == 0 }

// Covers says whether what belongs to o lies within s.
func (s Scope) Covers(o Owner) bool {
	return s.All || slices.Contains(s.Companies, o.CompanyID) ||
		o.LocationID != 0 && slices.Contains(s.Locations, o.LocationID)
}
