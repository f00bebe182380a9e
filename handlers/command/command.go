// Package command is the verbs of the command line: they make companies,
// locations, databases, collections, users and keys without a browser. They
// work whether the server runs or not.
package command

import (
	"context"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"callboard/condition"
	"callboard/models"
	"callboard/models/store"
)

// Line is a command line and what surrounds it.
type Line struct {
	Stdin  io.Reader
	Stdout io.Writer // the id or key that was made or the lines that were asked for, and nothing else
	Stderr io.Writer // everything else
	// Open opens the database, after bringing its tables up to date. It is
	// called once the line is known to make sense.
	Open func(ctx context.Context) (*store.Store, error)
	// Conditions runs the conditions that a line asks about.
	Conditions *condition.Pool
}

// UsageError says in words how a command line must be written.
type UsageError struct{ Text string }

func (e UsageError) Error() string { return e.Text }

// ExitCode returns what the program shall exit with: 0, 2 for a command line
// that makes no sense, and 1 for everything else.
func ExitCode(err error) int {
	if err == nil {
		return 0
	}
	if _, usage := errors.AsType[UsageError](err); usage {
		return 2
	}
	return 1
}

// verb is one thing that can be done: its two words, what follows them, and
// how to do it. What it returns is printed.
type verb struct {
	object, action string
	form           string
	flags          []string // those that take a value
	switches       []string // those that do not
	named          bool     // ends with a name
	run            func(ctx context.Context, s *store.Store, g given) (made string, err error)
}

var verbs = []verb{
	{"company", "add", "NAME", nil, nil, true, addCompany},
	{"location", "add", "-company ID NAME", []string{"company"}, nil, true, addLocation},
	{"database", "add", "-company ID NAME", []string{"company"}, nil, true, addDatabase},
	{"collection", "add", "-database ID NAME", []string{"database"}, nil, true, addCollection},
	{"user", "add", "-email E -role R [-company ID] -password-stdin", []string{"email", "role", "company"}, []string{"password-stdin"}, false, addUser},
	{"conditions", "check", "", nil, nil, false, checkConditions},
	{"key", "add", "[-company ID | -location ID] -role R NAME", []string{"company", "location", "role"}, nil, true, addKey},
}

// Run does what args name, prints what it made, and returns why it could not:
// UsageError when args make no sense, and an error in words otherwise.
func (l Line) Run(ctx context.Context, args []string) error {
	v, err := find(args)
	if err != nil {
		return err
	}
	g, err := v.parse(args[2:])
	if err != nil {
		return err
	}
	if err := l.readPassword(&g); err != nil {
		return err
	}
	g.conditions = l.Conditions
	s, err := l.Open(ctx)
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	made, err := v.run(ctx, s, g)
	if err := errors.Join(inWords(err), s.Close()); err != nil {
		return err
	}
	switch {
	case v.action == "add":
		fmt.Fprintf(l.Stderr, "Added %s %s.\n", v.object, g.title())
	case made == "":
		fmt.Fprintln(l.Stderr, "Nothing found.")
		return nil
	}
	_, err = fmt.Fprintln(l.Stdout, made)
	return err
}

// find returns the verb that args start with.
func find(args []string) (verb, error) {
	if len(args) > 1 {
		i := slices.IndexFunc(verbs, func(v verb) bool { return v.object == args[0] && v.action == args[1] })
		if i >= 0 {
			return verbs[i], nil
		}
	}
	given := strings.Join(args[:min(len(args), 2)], " ")
	return verb{}, UsageError{fmt.Sprintf("There is no command %q.\n\n%s", given, Usage())}
}

// Usage lists the verbs, one a line.
func Usage() string {
	var text strings.Builder
	text.WriteString("Commands:\n")
	for _, v := range verbs {
		text.WriteString("  " + v.usage() + "\n")
	}
	return text.String()
}

func (v verb) usage() string {
	return strings.TrimSpace("callboard " + v.object + " " + v.action + " " + v.form)
}

func (v verb) refuse(format string, values ...any) error {
	return UsageError{fmt.Sprintf(format, values...) + "\nUsage: " + v.usage()}
}

// inWords turns what the store refused into sentences.
func inWords(err error) error {
	problems, found := errors.AsType[models.Problems](err)
	if !found {
		return err
	}
	texts := make([]string, len(problems))
	for i, one := range problems {
		texts[i] = one.Text
	}
	return errors.New(strings.Join(texts, ". "))
}
