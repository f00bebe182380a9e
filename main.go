// Command callboard serves the console, the APIs and the delivery engine.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log"
	"log/slog"
	"os"
	"os/signal"
	"runtime/debug"
	"syscall"
	_ "time/tzdata" // zones, for machines that have none

	"callboard/delivery"
	"callboard/handlers/command"
	"callboard/models/store"
	"callboard/static"
	"callboard/wire"
)

func main() {
	if len(os.Args) == 2 && os.Args[1] == conditionVerb {
		os.Exit(runConditions())
	}
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	context.AfterFunc(ctx, stop) // a second signal ends the program at once
	os.Exit(run(ctx, os.Args[1:]))
}

// run does what the command line says and returns the exit code.
func run(ctx context.Context, args []string) int {
	c, err := parse(args, os.Getenv, os.Stderr)
	switch {
	case errors.Is(err, flag.ErrHelp):
		return 0
	case err == nil && c.licenses:
		fmt.Print(static.Licenses)
	case err == nil && c.version:
		fmt.Println("callboard", version(debug.ReadBuildInfo()))
	case err == nil && len(c.verb) > 0:
		conditions := newConditions()
		defer conditions.Close()
		err = command.Line{
			Stdin: os.Stdin, Stdout: os.Stdout, Stderr: os.Stderr, Conditions: conditions, Keep: c.keep,
			Options: c.options(delivery.NewGuard(c.allow)),
		}.Run(ctx, c.verb)
	case err == nil:
		slog.SetDefault(slog.New(slog.NewTextHandler(os.Stderr, nil)))
		// What a receiver sends on a connection without being asked, net/http's
		// client quotes with log.Printf. It has no other switch than the output of
		// the whole package log, and no library that we use logs there besides.
		log.SetOutput(io.Discard)
		err = serve(ctx, c)
	default:
		err = command.UsageError{Text: err.Error()}
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, "callboard:", err)
	}
	return command.ExitCode(err)
}

// options say where the records are kept.
func (c config) options(guard *delivery.Guard) store.Options {
	return store.Options{
		Database: c.database, Connections: c.connections, Dir: c.data, SecretFile: c.secretFile,
		PublicURL: c.publicAddress(), Blocked: guard.Blocked, Version: wire.Version, Wall: wall,
	}
}
