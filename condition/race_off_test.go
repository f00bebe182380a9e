//go:build !race

package condition_test

// slowness is 1: a child is as fast as in production.
const slowness = 1
