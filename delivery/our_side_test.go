package delivery

import (
	"context"
	"errors"
	"net"
	"os"
	"sync/atomic"
	"syscall"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
)

func dialFault(errno syscall.Errno) error {
	return &net.OpError{Op: "dial", Net: "tcp", Err: os.NewSyscallError("socket", errno)}
}

// For two hours this machine has no file to spare: no attempt is used up, the
// delivery is tried again less and less often, and goes once there is one.
func TestOurTroubleUsesNoAttemptUp(t *testing.T) {
	t.Parallel()
	synctest.Test(t, func(t *testing.T) {
		store := newFakeStore(people(1, models.Settings{}))
		network := serve(t, answers(200))
		var dials atomic.Int64
		var mended atomic.Bool
		e := New(store, newSender(func(ctx context.Context, proto, address string) (net.Conn, error) {
			if dials.Add(1); !mended.Load() {
				return nil, dialFault(syscall.EMFILE)
			}
			return network.dial(ctx, proto, address)
		}, nil), quiet())
		ctx, cancel := context.WithCancel(t.Context())
		ended := make(chan error, 1)
		go func() { ended <- e.Run(ctx) }()
		publish(t, e, personAdded())
		time.Sleep(2 * time.Hour)
		deliveries, attempts := store.all()
		if d := deliveries[0]; d.Attempts != 0 || d.PlanPos != 0 || d.Status != models.Queued || d.Cause != models.OurSide || d.CauseDetail != "too many open files" || len(attempts) != 0 {
			t.Errorf("after two hours: %+v, %d attempts in the log", d, len(attempts))
		}
		if n := dials.Load(); n < 20 || n > 60 {
			t.Errorf("tried %d times in two hours", n)
		}
		mended.Store(true)
		time.Sleep(mostOwnWait + time.Minute)
		deliveries, attempts = store.all()
		if d := deliveries[0]; d.Status != models.Delivered || d.Attempts != 1 || len(attempts) != 1 || attempts[0].Number != 1 {
			t.Errorf("once it is mended: %+v, %d attempts in the log", d, len(attempts))
		}
		cancel()
		if err := <-ended; err != nil {
			t.Error(err)
		}
	})
}

func TestOurTroubleCountsAfterADay(t *testing.T) {
	t.Parallel()
	trouble := newOwnTrouble(quiet())
	var waits []time.Duration
	for _, after := range []time.Duration{0, time.Second, 2 * time.Second, 4 * time.Second, time.Hour, 25 * time.Hour} {
		wait, ok := trouble.wait(1, noon.Add(after), "no file")
		if ok != (after < 24*time.Hour) {
			t.Errorf("after %v it does not count: %v", after, ok)
		}
		waits = append(waits, wait)
	}
	want := []time.Duration{time.Second, time.Second, 2 * time.Second, 4 * time.Second, 5 * time.Minute, 5 * time.Minute}
	if diff := cmp.Diff(want, waits); diff != "" {
		t.Errorf("waits (-want +got)\n%s", diff)
	}
	if trouble.over(1); len(trouble.since) != 0 {
		t.Error("it is not forgotten")
	}
}

// What keeps requests from leaving is told for as long as deliveries meet it.
func TestOurTroubleIsTold(t *testing.T) {
	t.Parallel()
	trouble := newOwnTrouble(quiet())
	told := func(after time.Duration, want string) {
		t.Helper()
		if got := trouble.now(noon.Add(after)); got != want {
			t.Errorf("after %v: %q, want %q", after, got, want)
		}
	}
	told(0, "")
	trouble.wait(1, noon, "no free local port")
	trouble.wait(2, noon.Add(time.Second), "too many open files")
	told(time.Minute, "too many open files")
	trouble.over(2)
	told(time.Minute, "too many open files")
	told(time.Hour, "") // the callback is paused
	trouble.wait(1, noon.Add(time.Hour), "too many open files")
	told(time.Hour, "too many open files")
	trouble.over(1)
	told(time.Hour, "")
}

// A machine without a network reaches no name server, which is no fault of a receiver's
// name.
func TestNoRouteToANameServer(t *testing.T) {
	t.Parallel()
	for text, want := range map[string]string{
		"dial udp 192.0.2.53:53: connect: network is unreachable":        "no way through the network to a name server",
		"dial udp 192.0.2.53:53: connect: no route to host":              "no way through the network to a name server",
		"dial udp 192.0.2.53:53: socket: too many open files":            "too many open files",
		"read udp 127.0.0.1:34->127.0.0.53:53: read: connection refused": "no way through the network to a name server",
		"no such host": "",
		"read udp 127.0.0.1:34->127.0.0.53:53: i/o timeout": "",
	} {
		err := &net.OpError{Op: "dial", Net: "tcp", Err: &net.DNSError{Err: text, Name: "pos.example"}}
		if got := ourSide(err); got != want {
			t.Errorf("%s: %q, want %q", text, got, want)
		}
	}
}

// One receiver that cannot be reached is its own trouble, two are ours, until
// somebody is reached again.
func TestNoRouteToAnywhere(t *testing.T) {
	t.Parallel()
	var r reach
	away := dialFault(syscall.ENETUNREACH)
	for i, step := range []struct {
		address string
		err     error
		ours    bool
	}{
		{"one.example:443", away, false},
		{"one.example:80", away, false},
		{"two.example:443", away, true},
		{"one.example:443", away, true},
		{"two.example:443", dialFault(syscall.ETIMEDOUT), false},
		{"one.example:443", away, true},
		{"three.example:443", dialFault(syscall.ECONNREFUSED), false},
		{"one.example:443", away, false},
		{"two.example:443", away, true},
		{"three.example:443", nil, false},
		{"two.example:443", away, false},
	} {
		if err := r.note(step.address, step.err); errors.Is(err, errNowhere) != step.ours || !errors.Is(err, step.err) {
			t.Errorf("step %d: %v", i, err)
		}
	}
}
