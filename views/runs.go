package views

// RunList is what the list of runs shows.
type RunList struct {
	Rows  []RunRow
	Older string // address of the next page; "" on the last
}
