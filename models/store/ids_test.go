package store_test

import (
	"regexp"
	"slices"
	"sync"
	"testing"
	"time"

	"callboard/models"
	"callboard/models/store"
)

// moment is a time at which the tests' clocks stand.
func moment() time.Time { return models.Epoch.Add(300 * 24 * time.Hour) }

func TestNextRises(t *testing.T) {
	t.Parallel()
	steps := map[string]func(i int) time.Duration{
		"clock stands still":       func(int) time.Duration { return 0 },
		"clock runs":               func(i int) time.Duration { return time.Duration(i) * time.Millisecond },
		"clock steps back an hour": func(i int) time.Duration { return -time.Duration(i/5000) * time.Hour },
		"clock before the epoch":   func(int) time.Duration { return -20 * 365 * 24 * time.Hour },
	}
	for name, step := range steps {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var i int
			maker := store.NewIDMaker(5, func() time.Time { return moment().Add(step(i)) }, time.Time{})
			last := models.ID(0)
			for i = range 10_000 {
				next := maker.Next()
				if next <= last {
					t.Fatalf("ID %d: %s does not follow %s", i, next, last)
				}
				last = next
			}
		})
	}
}

func TestNextTellsTheTime(t *testing.T) {
	t.Parallel()
	id := store.NewIDMaker(1023, moment, time.Time{}).Next()
	if got := id.Time(); !got.Equal(moment()) {
		t.Errorf("got %s, want %s", got, moment())
	}
}

func TestNextFollowsTheLastSignOfLife(t *testing.T) {
	t.Parallel()
	before := moment().Add(time.Minute)
	id := store.NewIDMaker(0, moment, before).Next()
	if !id.Time().After(before) {
		t.Errorf("ID of %s is not after %s", id.Time(), before)
	}
}

func TestNextOfManyAtOnce(t *testing.T) {
	t.Parallel()
	const each, programs = 5000, 4
	var (
		mu   sync.Mutex
		all  []models.ID
		wait sync.WaitGroup
	)
	for number := range programs {
		maker := store.NewIDMaker(number, time.Now, time.Time{})
		for range 2 {
			wait.Go(func() {
				mine := make([]models.ID, each)
				for i := range mine {
					mine[i] = maker.Next()
				}
				if !slices.IsSorted(mine) {
					t.Error("IDs of one caller are out of order")
				}
				mu.Lock()
				defer mu.Unlock()
				all = append(all, mine...)
			})
		}
	}
	wait.Wait()
	slices.Sort(all)
	if got := len(slices.Compact(all)); got != 2*each*programs {
		t.Errorf("%d different IDs of %d", got, 2*each*programs)
	}
}

func TestPublicIDs(t *testing.T) {
	t.Parallel()
	kinds := map[string]struct {
		next func() string
		want string
	}{
		"hex":     {store.NewHexID, `^[0-9a-f]{24}$`},
		"letters": {store.NewLettersID, `^[A-Za-z0-9]{8}$`},
		"upper":   {store.NewUpperID, `^[A-Z0-9]{12}$`},
		"decimal": {store.NewDecimalID, `^[1-9][0-9]{11}$`},
	}
	for name, kind := range kinds {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			form, seen := regexp.MustCompile(kind.want), map[string]bool{}
			for range 1000 {
				id := kind.next()
				if !form.MatchString(id) || seen[id] {
					t.Fatalf("%q is malformed or comes twice", id)
				}
				seen[id] = true
			}
		})
	}
}
