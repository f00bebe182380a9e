package schema

import "errors"

// Budget is what the checks of one request may take together, whatever their
// schemas. Each has its own share; a thousand hostile ones, each of which used
// its share up, would keep a processor for minutes.
type Budget struct {
	left int
	used bool // by a check before
}

// NewBudget returns the budget of a request.
func NewBudget() *Budget { return &Budget{left: stepsOfRequest} }

// grow adds what is allowed for data.
func (b *Budget) grow(data []byte) { b.left += stepsOfMore * len(data) }

// run makes a check that may take most steps, fewer when there are no more.
func (b *Budget) run(e *effort, most int, check func() error) error {
	lent := min(most, b.left)
	e.left = lent
	err := e.bounded(check)
	shared := b.used
	b.left, b.used = b.left-lent+max(e.left, 0), true
	if errors.Is(err, errEffort) && lent < most && shared {
		return errTogether
	}
	return err
}
