package views

import (
	"strconv"

	"callboard/models"
	"callboard/static"
)

// tile is one shape of the wall beside the sign-in form.
type tile struct{ Href, Tone, X, Y string }

// board draws a wall of statuses, mostly delivered, a few of them lit. It is
// the same wall every time.
func board() []tile {
	const columns, rows, step = 21, 25, 40
	shapes := []models.Status{
		models.Delivered, models.Delivered, models.NotSent, models.Queued, models.Delivered, 0, models.Delivered,
		models.Failed, models.Retrying, models.Delivered, models.Cancelled, 0, models.Delivered,
	}
	var tiles []tile
	seed := uint32(7)
	for i := range columns * rows {
		seed = seed*1664525 + 1013904223 // spreads evenly, and repeats
		status := shapes[int(seed>>16)%len(shapes)]
		if status == 0 {
			continue
		}
		shape := tile{
			Href: static.Path("icons.svg") + "#i-" + statusClass(status),
			X:    strconv.Itoa(i%columns*step + 12), Y: strconv.Itoa(i/columns*step + 12),
		}
		if (seed>>8)%17 == 0 && status != models.Queued && status != models.Cancelled {
			shape.Tone = statusClass(status)
		}
		tiles = append(tiles, shape)
	}
	return tiles
}
