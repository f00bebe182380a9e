package condition

import "time"

// When the machine was too busy to let a child run, its condition is asked again
// later. One that did not end so often and for so long, while others did, would be
// asked again for ever: it counts as too slow.
const (
	starvedTimes = 10
	starvedFor   = 20 * time.Second
)

// starved counts how often in a row, and since when, conditions did not end because
// the machine was busy.
type starved map[string]starving

type starving struct {
	since time.Time
	times int
}

// again notes that text did not end once more, and says whether it counts as too
// slow.
func (s starved) again(text string) bool {
	if len(s) >= maxKept {
		clear(s)
	}
	count := s[text]
	if count.times++; count.times == 1 {
		count.since = time.Now()
	}
	s[text] = count
	return count.times >= starvedTimes && time.Since(count.since) >= starvedFor
}
