package models_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
)

// An entry tells the fields that changed, and leaves out what says nothing.
func TestChangesOfAnAuditEntry(t *testing.T) {
	t.Parallel()
	entry := models.AuditEntry{
		Before: []byte(`{"Name":"CRM","Settings":{"User":"pos","Timeout":15},"Types":[],"EndedAt":0,"Gone":true}`),
		After:  []byte(`{"Name":"CRM","Settings":{"User":"till","Timeout":15},"Types":["a"],"EndedAt":0,"Note":null}`),
	}
	changes, same := entry.Changes()
	want := []models.AuditChange{{"Gone", "true", ""}, {"Settings.User", "pos", "till"}, {"Types", "", `["a"]`}}
	if diff := cmp.Diff(want, changes); diff != "" || same != 2 {
		t.Errorf("%d the same; -want +got\n%s", same, diff)
	}
	if changes, same := (models.AuditEntry{}).Changes(); len(changes) != 0 || same != 0 {
		t.Errorf("nothing changed: %v, %d", changes, same)
	}
}
