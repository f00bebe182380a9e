package console

import (
	"strings"
	"testing"

	"callboard/models"
)

// The overview tells of a record that changes faster than people change it: a
// receiver may write back what it gets. Nobody else's records are told.
func TestOverviewTellsOfALoop(t *testing.T) {
	t.Parallel()
	d := newFixture(t)
	events := make([]models.Event, 20)
	for i := range events {
		events[i] = models.Event{
			ID: d.s.NewID(), PublicID: "loop" + d.s.NewID().String(), CompanyID: d.company.ID, LocationID: d.location.ID, Type: "contact.updated",
			Action: models.Update, RecordID: "11e95f8ec39de8fbdb0a4f1a", Data: []byte(`{}`), AcceptedAt: models.At(noon), Source: "key Till",
		}
	}
	if err := d.s.Accept(t.Context(), nil, events[:19], nil); err != nil {
		t.Fatal(err)
	}
	if got := d.get(t, "/admin/").text("main"); strings.Contains(got, "faster than people") {
		t.Errorf("after 19: %q", got)
	}
	if err := d.s.Accept(t.Context(), nil, events[19:], nil); err != nil {
		t.Fatal(err)
	}
	shown := d.get(t, "/admin/")
	if got := shown.text(".note.warning"); !strings.Contains(got, "1 record changes faster than people can.") || !strings.Contains(got, "20 events lately, the last from key Till") {
		t.Errorf("says %q", got)
	}
	if to := shown.Find(".note.warning a").AttrOr("href", ""); to != "/admin/deliveries?q=11e95f8ec39de8fbdb0a4f1a" {
		t.Errorf("leads to %q", to)
	}
	if got := d.stranger(t).get(t, "/admin/").text("main"); strings.Contains(got, "11e95f8ec39de8fbdb0a4f1a") {
		t.Errorf("a stranger reads %q", got)
	}
}
