package store

import (
	"context"
	"fmt"

	"callboard/models"
	"callboard/models/deliverylog"
)

// settledFilter narrows a question down to how the log stood at a moment.
type settledFilter struct {
	Statuses []models.Status
	Until    models.Millis // what was accepted or finished later is left out
	Limit    int           // of rows of each run
}

// Matching returns what a filter shows with one of the given statuses: some of
// them, once there are more than the limit. The status of the filter itself
// is not looked at.
func (l deliveryLog) Matching(ctx context.Context, f deliverylog.Filter, s settledFilter) ([]deliverylog.Match, error) {
	q, err := l.settled(ctx, f, s)
	if err != nil {
		return nil, err
	}
	text := q.rows(l.DB.Name(), s.Limit)
	if text.text == "" {
		return nil, nil
	}
	var found []deliverylog.Match
	if err := l.DB.WithContext(ctx).Raw(text.text, text.args...).Scan(&found).Error; err != nil {
		return nil, fmt.Errorf("look for deliveries: %w", err)
	}
	return found, nil
}

// Numbers counts what Matching would return by status, each number exact to
// the limit.
func (l deliveryLog) Numbers(ctx context.Context, f deliverylog.Filter, s settledFilter) (map[models.Status]int, error) {
	q, err := l.settled(ctx, f, s)
	if err != nil {
		return nil, err
	}
	counts := map[models.Status]int{}
	text := q.counts(l.DB.Name(), s.Limit)
	if text.text == "" {
		return counts, nil
	}
	var found []struct {
		Status models.Status
		N      int
	}
	if err := l.DB.WithContext(ctx).Raw(text.text, text.args...).Scan(&found).Error; err != nil {
		return nil, fmt.Errorf("count deliveries: %w", err)
	}
	for _, one := range found {
		counts[one.Status] = min(counts[one.Status]+one.N, s.Limit)
	}
	return counts, nil
}

// settled turns a filter into a question about the past.
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

// rows reads some rows of every run, with what is needed to send them again.
func (q *question) rows(dialect string, limit int) statement {
	var all statement
	for i, one := range q.each(dialect) {
		all.add(fmt.Sprintf("%sSELECT d.id, d.callback_id, d.company_id, d.location_id, d.status, d.cause, d.resent FROM (%s LIMIT %d) AS r%d JOIN deliveries AS d ON d.id = r%d.id",
			between(i), one.rows.text, limit, i, i), one.rows.args...)
	}
	return all
}
