package condition

import (
	"bufio"
	"fmt"
	"io"
	"os"
	"runtime"
	"runtime/debug"
	"syscall"
	"time"
)

const (
	// exitSlow is how a child ends whose condition could not be stopped.
	exitSlow = 86
	// hardTime is the processor time after which the child ends itself, should
	// the condition not have stopped by then.
	hardTime = processorTime + 10*time.Millisecond
	// watchEvery is how often the processor time is looked at.
	watchEvery = 5 * time.Millisecond

	heapLimit  = 128 << 20 // bytes from which it collects its garbage all the time
	stackLimit = 64 << 20  // bytes of one stack
)

// Serve is what a child does: it limits itself, and answers questions until
// there are no more.
func Serve(in io.Reader, out io.Writer) error {
	if err := confine(); err != nil {
		return fmt.Errorf("limit a child for conditions: %w", err)
	}
	questions, machine := bufio.NewReader(in), newMachine()
	go machine.watch()
	for {
		machine.prepare()
		frame, err := readFrame(questions, askLimit)
		if err != nil {
			return nil // the parent has gone, or is done with us
		}
		q, err := decodeQuestion(frame)
		if err != nil {
			return err
		}
		a := machine.watched(q)
		if _, err := out.Write(a.encode()); err != nil {
			return nil
		}
		if time.Duration(a.Used)*time.Microsecond > watchEvery {
			debug.FreeOSMemory() // it may have left much behind
		}
	}
}

// confine gives up, for good, what no condition needs: memory beyond a limit,
// opening and writing files, more processors than one for the condition and one
// for what collects its garbage meanwhile.
func confine() error {
	runtime.GOMAXPROCS(2)
	debug.SetMemoryLimit(heapLimit)
	debug.SetMaxStack(stackLimit)
	time.AfterFunc(time.Hour, func() {}).Stop() // the first timer opens files: later that is refused
	for resource, most := range map[int]uint64{
		syscall.RLIMIT_DATA: dataLimit, syscall.RLIMIT_NOFILE: 0, syscall.RLIMIT_FSIZE: 0, syscall.RLIMIT_CORE: 0,
	} {
		if err := syscall.Setrlimit(resource, &syscall.Rlimit{Cur: most, Max: most}); err != nil {
			return err
		}
	}
	return nil
}

// watched answers a question within the processor time. A condition that
// cannot be interrupted ends the child.
func (m *machine) watched(q Question) answer {
	began := used()
	m.began.Store(int64(began))
	m.wake()
	a := m.answer(q)
	m.began.Store(nothing)
	now := used()
	a.Used, a.Spent = (now - began).Microseconds(), now.Microseconds()
	return a
}

// watch stops conditions that have spent too much processor time. It looks as
// long as one runs, and sleeps when none does.
func (m *machine) watch() {
	for range m.look {
		time.Sleep(watchEvery)
		began := m.began.Load()
		if began == nothing {
			continue
		}
		switch spent := used() - time.Duration(began); {
		case spent >= hardTime:
			os.Exit(exitSlow)
		case spent >= processorTime:
			m.interrupt()
		}
		m.wake()
	}
}

// wake lets watch look.
func (m *machine) wake() {
	select {
	case m.look <- struct{}{}:
	default: // it will
	}
}

// used returns the processor time that this process has taken.
func used() time.Duration {
	var u syscall.Rusage
	if syscall.Getrusage(syscall.RUSAGE_SELF, &u) != nil {
		return 0
	}
	return time.Duration(u.Utime.Nano() + u.Stime.Nano())
}
