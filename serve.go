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
	"callboard/handlers/api/batch"
	"callboard/handlers/api/database"
	"callboard/handlers/api/event"
	"callboard/handlers/api/native"
	"callboard/handlers/api/postback"
	"callboard/handlers/console"
	"callboard/models/store"
	"callboard/static"
	"callboard/web"
	"callboard/wire"
)

// grace is how long requests to us may still take once we are asked to stop.
const grace = 10 * time.Second

// serve wires the program, and works until ctx ends.
func serve(ctx context.Context, c config) (err error) {
	listener, err := net.Listen("tcp", c.listen)
	if err != nil {
		return fmt.Errorf("listen: %w", err)
	}
	defer listener.Close()
	guard, receiver, err := c.guard()
	if err != nil {
		return err
	}
	options := c.options(guard)
	options.Server = true
	conditions := newConditions()
	defer conditions.Close()
	options.Condition = checker(conditions)
	records, err := store.Open(ctx, options)
	if err != nil {
		return fmt.Errorf("open the database: %w", err)
	}
	defer func() { err = errors.Join(err, records.Close()) }()

	heart := &pulse{Store: records}
	engine := delivery.New(heart, delivery.NewSender(guard, nil), slog.Default())
	engine.Conditions = conditions
	again := delivery.NewResender(records.ResendWorker(), engine.Wake, slog.Default())
	token := rand.Text()
	handler, err := c.doors(heart, works{engine, again, conditions}, token)
	if err != nil {
		return err
	}
	if err := c.greet(ctx, os.Stdout, welcome{records, listener.Addr(), token}); err != nil {
		return err
	}
	group, ctx := errgroup.WithContext(ctx)
	group.Go(func() error { return engine.Run(ctx) })
	group.Go(func() error { return again.Run(ctx) })
	group.Go(func() error { return answer(ctx, listener, handler) })
	if receiver != nil {
		sample := &demo.Demo{Store: records, Events: engine, Verifier: engine.Verifier(records), Receiver: receiver}
		group.Go(func() error { return sample.Run(ctx) })
	}
	return group.Wait()
}

// guard says where callbacks may go. The demo brings its own receiver, and
// reaches nothing else that is private.
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

// works are what sends while the program runs.
type works struct {
	*delivery.Engine
	runs       *delivery.Resender
	conditions *condition.Pool
}

// wake tells them that something came due.
func (w works) wake() {
	w.Wake()
	w.runs.Wake()
}

// doors mounts every way in: the console, the APIs, the files of pages, and
// what a supervisor asks.
func (c config) doors(heart *pulse, engine works, token string) (http.Handler, error) {
	pages, err := console.Site(console.Deps{
		Base: console.Base{Store: heart.Store, PublicURL: c.publicURL}, Publisher: engine, Explainer: engine, Verifier: engine.Verifier(heart.Store), Wake: engine.wake,
		Conditions: engine.conditions, SetupToken: token, Version: wire.Version,
	})
	if err != nil {
		return nil, fmt.Errorf("open the console: %w", err)
	}
	links := ""
	if c.publicURL != nil {
		links = c.publicURL.String()
	}
	mux := http.NewServeMux()
	doors := web.Mount(
		mux, pages,
		event.API{Store: heart.Store, Publisher: engine}.Site(),
		native.API{Store: heart.Store, Publisher: engine, Verifier: engine.Verifier(heart.Store), Wake: engine.wake}.Site(),
		batch.API{Store: heart.Store, Verifier: engine.Verifier(heart.Store)}.Site(),
		postback.API{Store: heart.Store, Publisher: engine, PublicURL: links}.Site(),
		database.API{Store: heart.Store, Publisher: engine}.Site(),
	)
	mux.Handle("GET /static/", static.Handler())
	mux.HandleFunc("GET /healthz", healthy)
	mux.HandleFunc("GET /readyz", heart.ready)
	return web.Middleware(doors, c.publicURL != nil), nil
}

// answer serves until ctx ends, and then finishes what is under way.
func answer(ctx context.Context, listener net.Listener, handler http.Handler) error {
	server := &http.Server{
		Handler: handler, ReadHeaderTimeout: 10 * time.Second, ReadTimeout: time.Minute,
		WriteTimeout: time.Minute, IdleTimeout: 2 * time.Minute,
		ErrorLog: slog.NewLogLogger(slog.Default().Handler(), slog.LevelWarn),
	}
	stopped := make(chan error, 1)
	context.AfterFunc(ctx, func() {
		soon, cancel := context.WithTimeout(context.WithoutCancel(ctx), grace)
		defer cancel()
		stopped <- server.Shutdown(soon)
	})
	if err := server.Serve(listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("serve: %w", err)
	}
	return <-stopped
}
