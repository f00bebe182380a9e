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

// spent says whether a request that did some work has no more.
func (b *Budget) spent() bool { return b.used && b.left <= 0 }

// read takes what it took to read a schema.
func (b *Budget) read(s *Schema) {
	if s != nil {
		b.left, b.used = b.left-stepsOfPart*s.parts, true
	}
}

// run makes a check that may take most steps, fewer when there are no more.
func (b *Budget) run(e *effort, most int, check func() error) error {
	lent := min(most, b.left)
	e.left, e.asked = lent, lent
	err := e.bounded(check)
	shared := b.used
	b.left, b.used = b.left-lent+max(e.left, 0), true
	if errors.Is(err, errEffort) && lent < most && shared {
		return errTogether
	}
	return err
}
