package deliverylog

import "callboard/models"

// Problem is what could not be delivered for one cause at one host.
type Problem struct {
	Failure          models.Failure  // of the newest of them
	Failed, Retrying int             // how many, each exact to CountLimit and one above it when there are more
	First, Last      models.Millis   // when the oldest and the newest of them were accepted
	Callback         models.Callback // whose they all are; zero when they are of several
}

// Count is how many deliveries the problem concerns.
func (p Problem) Count() int { return p.Failed + p.Retrying }

// More says that there are more of them than were counted.
func (p Problem) More() bool { return p.Failed > CountLimit || p.Retrying > CountLimit }

// Shown narrows the filter within which a problem was found down to it.
func (p Problem) Shown(f Filter) Filter {
	return f.With("cause", string(p.Failure.Cause)).With("host", p.Failure.Host)
}

// Failures are the deliveries of a filter that failed.
type Failures struct {
	Count int           // exact to CountLimit, and one above it when there are more
	First models.Millis // when the oldest of them was accepted
}
