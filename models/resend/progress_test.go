package resend_test

import (
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/resend"
)

func TestPreviewCountsByCause(t *testing.T) {
	t.Parallel()
	var p resend.Preview
	for _, cause := range []models.Cause{models.HTTP410, models.HTTP401, models.HTTP410, "", models.HTTP410} {
		p.Note(deliverylog.Match{Status: models.Failed, Cause: cause})
	}
	want := []resend.CauseCount{{Cause: models.HTTP410, Count: 3}, {Cause: models.HTTP401, Count: 1}, {Count: 1}}
	if diff := cmp.Diff(want, p.ByCause); diff != "" {
		t.Errorf("(-want +got)\n%s", diff)
	}
}
