package delivery

import (
	"crypto/tls"
	"crypto/x509"
	"errors"
	"log/slog"
	"net"
	"slices"
	"strings"
	"sync"
	"syscall"
	"time"

	"callboard/models"
	"callboard/models/store"
)

// ourFaults are the troubles of this machine that keep a request from leaving,
// and what people read of them.
var ourFaults = []struct {
	errno syscall.Errno
	words string
}{
	{syscall.EMFILE, "too many open files"},
	{syscall.ENFILE, "too many open files on this machine"},
	{syscall.EADDRNOTAVAIL, "no free local port"},
	{syscall.ENOBUFS, "no memory for network connections"},
	{syscall.ENOMEM, "no memory for network connections"},
}

// noNameServer are the errors of a look-up that say that this machine reaches no name
// server. A host that nobody knows is another matter.
var noNameServer = []syscall.Errno{syscall.ENETUNREACH, syscall.EHOSTUNREACH, syscall.ECONNREFUSED}

// ourSide says in words which trouble of this machine kept a request from
// leaving, "" for none.
func ourSide(err error) string {
	lookup, isLookup := errors.AsType[*net.DNSError](err)
	for _, fault := range ourFaults {
		// Of an error below a look-up only the text is there.
		if errors.Is(err, fault.errno) || isLookup && strings.Contains(lookup.Err, fault.errno.Error()) {
			return fault.words
		}
	}
	switch {
	case isLookup && slices.ContainsFunc(noNameServer, func(e syscall.Errno) bool { return strings.Contains(lookup.Err, e.Error()) }):
		return "no way through the network to a name server"
	case errors.Is(err, errNowhere):
		return "no way through the network to anywhere"
	case errors.Is(err, errNoRoots):
		return "no certificates of authorities on this machine"
	}
	return ""
}

var (
	// errNowhere says that no host at all can be reached.
	errNowhere = errors.New("no route to any host")
	// errNoRoots says that this machine trusts no authority.
	errNoRoots = errors.New("no trusted certificates")
)

// reachMemory is how long it matters that a host could not be reached.
const reachMemory = 10 * time.Minute

// reach tells a receiver that cannot be reached from a network that is down:
// then several cannot be, and nobody else was meanwhile.
type reach struct {
	mu    sync.Mutex
	hosts [2]string // the last that could not be reached since one was
	at    time.Time
}

// note takes the outcome of one dial and returns it, with errNowhere where the
// network is down.
func (r *reach) note(address string, err error) error {
	r.mu.Lock()
	defer r.mu.Unlock()
	if err == nil || errors.Is(err, syscall.ECONNREFUSED) || time.Since(r.at) > reachMemory {
		r.hosts = [2]string{}
	}
	if !unreachable(err) {
		return err
	}
	host, _, _ := net.SplitHostPort(address)
	if host != r.hosts[0] {
		r.hosts = [2]string{host, r.hosts[0]}
	}
	r.at = time.Now()
	if r.hosts[1] != "" {
		return errors.Join(errNowhere, err)
	}
	return err
}

// noRoots turns a certificate that nobody vouches for into errNoRoots where
// this machine has no authorities to vouch for any.
func noRoots(err error) error {
	wrong, ok := errors.AsType[*tls.CertificateVerificationError](err)
	if !ok || !errors.As(wrong.Err, new(x509.UnknownAuthorityError)) && !errors.As(wrong.Err, new(x509.SystemRootsError)) {
		return err
	}
	if !HasRoots() {
		return errors.Join(errNoRoots, err)
	}
	return err
}

// HasRoots says whether this machine has certificates of authorities, without which no
// receiver that speaks https is trusted. They are read once.
func HasRoots() bool {
	roots, err := x509.SystemCertPool()
	return err == nil && !roots.Equal(x509.NewCertPool())
}

const (
	// A delivery that our own trouble holds up is tried again after as long as
	// the trouble lasts already, within these bounds.
	leastOwnWait = time.Second
	mostOwnWait  = 5 * time.Minute
	// ownTroubleCounts is after how long such an attempt counts after all.
	ownTroubleCounts = 24 * time.Hour
)

// ownTrouble knows for which callbacks nothing can leave this machine, and
// since when. Several may use it at once.
type ownTrouble struct {
	mu    sync.Mutex
	since map[models.ID]time.Time
	fault string    // the last one, in words
	at    time.Time // of it
	log   *slog.Logger
}

func newOwnTrouble(log *slog.Logger) ownTrouble {
	return ownTrouble{since: map[models.ID]time.Time{}, log: log}
}

// wait notes at now that a fault of ours let nothing be sent for a callback. It
// returns how long its delivery waits, and false when the attempt counts.
func (o *ownTrouble) wait(callback models.ID, now time.Time, fault string) (wait time.Duration, ok bool) {
	o.mu.Lock()
	defer o.mu.Unlock()
	o.fault, o.at = fault, now
	since, lasts := o.since[callback]
	if !lasts {
		since = now
		o.since[callback] = now
		o.log.Error("cannot send, and the trouble is ours", "callback", callback, "error", fault)
	}
	lasted := now.Sub(since)
	return min(max(lasted, leastOwnWait), mostOwnWait), lasted < ownTroubleCounts
}

// now returns the fault that keeps requests from leaving, "" for none. One that no
// delivery has met for longer than any waits is over: its callbacks may be paused.
func (o *ownTrouble) now(now time.Time) string {
	o.mu.Lock()
	defer o.mu.Unlock()
	if len(o.since) == 0 || now.Sub(o.at) > 2*mostOwnWait {
		return ""
	}
	return o.fault
}

// over notes that something was sent for a callback.
func (o *ownTrouble) over(callback models.ID) {
	o.mu.Lock()
	defer o.mu.Unlock()
	delete(o.since, callback)
}

// uncounted returns a delivery to the queue whose attempt never left this
// machine: it is due again at due, and has used nothing of its plan up.
func uncounted(t store.Task, a models.Attempt, due time.Time) store.Result {
	d := t.Delivery
	d.Status, d.DueAt = models.Queued, models.At(due)
	if d.PlanPos > 0 {
		d.Status = models.Retrying
	}
	d.Cause, d.CauseDetail, d.Code = a.Cause, a.CauseDetail, 0
	return store.Result{Delivery: d}
}
