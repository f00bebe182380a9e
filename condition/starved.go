package condition

import "time"

// A condition for which the machine left its child no time has proved nothing
// and is asked again later. One that came to no end so often and for so long,
// while others did, would be asked for ever: it counts as too slow.
const (
	starvedTimes = 10
	starvedFor   = 20 * time.Second
)

// starved keeps in mind how often in a row, and since when, conditions came to
// no end for want of time.
type starved map[string]starving

type starving struct {
	since time.Time
	times int
}

// again notes that text came to no end once more. It says whether that counts.
func (s starved) again(text string) bool {
	if len(s) >= remembered {
		clear(s)
	}
	one := s[text]
	if one.times++; one.times == 1 {
		one.since = time.Now()
	}
	s[text] = one
	return one.times >= starvedTimes && time.Since(one.since) >= starvedFor
}
