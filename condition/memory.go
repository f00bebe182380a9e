//go:build !race

package condition

// dataLimit is how many bytes a child may hold.
const dataLimit = 320 << 20
