package main

import (
	"context"
	"errors"
	"log/slog"
	"os"

	"callboard/condition"
	"callboard/models"
)

// conditionVerb makes this program a child that runs conditions. It is for the
// program itself, not for people.
const conditionVerb = "condition-child"

// self is the program that runs, also when another version has taken its
// place on disk.
const self = "/proc/self/exe"

// runConditions answers its parent until that is done, and returns the exit
// code. What goes wrong is written where nobody reads: the parent sees that
// there is no answer.
func runConditions() int {
	if condition.Serve(os.Stdin, os.Stdout) != nil {
		return 1
	}
	return 0
}

// newConditions returns what runs conditions in children of this program.
func newConditions() *condition.Pool {
	program := self
	if _, err := os.Stat(program); err != nil { // not on Linux
		if program, err = os.Executable(); err != nil {
			program = os.Args[0]
		}
	}
	return condition.NewPool(program, conditionVerb)
}

// checker says in words what keeps a text from being a condition, and
// models.ErrUnchecked when that could not be found out.
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
