// Package demo adds a sample company to a fresh console: locations, callbacks
// to a receiver inside the program, and a trickle of events of which some
// fail, so that a newcomer sees a log that grows.
package demo

import (
	"context"
	"net/netip"

	"callboard/models/store"
)

// Demo makes the sample company, and publishes its events.
type Demo struct {
	Store    *store.Store
	Events   store.Publisher
	Verifier store.Verifier
	Receiver *Receiver

	contacts     []string // public ids of the contacts that were created
	contactCalls int      // of publishContact
	profileCalls int      // of publishProfile
}

// Run prepares the sample company, which a restart finds again, and publishes events
// of it until ctx ends.
func (d *Demo) Run(ctx context.Context) error {
	ctx, stop := context.WithCancel(ctx)
	defer stop()
	receiverEnded := make(chan error, 1)
	go func() { receiverEnded <- d.Receiver.run(ctx) }()
	s, err := d.prepare(ctx)
	if ctx.Err() != nil {
		return <-receiverEnded // asked to stop before it began
	}
	if err != nil {
		return err
	}
	d.trickle(ctx, s)
	return <-receiverEnded
}

// Destinations are the addresses that the callbacks of the sample company go
// to: the receiver, and one at which nobody listens.
func (r *Receiver) Destinations() []netip.AddrPort {
	return []netip.AddrPort{netip.MustParseAddrPort(r.address()), netip.MustParseAddrPort(nowhere)}
}
