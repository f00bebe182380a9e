package storetest_test

import (
	"testing"

	"callboard/models/store"
	"callboard/models/store/storetest"
)

func TestEachDatabaseOpens(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		if err := s.Ping(t.Context()); err != nil {
			t.Error(err)
		}
		if first, second := s.NewID(), s.NewID(); first >= second {
			t.Errorf("second ID %s is not above %s", second, first)
		}
		if err := s.Beat(t.Context()); err != nil {
			t.Error(err)
		}
	})
}
