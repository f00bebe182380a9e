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
