package store

import (
	"context"

	"callboard/models"
	"callboard/models/deliverylog"
)

// Statements returns the statements that a page and the counts of a filter
// are read with, and their values.
func (l deliveryLog) Statements(ctx context.Context, f deliverylog.Filter) (page, counts string, args []any, err error) {
	q, err := l.resolve(ctx, f)
	if err != nil {
		return "", "", nil, err
	}
	p, c := q.page(l.DB.Name(), "id DESC", PageSize+1), q.counts(l.DB.Name(), deliverylog.CountLimit+1)
	return p.text, c.text, p.args, nil
}

// EventStatement returns the statement that the newest events of a filter are
// read with, and its values.
func (l deliveryLog) EventStatement(f deliverylog.Events) (text string, args []any) {
	s := l.newest(f)
	return s.text, s.args
}

// ProblemStatements returns the statements that the problems of a filter are
// read with: their groups, and the oldest of them.
func (l deliveryLog) ProblemStatements(ctx context.Context, f deliverylog.Filter) (groups, oldest string, args []any, err error) {
	q, err := l.problemQuestion(ctx, f, models.Failed, models.Retrying)
	if err != nil {
		return "", "", nil, err
	}
	g, o := q.groups(l.DB.Name(), deliverylog.CountLimit+1), q.page(l.DB.Name(), "id", 1)
	return g.text, o.text, g.args, nil
}
