package logbook

import (
	"context"

	"callboard/models/deliverylog"
)

// Statements returns the statements that a page and the counts of a filter
// are read with, and their values.
func (l Log) Statements(ctx context.Context, f deliverylog.Filter) (page, counts string, args []any, err error) {
	q, err := l.resolve(ctx, f)
	if err != nil {
		return "", "", nil, err
	}
	p, c := q.page(l.DB.Name(), "id DESC", PageSize+1), q.counts(l.DB.Name(), deliverylog.CountLimit+1)
	return p.text, c.text, p.args, nil
}
