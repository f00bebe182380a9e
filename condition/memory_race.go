//go:build race

package condition

// dataLimit is how many bytes a child may hold: the race detector alone needs
// more than a child may have otherwise.
const dataLimit = 8 << 30
