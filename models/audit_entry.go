package models

import (
	"cmp"
	"encoding/json"
	"slices"
	"strings"
)

// AuditEntry records one change by a person, a key or the program. It is
// written in the transaction of the change and never altered.
type AuditEntry struct {
	ID         ID `gorm:"primaryKey;autoIncrement:false"`
	CompanyID  ID
	ActorKind  ActorKind
	ActorID    ID
	ActorName  string
	Address    string
	Action     string // "callback.create", "delivery.resend", …
	ObjectKind string
	ObjectID   ID
	ObjectName string
	Version    int64  // of the object after the change
	Before     []byte // full snapshot as JSON, secrets masked; empty when created
	After      []byte
}

// TableName is the name of the table.
func (AuditEntry) TableName() string { return "audit" }

// AuditRow is an entry as lists show it.
type AuditRow struct {
	AuditEntry  `gorm:"embedded"`
	CompanyName string
}

// AuditChange is a field of a record that an entry tells of, as JSON: "" where
// there was none.
type AuditChange struct{ Field, Before, After string }

// Changes lists the fields in which the record differs after the entry, and how
// many are the same.
func (e AuditEntry) Changes() (changes []AuditChange, same int) {
	before, after := flatten(e.Before), flatten(e.After)
	for field, was := range before {
		if is := after[field]; is == was {
			same++
		} else {
			changes = append(changes, AuditChange{field, was, is})
		}
	}
	for field, is := range after {
		if _, had := before[field]; !had {
			changes = append(changes, AuditChange{field, "", is})
		}
	}
	slices.SortFunc(changes, func(a, b AuditChange) int { return cmp.Compare(a.Field, b.Field) })
	return changes, same
}

// flatten writes the members of a snapshot, those of its objects as "Settings.User".
// Empty ones count as absent.
func flatten(snapshot []byte) map[string]string {
	fields := map[string]string{}
	var add func(path string, value json.RawMessage)
	add = func(path string, value json.RawMessage) {
		var members map[string]json.RawMessage
		if json.Unmarshal(value, &members) == nil && members != nil {
			for name, member := range members {
				add(strings.TrimPrefix(path+"."+name, "."), member)
			}
			return
		}
		var text string
		if json.Unmarshal(value, &text) != nil {
			text = string(value)
		}
		if path != "" && text != "" && text != "null" && text != "0" && text != "false" && text != "[]" {
			fields[path] = text
		}
	}
	add("", snapshot)
	return fields
}
