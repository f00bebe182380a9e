package main

import (
	"errors"
	"flag"
	"fmt"
	"io"
	"net/netip"
	"net/url"
	"path/filepath"
	"strconv"
	"strings"
	"time"

	"callboard/delivery"
	"callboard/handlers/command"
	"callboard/models/store"
	"callboard/web"
)

// config is what the flags and the environment say. A flag wins over its
// environment twin.
type config struct {
	listen      string
	data        string // folder
	database    string // "" for SQLite in the data folder
	connections int    // to MySQL at most
	allow       []netip.Prefix
	publicURL   *url.URL // nil for none
	secretFile  string
	bodies      int64 // bytes of request bodies that are held at one time
	keep        store.Keep
	demo        bool
	hold        bool     // to send nothing
	version     bool     // to print the version, and do nothing else
	licenses    bool     // to print the licences of what is in the program
	verb        []string // what follows the flags: empty to serve, or "company add NAME"
}

// mostConnections is more than a server takes unless it was told to.
const mostConnections = 1000

const usage = `Callboard delivers events to callbacks, and shows what became of each.

  callboard [flags] [serve]    serves the console, the APIs and the engine

%s
Flags, which stand before the command, each with its environment twin:
`

var (
	errDemoDatabase = errors.New("-demo keeps its data in a folder of its own: leave -database (CALLBOARD_DATABASE) out")
	errBodyMemory   = errors.New("-body-memory (CALLBOARD_BODY_MEMORY) must be a whole number from 32 to 1048576, of MiB")
	errDemoNetworks = errors.New("-demo reaches its own receiver alone: leave -allow-destinations (CALLBOARD_ALLOW_DESTINATIONS) out")
)

// parse reads the command line. Help goes to out.
func parse(args []string, getenv func(string) string, out io.Writer) (config, error) {
	var c config
	var allow, public, connections, bodies, logDays, auditDays, bodiesDays string
	flags := flag.NewFlagSet("callboard", flag.ContinueOnError)
	flags.SetOutput(out)
	flags.Usage = func() { fmt.Fprintf(out, usage, command.Usage()); flags.PrintDefaults() }
	text := func(to *string, name, fallback, help string) {
		twin := "CALLBOARD_" + strings.ToUpper(strings.ReplaceAll(name, "-", "_"))
		if value := getenv(twin); value != "" {
			fallback = value
		}
		flags.StringVar(to, name, fallback, help+" ("+twin+")")
	}
	text(&c.listen, "listen", "127.0.0.1:8080", "`address` to listen on")
	text(&c.data, "data", "./data", "data `folder`")
	text(&c.database, "database", "", "mysql://user:password@host:3306/name?tls=true; empty: SQLite in the data folder")
	text(&connections, "database-connections", strconv.Itoa(store.DefaultConnections), "`number` of connections to MySQL at most")
	text(&allow, "allow-destinations", "", "private networks that callbacks may reach, as a `CIDR` list")
	text(&public, "public-url", "", "`URL` under which people reach this program, when a proxy stands before it")
	text(&c.secretFile, "secret-file", "", "`file` with the key that secrets are encrypted with; empty: secret.key in the data folder")
	text(&bodies, "body-memory", "128", "`MiB` of request bodies that are held at one time; more are answered 503")
	text(&logDays, "keep-days", strconv.Itoa(store.DefaultLogDays), "`days` after which events and deliveries that are over are removed; 0: never")
	text(&bodiesDays, "keep-bodies-days", strconv.Itoa(store.DefaultBodiesDays), "`days` after which the bodies of what was delivered are removed; 0: with the rest")
	text(&auditDays, "keep-audit-days", strconv.Itoa(store.DefaultAuditDays), "`days` after which the audit log and the history of records are removed; 0: never")
	flags.BoolVar(&c.demo, "demo", false, "add a sample company with a living log, in DATA/demo (CALLBOARD_DEMO)")
	flags.BoolVar(&c.hold, "hold", false, "send nothing: what is due waits, as of a restored copy that is looked at first (CALLBOARD_HOLD)")
	flags.BoolVar(&c.licenses, "licenses", false, "print the licences of what is in the program, and do nothing else")
	flags.BoolVar(&c.version, "version", false, "print the version, and do nothing else")

	for _, name := range []string{"demo", "hold"} {
		twin := "CALLBOARD_" + strings.ToUpper(name)
		if value := getenv(twin); value != "" {
			if err := flags.Set(name, value); err != nil {
				return config{}, fmt.Errorf("read %s: it must be true or false: %w", twin, err)
			}
		}
	}
	if err := parseAround(flags, args); err != nil {
		return config{}, err
	}
	c.verb = flags.Args()
	var err error
	if c.connections, err = parseConnections(connections); err != nil {
		return config{}, err
	}
	if c.bodies, err = mebibytes(bodies); err != nil {
		return config{}, err
	}
	if c.keep, err = parseKeep(logDays, bodiesDays, auditDays); err != nil {
		return config{}, err
	}
	return c.complete(allow, public)
}

// parseAround reads the flags before the verb serve, and those after it.
func parseAround(flags *flag.FlagSet, args []string) error {
	if err := flags.Parse(args); err != nil || flags.Arg(0) != "serve" {
		return err
	}
	if err := flags.Parse(flags.Args()[1:]); err != nil {
		return err
	}
	if flags.NArg() > 0 {
		return fmt.Errorf("serve takes no %q", flags.Arg(0))
	}
	return nil
}

// mebibytes reads how much memory bodies may take, in MiB: no less than the
// longest one takes, packed and unpacked. It returns bytes.
func mebibytes(text string) (int64, error) {
	n, err := strconv.ParseInt(text, 10, 64)
	if err != nil || n < 2*web.BodyLimit>>20 || n > 1<<20 {
		return 0, errBodyMemory
	}
	return n << 20, nil
}

// parseKeep reads for how many days the log and the audit log are kept.
func parseKeep(logDays, bodiesDays, auditDays string) (keep store.Keep, err error) {
	for _, flag := range []struct {
		name, text string
		to         *time.Duration
	}{{"-keep-days", logDays, &keep.Log}, {"-keep-bodies-days", bodiesDays, &keep.Bodies}, {"-keep-audit-days", auditDays, &keep.Audit}} {
		days, err := strconv.Atoi(flag.text)
		if err != nil || days < 0 || days > store.MostDays {
			return keep, fmt.Errorf("read %s: it must be a whole number of days from 0, for ever, to %d", flag.name, store.MostDays)
		}
		*flag.to = time.Duration(days) * 24 * time.Hour
	}
	return keep, nil
}

// complete reads what a flag holds as text, and applies what -demo means.
func (c config) complete(allow, public string) (config, error) {
	var err error
	if c.allow, err = delivery.ParseDestinations(allow); err != nil {
		return config{}, fmt.Errorf("read -allow-destinations: %w", err)
	}
	if c.publicURL, err = parsePublicURL(public); err != nil {
		return config{}, fmt.Errorf("read -public-url: %w", err)
	}
	if c.demo {
		switch {
		case c.database != "":
			return config{}, errDemoDatabase
		case len(c.allow) > 0:
			return config{}, errDemoNetworks
		}
		c.data = filepath.Join(c.data, "demo")
	}
	return c, nil
}

// parseConnections reads a number of connections.
func parseConnections(text string) (int, error) {
	n, err := strconv.Atoi(text)
	if err != nil || n < store.LeastConnections || n > mostConnections {
		return 0, fmt.Errorf("-database-connections must be a number from %d to %d", store.LeastConnections, mostConnections)
	}
	return n, nil
}
