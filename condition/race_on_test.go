//go:build race

package condition_test

// slowness is how many times longer a child takes under the race detector,
// which its limit of processor time knows nothing of.
const slowness = 10
