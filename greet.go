package main

import (
	"context"
	"fmt"
	"io"
	"net"

	"callboard/models/store"
)

// welcome is what somebody who starts the program wants to know.
type welcome struct {
	records *store.Store
	at      net.Addr
	token   string // of the set-up page
}

// greet tells whoever started the program where it is, and, while nobody can
// sign in, how to become the first who can.
func (c config) greet(ctx context.Context, out io.Writer, w welcome) error {
	known, err := w.records.HasUsers(ctx)
	if err != nil {
		return fmt.Errorf("look for users: %w", err)
	}
	address := "http://" + reachable(w.at)
	if c.publicURL != nil {
		address = c.publicURL.String()
	}
	if !known {
		fmt.Fprintf(out, "Set up the first admin:  %s/admin/setup?token=%s\n", address, w.token)
	}
	_, err = fmt.Fprintf(out, "Callboard is ready:      %s/\n", address)
	return err
}

// reachable writes a listening address as a browser on this machine can open
// it.
func reachable(at net.Addr) string {
	tcp, ok := at.(*net.TCPAddr)
	if !ok || !tcp.IP.IsUnspecified() {
		return at.String()
	}
	return fmt.Sprintf("localhost:%d", tcp.Port)
}
