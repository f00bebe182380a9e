// Package command is the verbs of the command line: they make companies,
// locations, databases, collections, users and keys without a browser, and back
// the database up. They work whether the server runs or not.
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
	// Options say where the database is. It is opened once the line is known to
	// make sense.
	Options store.Options
	Keep    store.Keep // what a line that removes old rows keeps
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

// verb is one thing that can be done: its words, what follows them, and how to do
// it. What it returns is printed.
type verb struct {
	object, action string // "company", "add"; the action of some is ""
	form           string
	flags          []string // those that take a value
	switches       []string // those that do not
	named          bool     // ends with a name
	run            work
}

// work does what a line says, with the database that the options name.
type work func(ctx context.Context, o store.Options, g given) (made string, err error)

// opened is work with the open store, whose tables are brought up to date first.
func opened(do func(ctx context.Context, s *store.Store, g given) (string, error)) work {
	return func(ctx context.Context, o store.Options, g given) (string, error) {
		s, err := store.Open(ctx, o)
		if err != nil {
			return "", fmt.Errorf("open the database: %w", err)
		}
		made, err := do(ctx, s, g)
		return made, errors.Join(inWords(err), s.Close())
	}
}

// adds is opened work that adds one thing.
func adds(what string, do func(ctx context.Context, s *store.Store, g given) (string, error)) work {
	return opened(func(ctx context.Context, s *store.Store, g given) (string, error) {
		made, err := do(ctx, s, g)
		if err == nil {
			fmt.Fprintf(g.stderr, "Added %s %s.\n", what, g.title())
		}
		return made, err
	})
}

// changes is opened work on the person whose e-mail the line gives; words say what
// came of it.
func changes(words string, do func(ctx context.Context, s *store.Store, g given, u models.User) error) work {
	return opened(func(ctx context.Context, s *store.Store, g given) (string, error) {
		u, err := userNamed(ctx, s, g)
		if err != nil {
			return "", err
		}
		if err := do(ctx, s, g, u); err != nil {
			return "", err
		}
		fmt.Fprintln(g.stderr, u.Email+" "+words+".")
		return "", nil
	})
}

var verbs = []verb{
	{"company", "add", "NAME", nil, nil, true, adds("company", addCompany)},
	{"location", "add", "-company ID NAME", []string{"company"}, nil, true, adds("location", addLocation)},
	{"database", "add", "-company ID NAME", []string{"company"}, nil, true, adds("database", addDatabase)},
	{"collection", "add", "-database ID NAME", []string{"database"}, nil, true, adds("collection", addCollection)},
	{"user", "add", "-email E -role R [-company ID] -password-stdin", []string{"email", "role", "company"}, []string{"password-stdin"}, false, adds("user", addUser)},
	{"user", "list", "", nil, nil, false, opened(listUsers)},
	{"user", "set-password", "-email E -password-stdin", []string{"email"}, []string{"password-stdin"}, false, changes("has the new password now, and is signed out everywhere", setPassword)},
	{"user", "disable", "-email E", []string{"email"}, nil, false, changes("cannot sign in any more, and is signed out everywhere", disableUser)},
	{"user", "enable", "-email E", []string{"email"}, nil, false, changes("can sign in again", enableUser)},
	{"conditions", "check", "", nil, nil, false, opened(checkConditions)},
	{"key", "add", "[-company ID | -location ID] -role R NAME", []string{"company", "location", "role"}, nil, true, adds("key", addKey)},
	{"secret-key", "change", "", nil, nil, false, changeSecretKey},
	{"purge", "", "[-older-than DAYS] [-dry-run]", []string{"older-than"}, []string{"dry-run"}, false, opened(purge)},
	{"backup", "", "FILE", nil, nil, true, backUp},
	{"copy", "", "-to mysql://user:password@host/name | -to -", []string{"to"}, nil, false, copyDatabase},
}

// Run does what args name, prints what it made, and returns why it could not:
// UsageError when args make no sense, and an error in words otherwise.
func (l Line) Run(ctx context.Context, args []string) error {
	v, err := find(args)
	if err != nil {
		return err
	}
	g, err := v.parse(args[len(v.words()):])
	if err != nil {
		return err
	}
	if err := l.readSecrets(&g); err != nil {
		return err
	}
	g.conditions, g.stderr, g.keep = l.Conditions, l.Stderr, l.Keep
	made, err := v.run(ctx, l.Options, g)
	if err != nil || made == "" {
		return err
	}
	_, err = fmt.Fprintln(l.Stdout, made)
	return err
}

// find returns the verb that args start with.
func find(args []string) (verb, error) {
	for _, v := range verbs {
		if words := v.words(); len(args) >= len(words) && slices.Equal(args[:len(words)], words) {
			return v, nil
		}
	}
	given := strings.Join(args[:min(len(args), 2)], " ")
	return verb{}, UsageError{fmt.Sprintf("There is no command %q.\n\n%s", given, Usage())}
}

// words are those that name the verb.
func (v verb) words() []string { return strings.Fields(v.object + " " + v.action) }

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
	return strings.TrimSpace("callboard " + strings.Join(v.words(), " ") + " " + v.form)
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
