package views

// ResendRunList is what the list of runs shows.
type ResendRunList struct {
	Rows  []ResendRunRow
	Older string // address of the next page; "" on the last
}
