// Package demo adds a sample company to a fresh console: locations, callbacks
// to a receiver inside the program, and a trickle of events of which some
// fail, so that a newcomer sees a living log.
package demo

import (
	"context"
	"net/netip"

	"callboard/models/store"
)

// Demo is the sample company and all that happens in it.
type Demo struct {
	Store    *store.Store
	Events   store.Publisher
	Verifier store.Verifier
	Receiver *Receiver

	members []string // public ids of the contacts that the trickle made
	turns   int      // of making or changing a contact
	changes int      // the same of a profile
}

// Run prepares the sample company, which a restart finds again, and lets
// things happen there until ctx ends.
func (d *Demo) Run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	answered := make(chan error, 1)
	go func() { answered <- d.Receiver.run(ctx) }()
	at, err := d.prepare(ctx)
	if ctx.Err() != nil {
		return <-answered // asked to stop before it began
	}
	if err != nil {
		return err
	}
	d.trickle(ctx, at)
	return <-answered
}

// Destinations are the addresses that the callbacks of the sample company go
// to: the receiver, and one at which nobody listens.
func (r *Receiver) Destinations() []netip.AddrPort {
	return []netip.AddrPort{netip.MustParseAddrPort(r.address()), netip.MustParseAddrPort(nowhere)}
}
