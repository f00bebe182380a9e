package condition

import (
	"bufio"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"sync/atomic"
	"time"
)

// child is one process that runs conditions, as its parent sees it.
type child struct {
	command *exec.Cmd
	in      *os.File      // what it reads
	out     *os.File      // what it writes
	heard   *bufio.Reader // of out
	alarm   *time.Timer   // kills it when it does not answer
	late    atomic.Bool   // it was killed for that
	spent   time.Duration // processor time, when it last answered
}

// start runs command as a child. It has no environment, no files but the two
// pipes, and does not hear what the terminal tells its parent.
func start(command []string) (*child, error) {
	ours, out, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("make a pipe: %w", err)
	}
	in, theirs, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("make a pipe: %w", err), ours.Close(), out.Close())
	}
	c := &child{command: exec.Command(command[0], command[1:]...), in: theirs, out: ours, heard: bufio.NewReader(ours)}
	c.command.Env, c.command.Dir = []string{}, "/"
	c.command.Stdin, c.command.Stdout = in, out
	c.command.SysProcAttr = apart()
	err = c.command.Start()
	closed := errors.Join(in.Close(), out.Close())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start a child for conditions: %w", err), ours.Close(), theirs.Close())
	}
	c.alarm = time.AfterFunc(patience, c.expire)
	if closed != nil {
		c.kill()
		return nil, fmt.Errorf("start a child for conditions: %w", closed)
	}
	c.alarm.Stop() // until it is asked

	// From here on whoever asks waits in the kernel. Go's poller wakes several
	// threads for each answer, and makes a quick condition take a tenth longer. No
	// deadline ends such a wait, only the end of the child does.
	theirs.Fd()
	ours.Fd()
	return c, nil
}

// expire ends a child that is late.
func (c *child) expire() {
	c.late.Store(true)
	_ = c.command.Process.Kill() // it may have ended by itself
}

// ask puts a question and waits for the answer until a moment.
func (c *child) ask(q Question, until time.Time) (answer, error) {
	c.alarm.Reset(time.Until(until))
	if _, err := c.in.Write(q.encode()); err != nil {
		return answer{}, c.silent("ask a child", err)
	}
	frame, err := readFrame(c.heard, answerLimit)
	if err != nil {
		return answer{}, c.silent("hear a child", err)
	}
	if !c.alarm.Stop() {
		return answer{}, errLate
	}
	a, err := decodeAnswer(frame)
	c.spent = time.Duration(a.Spent) * time.Microsecond
	return a, err
}

// errLate says that a child was killed because it did not answer in time.
var errLate = errors.New("a child did not answer in time")

// silent says why a child gives no answer.
func (c *child) silent(doing string, err error) error {
	if c.late.Load() {
		return errLate
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// kill ends the child, and says how much processor time it took since its
// last answer. Errors say only that there is nothing left to end.
func (c *child) kill() time.Duration {
	c.alarm.Stop()
	_ = c.command.Process.Kill()
	_ = c.command.Wait()
	_, _ = c.in.Close(), c.out.Close()
	if c.command.ProcessState == nil {
		return 0
	}
	return c.command.ProcessState.UserTime() + c.command.ProcessState.SystemTime() - c.spent
}

// gaveUp says whether a child that was killed had ended by itself before,
// because of the time that a condition took.
func (c *child) gaveUp() bool {
	return c.command.ProcessState != nil && c.command.ProcessState.ExitCode() == exitSlow
}

// twice asks a child and, when that passed its limits, a fresh one: the first
// may have suffered from something else. It returns the child that is fit for
// the next condition, nil for none.
func (p *Pool) twice(c *child, q Question) (answer, *child, error) {
	if c == nil {
		var err error
		if c, err = p.fresh(); err != nil {
			return answer{}, nil, err
		}
	}
	begin := time.Now()
	first, c, err := p.once(c, q, begin.Add(wallTime))
	if err != nil || !first.Breach {
		return first, c, err
	}
	left := bothTimes - time.Since(begin)
	if c, err = p.fresh(); err != nil {
		return first, nil, nil
	}
	second, c, err := p.once(c, q, time.Now().Add(left))
	if errors.Is(err, ErrBusy) {
		return first, nil, nil
	}
	return second, c, err
}

// once asks a child. One that passed its limits is killed, and its answer is a
// breach. One that had no chance to pass them is ErrBusy.
func (p *Pool) once(c *child, q Question, until time.Time) (answer, *child, error) {
	a, err := c.ask(q, until)
	if err == nil && !a.Breach {
		return a, c, nil
	}
	spent, late := c.kill(), errors.Is(err, errLate)
	switch {
	case err == nil:
		return a, nil, nil
	case c.gaveUp(), late && spent >= processorTime:
		return breach(tooSlow), nil, nil
	case late:
		return answer{}, nil, ErrBusy
	}
	return breach(tooMuch), nil, nil
}

const (
	tooSlow = "the condition took too long: make it simpler"
	tooMuch = "the condition needed too much memory: make it simpler"
)

func breach(words string) answer {
	return answer{Breach: true, Result: Result{Error: &Problem{Text: words}}}
}

// fresh returns a child that has answered, so that what a start costs on a busy
// machine is charged to no condition. It is the one that was started ahead, and
// another is on its way then: who tries again, and who comes after a child that
// was killed, need not wait for a start.
func (p *Pool) fresh() (*child, error) {
	next := make(chan *child, 1)
	p.mu.Lock()
	ready := p.next
	p.next = next
	p.mu.Unlock()
	if ready != nil {
		if c := <-ready; c != nil && c.greet() == nil {
			go p.startAhead(next)
			return c, nil
		}
	}
	c, err := p.start()
	go p.startAhead(next)
	return c, err
}

// startAhead starts a child and hands it over.
func (p *Pool) startAhead(next chan<- *child) {
	c, _ := p.start() // who needs one tries again, and is told why there is none
	next <- c
}

// start starts a child and waits until it answers.
func (p *Pool) start() (*child, error) {
	c, err := start(p.command)
	if err != nil {
		return nil, err
	}
	if err := c.greet(); err != nil {
		return nil, err
	}
	return c, nil
}

// greet waits until a child answers. One that does not is killed.
func (c *child) greet() error {
	_, err := c.ask(Question{Text: "0", Scope: []byte("{}"), parse: true}, time.Now().Add(patience))
	switch {
	case err == nil:
		return nil
	case errors.Is(err, errLate):
		err = ErrBusy
	default:
		err = fmt.Errorf("wait for a child for conditions: %w", err)
	}
	c.kill()
	return err
}
