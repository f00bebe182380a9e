package receivertest

import "slices"

// All returns the whole stable.
func All() []Receiver {
	return slices.Concat(lookups(), connections(), interim(), silent(), early(), unclean(), foreign(),
		bodies(), texts(), redirects(), waits(), statuses(), kept(), http2(), handshakes(), ours())
}
