package store_test

import (
	"context"
	"errors"
	"fmt"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

func TestConditionIsRead(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, database string) {
		var asked []string
		reads := func(o *store.Options) {
			o.Condition = func(_ context.Context, text string) error {
				asked = append(asked, text)
				if text == "busy" {
					return fmt.Errorf("no child: %w", models.ErrUnchecked)
				}
				if strings.HasSuffix(text, "(") {
					return errors.New("Line 1, column 3: a closing bracket is missing")
				}
				return nil
			}
		}
		s := storetest.Open(t, database, atNoon, reads)
		a := newFixture(t, s)
		a.addCallback(t, a.postbackCallback())
		wrong := a.postbackCallback()
		wrong.Settings.Condition = "1 ("
		var found models.Problems
		err := s.CreateCallback(t.Context(), storetest.Access(), &wrong)
		if !errors.As(err, &found) || found.On("condition") != "Line 1, column 3: a closing bracket is missing" {
			t.Errorf("one that cannot be read: %v", err)
		}
		late := a.postbackCallback()
		late.Settings.Condition = "busy"
		err = s.CreateCallback(t.Context(), storetest.Access(), &late)
		if !errors.As(err, &found) || !found.Unchecked() || found.On("condition") != "The condition could not be checked just now: save again" {
			t.Errorf("one that could not be read: %v", err)
		}
		good := a.postbackCallback()
		good.Settings.Condition = "  contact_balance > 0\r\n&& city\n"
		good = a.addCallback(t, good)
		if want := "contact_balance > 0\n&& city"; good.Settings.Condition != want || a.callback(t, good.PublicID).Settings.Condition != want {
			t.Errorf("stored %q", good.Settings.Condition)
		}
		good.Name = "Another name"
		if err := s.UpdateCallback(t.Context(), storetest.Access(), &good); err != nil {
			t.Error(err)
		}
		good.Settings.Condition = strings.Repeat("(", 4001)
		err = s.UpdateCallback(t.Context(), storetest.Access(), &good)
		if !errors.As(err, &found) || found.On("condition") != "Condition must be 4,000 characters or fewer" {
			t.Errorf("too long: %v", err)
		}
		if len(asked) != 3 {
			t.Errorf("asked about %q", asked)
		}
	})
}
