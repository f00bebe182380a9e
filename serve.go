package main

import (
	"context"
	"crypto/rand"
	"errors"
	"fmt"
	"log/slog"
	"net"
	"net/http"
	"os"
	"time"

	"golang.org/x/sync/errgroup"

	"callboard/condition"
	"callboard/delivery"
	"callboard/demo"
	"callboard/handlers/api"
	"callboard/handlers/api/batch"
	"callboard/handlers/api/database"
	"callboard/handlers/api/event"
	"callboard/handlers/api/native"
	"callboard/handlers/api/postback"
	"callboard/handlers/console"
	"callboard/models/schema"
	"callboard/models/store"
	"callboard/models/store/sqldb"
	"callboard/static"
	"callboard/web"
	"callboard/wire"
)

// grace is how long requests to this program may still take once it is asked to
// stop.
const grace = 10 * time.Second

// serve opens the store, the engine and the pages, and runs them until ctx ends.
func serve(ctx context.Context, c config) (err error) {
	warnOfProxies(os.Getenv)
	warnOfRoots()
	listener, err := net.Listen("tcp", c.listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	defer listener.Close()
	guard, receiver, err := c.guard()
	if err != nil {
		return err
	}
	guard.RefuseOwn(listener.Addr())
	options := c.options(guard)
	options.Server = true
	conditions := newConditions()
	defer conditions.Close()
	options.Condition = checker(conditions)
	if sqldb.InClear(c.database) {
		slog.Warn("the way to the database is not encrypted; see tls in docs/operating.md")
	}
	records, err := store.Open(ctx, options)
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	defer func() { err = errors.Join(err, records.Close()) }()

	if records.Copied() {
		slog.WarnContext(ctx, "the data folder was copied or moved: stop the program that uses the other one, or both send what waits")
	}

	engine := delivery.New(records, delivery.NewSender(guard, nil), slog.Default())
	engine.Conditions, engine.Held = conditions, c.hold
	engine.LimitFiles(mayOpen())
	resender := delivery.NewResender(records.ResendWorker(), engine.Wake, slog.Default())
	setupToken := rand.Text()
	handler, err := c.routes(records, engine, resender, conditions, setupToken)
	if err != nil {
		return err
	}
	if err := c.printBanner(ctx, os.Stdout, records, listener.Addr(), setupToken); err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return engine.Run(ctx) })
	if !c.hold { // a restored copy is left as it is while somebody looks at it
		group.Go(func() error { resender.Run(ctx); return nil })
		group.Go(func() error { delivery.RunRetention(ctx, records.Retention(c.keep), slog.Default()); return nil })
	}
	group.Go(func() error { delivery.RunCheckpoints(ctx, records, slog.Default()); return nil })
	group.Go(func() error { return serveHTTP(ctx, listener, handler) })
	if receiver != nil {
		sample := &demo.Demo{Store: records, Events: engine, Verifier: engine.Verifier(records), Receiver: receiver}
		group.Go(func() error { return sample.Run(ctx) })
	}
	return group.Wait()
}

// guard says which addresses callbacks may go to. The demo has a receiver of its
// own, and reaches no other private address.
func (c config) guard() (*delivery.Guard, *demo.Receiver, error) {
	if !c.demo {
		return delivery.NewGuard(c.allow), nil, nil
	}
	receiver, err := demo.Listen(c.data)
	if err != nil {
		return nil, nil, err
	}
	return delivery.NewGuard(nil, receiver.Destinations()...), receiver, nil
}

// routes mounts the sites, the files of pages, and what a supervisor asks.
func (c config) routes(records *store.Store, engine *delivery.Engine, resender *delivery.Resender, conditions *condition.Pool, setupToken string) (http.Handler, error) {
	sites, err := c.sites(records, engine, resender, conditions, setupToken)
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mounted := web.Mount(mux, sites...)
	mux.Handle("GET /static/", static.Handler())
	mux.HandleFunc("GET /healthz", healthy)
	mux.HandleFunc("GET /readyz", ready(records, engine))
	return web.Middleware(api.NewBodyBudget(c.bodies).Middleware(mounted), c.publicURL), nil
}

// sites are the console and the APIs.
func (c config) sites(records *store.Store, engine *delivery.Engine, resender *delivery.Resender, conditions *condition.Pool, setupToken string) ([]web.Site, error) {
	verifier := engine.Verifier(records)
	wake := func() {
		engine.Wake()
		resender.Wake()
	}
	pages, err := console.Site(console.Base{
		Store: records, PublicURL: c.publicURL, Publisher: engine, Explainer: engine, Verifier: verifier, Wake: wake,
		Conditions: conditions, SetupToken: setupToken, Version: wire.Version, Held: c.hold, KeepDays: int(c.keep.Log.Hours() / 24),
	})
	if err != nil {
		return nil, fmt.Errorf("open the console: %w", err)
	}
	return []web.Site{
		pages,
		event.API{Store: records, Publisher: engine}.Site(),
		native.API{Store: records, Publisher: engine, Verifier: verifier, Wake: wake, Schemas: schema.NewCache()}.Site(),
		batch.API{Store: records, Verifier: verifier, PublicURL: c.publicAddress()}.Site(),
		postback.API{Store: records, Publisher: engine, PublicURL: c.publicAddress()}.Site(),
		database.API{Store: records, Publisher: engine}.Site(),
	}, nil
}

// serveHTTP answers requests until ctx ends, and then finishes those under way.
func serveHTTP(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute,
		WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
		ErrorLog: slog.NewLogLogger(slog.Default().Handler(), slog.LevelWarn),
	}
	stopped := make(chan error, 1)
	context.AfterFunc(ctx, func() {
		ctx, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
		defer cancel()
		stopped <- server.Shutdown(ctx)
	})
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return <-stopped
}
