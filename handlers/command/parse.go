package command

import (
	"bufio"
	"errors"
	"fmt"
	"io"
	"slices"
	"strings"

	"callboard/condition"
	"callboard/models"
	"callboard/models/store"
)

// given is what a command line gives its verb.
type given struct {
	values   map[string]string // by flag, without its dash
	name     string
	password string

	conditions *condition.Pool
	keep       store.Keep
	stderr     io.Writer // for what a person wants to know besides
}

// title returns the word by which people know what was made.
func (g given) title() string {
	if g.name != "" {
		return g.name
	}
	return g.values["email"]
}

// parse reads what follows the words of a verb. Flags may stand before or
// after the name, as -company ID, --company ID or -company=ID; what follows
// "--" is the name, be it with a dash.
func (v verb) parse(args []string) (given, error) {
	g := given{values: map[string]string{}}
	var names []string
	for len(args) > 0 {
		word := args[0]
		args = args[1:]
		switch {
		case word == "--":
			names, args = append(names, args...), nil
		case len(word) > 1 && word[0] == '-':
			rest, err := v.readFlag(g, word, args)
			if err != nil {
				return g, err
			}
			args = rest
		default:
			names = append(names, word)
		}
	}
	return v.complete(g, names)
}

// readFlag takes a flag, and its value from the words after it.
func (v verb) readFlag(g given, word string, rest []string) ([]string, error) {
	name, value, joined := strings.Cut(strings.TrimPrefix(word[1:], "-"), "=")
	switch {
	case slices.Contains(v.switches, name) && !joined:
		g.values[name] = "yes"
		return rest, nil
	case !slices.Contains(v.flags, name):
		return nil, v.refuse("There is no flag -%s here.", name)
	case !joined && len(rest) == 0:
		return nil, v.refuse("-%s needs a value.", name)
	case !joined:
		value, rest = rest[0], rest[1:]
	}
	if value == "" {
		return nil, v.refuse("-%s is empty.", name) // an empty id would reach everything
	}
	if _, twice := g.values[name]; twice {
		return nil, v.refuse("-%s is given twice.", name)
	}
	g.values[name] = value
	return rest, nil
}

// complete checks that all is given that the verb needs.
func (v verb) complete(g given, names []string) (given, error) {
	switch {
	case v.named && len(names) == 0:
		return g, v.refuse("A name is missing.")
	case v.named && len(names) > 1:
		return g, v.refuse("There is more than one name. Put a name of several words in quotes.")
	case !v.named && len(names) > 0:
		return g, v.refuse("%q is one word too many.", names[0])
	case v.named:
		g.name = names[0]
	}
	for _, flag := range append(slices.Clone(v.flags), v.switches...) {
		if g.values[flag] == "" && !strings.Contains(v.optional(), "-"+flag) {
			return g, v.refuse("-%s is missing.", flag)
		}
	}
	if role, has := g.values["role"]; has && !models.Role(role).Known() {
		return g, v.refuse("%q is no role. The roles are viewer, operator, manager and admin.", role)
	}
	return g, nil
}

// optional returns the parts of the form that stand in brackets.
func (v verb) optional() string {
	var parts []string
	for _, part := range strings.Split(v.form, "[")[1:] {
		inside, _, _ := strings.Cut(part, "]")
		parts = append(parts, inside)
	}
	return strings.Join(parts, " ")
}

// readSecrets reads a password, or an address with one, from the first line of
// standard input, where neither a list of processes nor the history of a shell shows
// it.
func (l Line) readSecrets(g *given) error {
	if g.values["password-stdin"] == "" && g.values["to"] != "-" {
		return nil
	}
	line, err := bufio.NewReader(io.LimitReader(l.Stdin, 4096)).ReadString('\n')
	if err != nil && !errors.Is(err, io.EOF) {
		return fmt.Errorf("read standard input: %w", err)
	}
	line = strings.TrimRight(line, "\r\n")
	if g.values["to"] == "-" {
		g.values["to"] = line
		return nil
	}
	g.password = line
	return nil
}
