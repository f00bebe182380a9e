package store

import (
	"context"
	"fmt"

	"callboard/models"
	"callboard/models/deliverylog"
)

// settledFilter restricts a question to how the log was at a moment.
type settledFilter struct {
	Statuses []models.Status
	Until    models.Millis // what was accepted or finished later is left out
	Limit    int           // of rows of each run
}

// Matching returns the deliveries that a filter shows with one of the statuses: only
// some of them, when there are more than the limit. The status of the filter itself
// is ignored.
func (l deliveryLog) Matching(ctx context.Context, f deliverylog.Filter, s settledFilter) ([]deliverylog.Match, error) {
	q, err := l.settled(ctx, f, s)
	if err != nil {
		return nil, err
	}
	query := q.rows(l.DB.Name(), s.Limit)
	if query.text == "" {
		return nil, nil
	}
	var matches []deliverylog.Match
	if err := l.DB.WithContext(ctx).Raw(query.text, query.args...).Scan(&matches).Error; err != nil {
		return nil, fmt.Errorf("look for deliveries: %w", err)
	}
	return matches, nil
}

// Numbers counts what Matching would return by status, each exact up to the limit.
func (l deliveryLog) Numbers(ctx context.Context, f deliverylog.Filter, s settledFilter) (map[models.Status]int, error) {
	q, err := l.settled(ctx, f, s)
	if err != nil {
		return nil, err
	}
	counts := map[models.Status]int{}
	query := q.counts(l.DB.Name(), s.Limit)
	if query.text == "" {
		return counts, nil
	}
	var rows []struct {
		Status models.Status
		N      int
	}
	if err := l.DB.WithContext(ctx).Raw(query.text, query.args...).Scan(&rows).Error; err != nil {
		return nil, fmt.Errorf("count deliveries: %w", err)
	}
	for _, row := range rows {
		counts[row.Status] = min(counts[row.Status]+row.N, s.Limit)
	}
	return counts, nil
}

// settled makes a filter a question about the past.
func (l deliveryLog) settled(ctx context.Context, f deliverylog.Filter, s settledFilter) (question, error) {
	if len(s.Statuses) == 0 {
		return question{}, nil
	}
	q, err := l.resolve(ctx, f)
	if err != nil {
		return question{}, fmt.Errorf("read filter of deliveries: %w", err)
	}
	q.statuses = s.Statuses
	q.narrow("id < ?", models.FirstIDAt((s.Until + 1).Time()))
	q.narrow("finished_at <= ?", s.Until)
	return q, nil
}

// rows reads some rows of every index run, with what is needed to resend them.
func (q *question) rows(dialect string, limit int) statement {
	var all statement
	for i, run := range q.each(dialect) {
		all.add(fmt.Sprintf("%sSELECT d.id, d.callback_id, d.company_id, d.location_id, d.status, d.cause, d.resent FROM (%s LIMIT %d) AS r%d JOIN deliveries AS d ON d.id = r%d.id",
			between(i), run.rows.text, limit, i, i), run.rows.args...)
	}
	return all
}
