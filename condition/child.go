package condition

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"os"
	"os/exec"
	"sync/atomic"
	"time"
)

// child is a process that runs conditions, as its parent holds it.
type child struct {
	command  *exec.Cmd
	in       *os.File      // what it reads
	out      *os.File      // what it writes
	answers  *bufio.Reader // of out
	deadline *time.Timer   // kills the process when it does not answer in time
	late     atomic.Bool   // it was killed by deadline
	spent    time.Duration // processor time at its last answer
}

// start runs command as a child. It has no environment, no files but the two
// pipes, and gets no signals of its parent's terminal.
func start(command []string) (*child, error) {
	ours, out, err := os.Pipe()
	if err != nil {
		return nil, fmt.Errorf("make a pipe: %w", err)
	}
	in, theirs, err := os.Pipe()
	if err != nil {
		return nil, errors.Join(fmt.Errorf("make a pipe: %w", err), ours.Close(), out.Close())
	}
	c := &child{command: exec.Command(command[0], command[1:]...), in: theirs, out: ours, answers: bufio.NewReader(ours)}
	c.command.Env, c.command.Dir = []string{}, "/"
	c.command.Stdin, c.command.Stdout = in, out
	c.command.Stderr = io.Discard // nil would open /dev/null, which an empty root does not have
	c.command.SysProcAttr = detached()
	err = c.command.Start()
	closed := errors.Join(in.Close(), out.Close())
	if err != nil {
		return nil, errors.Join(fmt.Errorf("start a child for conditions: %w", err), ours.Close(), theirs.Close())
	}
	c.deadline = time.AfterFunc(waitTime, c.expire)
	if closed != nil {
		c.kill()
		return nil, fmt.Errorf("start a child for conditions: %w", closed)
	}
	c.deadline.Stop() // until it is asked

	// Fd makes the pipes blocking, so that whoever asks waits in the kernel. Go's
	// poller would wake several threads for each answer, and make a quick condition
	// take a tenth longer. Only the end of the child ends such a wait.
	theirs.Fd()
	ours.Fd()
	return c, nil
}

// expire kills a child that is late.
func (c *child) expire() {
	c.late.Store(true)
	_ = c.command.Process.Kill() // it may have ended by itself
}

// ask sends a question and waits for the answer, at most until a moment.
func (c *child) ask(q Question, until time.Time) (answer, error) {
	c.deadline.Reset(time.Until(until))
	if _, err := c.in.Write(q.encode()); err != nil {
		return answer{}, c.noAnswer("ask a child", err)
	}
	frame, err := readFrame(c.answers, answerLimit)
	if err != nil {
		return answer{}, c.noAnswer("hear a child", err)
	}
	if !c.deadline.Stop() {
		return answer{}, errLate
	}
	a, err := decodeAnswer(frame)
	c.spent = time.Duration(a.Spent) * time.Microsecond
	return a, err
}

// errLate says that a child was killed because it did not answer in time.
var errLate = errors.New("a child did not answer in time")

// noAnswer returns the error of a child that gives no answer.
func (c *child) noAnswer(doing string, err error) error {
	if c.late.Load() {
		return errLate
	}
	return fmt.Errorf("%s: %w", doing, err)
}

// kill ends the child, and returns how much processor time it took since its last
// answer. Errors say only that it has ended already.
func (c *child) kill() time.Duration {
	c.deadline.Stop()
	_ = c.command.Process.Kill()
	_ = c.command.Wait()
	_, _ = c.in.Close(), c.out.Close()
	if c.command.ProcessState == nil {
		return 0
	}
	return c.command.ProcessState.UserTime() + c.command.ProcessState.SystemTime() - c.spent
}

// endedItself says whether a child ended itself before it was killed, because a
// condition took too much time.
func (c *child) endedItself() bool {
	return c.command.ProcessState != nil && c.command.ProcessState.ExitCode() == exitSlow
}

// askTwice asks a child and, when that exceeded its limits, a fresh one: the first
// may have been slowed down by something else. It returns the child that can run
// the next condition, nil for none.
func (p *Pool) askTwice(c *child, q Question) (answer, *child, error) {
	if c == nil {
		var err error
		if c, err = p.freshChild(); err != nil {
			return answer{}, nil, err
		}
	}
	start := time.Now()
	first, c, err := p.askOnce(c, q, start.Add(wallTime))
	if err != nil || !first.LimitExceeded {
		return first, c, err
	}
	left := wallTimeTwice - time.Since(start)
	if c, err = p.freshChild(); err != nil {
		return first, nil, nil
	}
	second, c, err := p.askOnce(c, q, time.Now().Add(left))
	if errors.Is(err, ErrBusy) {
		return first, nil, nil
	}
	return second, c, err
}

// askOnce asks a child. One that exceeded its limits is killed, and its answer says
// so. ErrBusy when the machine was too busy to let it run that long.
func (p *Pool) askOnce(c *child, q Question, until time.Time) (answer, *child, error) {
	a, err := c.ask(q, until)
	if err == nil && !a.LimitExceeded {
		return a, c, nil
	}
	spent, late := c.kill(), errors.Is(err, errLate)
	switch {
	case err == nil:
		return a, nil, nil
	case c.endedItself(), late && spent >= processorTime:
		return limitExceeded(tooSlow), nil, nil
	case late:
		return answer{}, nil, ErrBusy
	}
	return limitExceeded(tooMuch), nil, nil
}

const (
	tooSlow = "the condition took too long: make it simpler"
	tooMuch = "the condition needed too much memory: make it simpler"
)

func limitExceeded(words string) answer {
	return answer{LimitExceeded: true, Result: Result{Error: &Problem{Text: words}}}
}

// freshChild returns a child that has answered once, so that the time of its start
// counts for no condition. It takes the one that was started ahead, and starts
// another one: so neither a second try nor the condition after a child that was
// killed waits for a start.
func (p *Pool) freshChild() (*child, error) {
	next := make(chan *child, 1)
	p.mu.Lock()
	ready := p.next
	p.next = next
	p.mu.Unlock()
	if ready != nil {
		if c := <-ready; c != nil && c.ping() == nil {
			go p.startAhead(next)
			return c, nil
		}
	}
	c, err := p.start()
	go p.startAhead(next)
	return c, err
}

// startAhead starts a child and sends it to next, nil when that fails.
func (p *Pool) startAhead(next chan<- *child) {
	c, _ := p.start() // freshChild tries again, and returns the error
	next <- c
}

// start starts a child and waits until it answers.
func (p *Pool) start() (*child, error) {
	c, err := start(p.command)
	if err != nil {
		return nil, err
	}
	if err := c.ping(); err != nil {
		return nil, err
	}
	return c, nil
}

// ping waits until a child answers, and kills one that does not.
func (c *child) ping() error {
	_, err := c.ask(Question{Text: "0", Scope: Scope{Object: []byte("{}")}, parse: true}, time.Now().Add(waitTime))
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
