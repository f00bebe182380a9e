package views

// Refusal is why there is no page, in words.
type Refusal struct {
	Status    int
	Title     string // "" for the usual one of the status
	Text      string // "" for the usual words of the status
	Reference string // names the request in the log
}
