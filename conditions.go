package main

import (
	"context"
	"errors"
	"log/slog"
	"os"
	"path/filepath"

	"callboard/condition"
	"callboard/models"
)

// conditionVerb makes this program a child that runs conditions. Only the program
// itself uses it.
const conditionVerb = "condition-child"

// self is the program that runs, even when its file was replaced meanwhile by
// another version.
const self = "/proc/self/exe"

// runConditions answers the parent process until that closes the pipe, and
// returns the exit code. An error is not reported: the parent sees that there is
// no answer.
func runConditions() int {
	if condition.Serve(os.Stdin, os.Stdout) != nil {
		return 1
	}
	return 0
}

// newConditions returns a pool that runs conditions in children of this program.
func newConditions() *condition.Pool {
	program := self
	if _, err := os.Stat(program); err != nil { // not on Linux, or no /proc
		if program, err = os.Executable(); err != nil {
			if program, err = filepath.Abs(os.Args[0]); err != nil {
				program = os.Args[0]
			}
		}
	}
	return condition.NewPool(program, conditionVerb)
}

// checker returns a function that says in words why a text is no condition; its
// error is models.ErrUnchecked when that could not be found out.
func checker(p *condition.Pool) func(ctx context.Context, text string) error {
	return func(ctx context.Context, text string) error {
		err := p.Check(ctx, text)
		var problem condition.Problem
		if err == nil || errors.As(err, &problem) {
			return err
		}
		if !errors.Is(err, condition.ErrBusy) {
			slog.ErrorContext(ctx, "condition not checked", "error", err)
		}
		return models.ErrUnchecked
	}
}
