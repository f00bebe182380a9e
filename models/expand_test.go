package models_test

import (
	"strings"
	"testing"

	"callboard/models"
)

func TestExpandProblem(t *testing.T) {
	t.Parallel()
	for _, tt := range []struct{ name, resource, list, want string }{
		{"empty", "contact", "", ""},
		{"all", "transaction", "location,contact, accountvault ,transactionbatch changelogs", ""},
		{"as the documents spell them", "transaction", "contact,account_vault,transaction_batch,product_transaction", ""},
		{"commas only", "contact", " , ,", ""},
		{"a slip", "contact", "changlogs", "We do not know the field ‘changlogs’. Did you mean changelogs?"},
		{"two letters swapped", "transaction", "location,contcat", "We do not know the field ‘contcat’. Did you mean contact?"},
		{"capitals", "contact", "Location", "We do not know the field ‘Location’. Did you mean location?"},
		{"of another resource", "contact", "accountvault", "We do not know the field ‘accountvault’. Choose from location, product_transaction and changelogs"},
		{"nothing like it", "transaction", "tags", "We do not know the field ‘tags’. Choose from location, contact, accountvault, transactionbatch, product_transaction and changelogs"},
		{"very long", "contact", strings.Repeat("é", 400), "We do not know the field ‘" + strings.Repeat("é", 40) + "…’. Choose from location, product_transaction and changelogs"},
		{"no such resource", "profile", "anything", ""},
	} {
		t.Run(tt.name, func(t *testing.T) {
			t.Parallel()
			if got := models.ExpandProblem(tt.resource, tt.list); got != tt.want {
				t.Errorf("%q", got)
			}
		})
	}
}
