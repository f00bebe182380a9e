package main

import (
	"context"
	"fmt"
	"io"
	"net"

	"callboard/models/store"
)

// printBanner tells whoever started the program its address and, while there
// are no users, the address of the page that makes the first admin.
func (c config) printBanner(ctx context.Context, out io.Writer, records *store.Store, listener net.Addr, setupToken string) error {
	hasUsers, err := records.HasUsers(ctx)
	if err != nil {
		return fmt.Errorf("look for users: %w", err)
	}
	address := "http://" + reachable(listener)
	if c.publicURL != nil {
		address = c.publicURL.String()
	}
	if !hasUsers {
		fmt.Fprintf(out, "Set up the first admin:  %s/admin/setup?token=%s\n", address, setupToken)
	}
	if c.hold {
		fmt.Fprintln(out, "Sending is held:         what is due waits until Callboard starts without -hold")
	}
	_, err = fmt.Fprintf(out, "Callboard is ready:      %s/\n", address)
	return err
}

// reachable writes a listening address as a browser on this machine can open
// it.
func reachable(address net.Addr) string {
	tcp, ok := address.(*net.TCPAddr)
	if !ok || !tcp.IP.IsUnspecified() {
		return address.String()
	}
	return fmt.Sprintf("localhost:%d", tcp.Port)
}
