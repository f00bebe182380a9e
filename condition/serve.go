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
	// exitSlow is the exit code of a child whose condition could not be stopped.
	exitSlow = 86
	// killTime is the processor time after which the child ends itself, when the
	// condition has not stopped by then.
	killTime = processorTime + 10*time.Millisecond
	// watchInterval is how often the processor time is read.
	watchInterval = 5 * time.Millisecond

	heapLimit  = 128 << 20 // bytes from which garbage is collected all the time
	stackLimit = 64 << 20  // bytes of one stack
)

// Serve is what a child process does: it limits itself, and answers questions until
// there are no more.
func Serve(in io.Reader, out io.Writer) error {
	if err := confine(); err != nil {
		return fmt.Errorf("limit a child for conditions: %w", err)
	}
	questions, v := bufio.NewReader(in), newVM()
	go v.watch()
	for {
		v.prepare()
		frame, err := readFrame(questions, askLimit)
		if err != nil {
			return nil // the parent has ended, or closed the pipe
		}
		q, err := decodeQuestion(frame)
		if err != nil {
			return err
		}
		a := v.timed(q)
		if _, err := out.Write(a.encode()); err != nil {
			return nil
		}
		if time.Duration(a.Used)*time.Microsecond > watchInterval {
			debug.FreeOSMemory() // it may have left much garbage
		}
	}
}

// confine gives up, for good, what no condition needs: memory beyond a limit,
// opening and writing files, and processors but for one that runs the condition
// and one that collects its garbage.
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

// timed answers a question within processorTime. A condition that cannot be
// interrupted ends the child.
func (v *vm) timed(q Question) answer {
	start := used()
	v.startedAt.Store(int64(start))
	v.wake()
	a := v.answer(q)
	v.startedAt.Store(notRunning)
	now := used()
	a.Used, a.Spent = (now - start).Microseconds(), now.Microseconds()
	return a
}

// watch stops conditions that have used too much processor time. It works as long
// as one runs, and sleeps when none does.
func (v *vm) watch() {
	for range v.wakeWatch {
		time.Sleep(watchInterval)
		start := v.startedAt.Load()
		if start == notRunning {
			continue
		}
		switch spent := used() - time.Duration(start); {
		case spent >= killTime:
			os.Exit(exitSlow)
		case spent >= processorTime:
			v.interrupt()
		}
		v.wake()
	}
}

// wake lets watch read the processor time.
func (v *vm) wake() {
	select {
	case v.wakeWatch <- struct{}{}:
	default: // it is about to
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
