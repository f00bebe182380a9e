package store

import (
	"cmp"
	"context"
	"fmt"
	"slices"

	"callboard/models"
	"callboard/models/deliverylog"
)

// problemGroup is what one index run of the log holds for one cause and host.
type problemGroup struct {
	Status      models.Status
	Cause       models.Cause
	Host        string
	N           int
	First, Last models.ID
	Least, Most models.ID // of the callbacks
}

// Problems groups the deliveries that a filter shows as failed or retrying by cause
// and host, the largest group first, and returns at most the given number of groups.
// Only the newest deliveries of each index run are read; those that are returned are
// counted exactly, up to deliverylog.CountLimit.
func (s *Store) Problems(ctx context.Context, in models.Scope, f deliverylog.Filter, most int) ([]deliverylog.Problem, error) {
	l := s.log(in)
	q, err := l.problemQuestion(ctx, f, models.Failed, models.Retrying)
	if err != nil {
		return nil, err
	}
	var groups []problemGroup
	if s := q.groups(l.DB.Name(), deliverylog.CountLimit+1); s.text != "" {
		if err := l.DB.WithContext(ctx).Raw(s.text, s.args...).Scan(&groups).Error; err != nil {
			return nil, fmt.Errorf("group deliveries by cause: %w", err)
		}
	}
	problems, read := mergeProblems(groups), 0
	for _, g := range groups {
		read += g.N
	}
	slices.SortStableFunc(problems, func(a, b problemRow) int { return cmp.Compare(b.Count(), a.Count()) })
	problems = problems[:min(len(problems), most)]
	if read > deliverylog.CountLimit {
		for i := range problems {
			if err := l.recount(ctx, q, &problems[i]); err != nil {
				return nil, err
			}
		}
	}
	return l.describeProblems(ctx, problems)
}

// Failures counts what failed of a filter, and says when that began.
func (s *Store) Failures(ctx context.Context, in models.Scope, f deliverylog.Filter) (deliverylog.Failures, error) {
	l := s.log(in)
	q, err := l.problemQuestion(ctx, f, models.Failed)
	if err != nil {
		return deliverylog.Failures{}, err
	}
	counts, first, err := l.countAndOldest(ctx, q)
	return deliverylog.Failures{Count: counts[models.Failed], First: models.At(first.Time())}, err
}

// problemQuestion is the question for deliveries of some statuses that a filter
// shows.
func (l deliveryLog) problemQuestion(ctx context.Context, f deliverylog.Filter, statuses ...models.Status) (question, error) {
	q, err := l.resolve(ctx, f)
	if err != nil {
		return question{}, fmt.Errorf("read filter of deliveries: %w", err)
	}
	q.statuses = nil
	for _, status := range statuses {
		if len(f.Status) == 0 || slices.Contains(f.Status, status) {
			q.statuses = append(q.statuses, status)
		}
	}
	return q, nil
}

// problemRow is a problem while its groups are merged.
type problemRow struct {
	deliverylog.Problem
	last                        models.ID // the newest delivery
	firstCallback, lastCallback models.ID // callbacks
}

// mergeProblems merges the groups of all index runs by cause and host.
func mergeProblems(groups []problemGroup) []problemRow {
	var problems []problemRow
	for _, g := range groups {
		i := slices.IndexFunc(problems, func(p problemRow) bool { return p.Failure.Cause == g.Cause && p.Failure.Host == g.Host })
		if i < 0 {
			i = len(problems)
			problem := problemRow{firstCallback: g.Least, lastCallback: g.Most}
			problem.Failure.Cause, problem.Failure.Host = g.Cause, g.Host
			problem.First = models.At(g.First.Time())
			problems = append(problems, problem)
		}
		p := &problems[i]
		if g.Status == models.Failed {
			p.Failed = min(p.Failed+g.N, deliverylog.CountLimit+1)
		} else {
			p.Retrying = min(p.Retrying+g.N, deliverylog.CountLimit+1)
		}
		p.First = min(p.First, models.At(g.First.Time()))
		p.last, p.firstCallback, p.lastCallback = max(p.last, g.Last), min(p.firstCallback, g.Least), max(p.lastCallback, g.Most)
	}
	return problems
}

// recount counts one problem by itself: others may have taken up the rows that were
// read.
func (l deliveryLog) recount(ctx context.Context, q question, p *problemRow) error {
	q.besides = slices.Clone(q.besides)
	q.narrow("cause = ?", p.Failure.Cause)
	q.narrow("host = ?", p.Failure.Host)
	counts, first, err := l.countAndOldest(ctx, q)
	if err != nil || first == 0 {
		return err
	}
	p.Failed, p.Retrying, p.First = counts[models.Failed], counts[models.Retrying], models.At(first.Time())
	return nil
}

// countAndOldest counts the deliveries of a question by status, and finds the
// oldest.
func (l deliveryLog) countAndOldest(ctx context.Context, q question) (map[models.Status]int, models.ID, error) {
	counts := map[models.Status]int{}
	s, oldest := q.counts(l.DB.Name(), deliverylog.CountLimit+1), q.page(l.DB.Name(), "id", 1)
	if s.text == "" {
		return counts, 0, nil
	}
	var groups []problemGroup
	if err := l.DB.WithContext(ctx).Raw(s.text, s.args...).Scan(&groups).Error; err != nil {
		return nil, 0, fmt.Errorf("count deliveries: %w", err)
	}
	for _, group := range groups {
		counts[group.Status] = min(counts[group.Status]+group.N, deliverylog.CountLimit+1)
	}
	var ids []models.ID
	if err := l.DB.WithContext(ctx).Raw(oldest.text, oldest.args...).Scan(&ids).Error; err != nil {
		return nil, 0, fmt.Errorf("find the oldest delivery: %w", err)
	}
	if len(ids) == 0 {
		return counts, 0, nil
	}
	return counts, slices.Min(ids), nil
}

// describeProblems adds the failure of the newest delivery of each problem, and the
// callback when there is only one.
func (l deliveryLog) describeProblems(ctx context.Context, rows []problemRow) ([]deliverylog.Problem, error) {
	var newest, callbacks []models.ID
	for _, p := range rows {
		newest = append(newest, p.last)
		if p.firstCallback == p.lastCallback {
			callbacks = append(callbacks, p.firstCallback)
		}
	}
	db, failures, callbackByID := l.DB.WithContext(ctx), map[models.ID]models.Failure{}, map[models.ID]models.Callback{}
	err := loadNames(db, newest, func(d models.Delivery) { failures[d.ID] = d.Failure() })
	if err == nil {
		err = loadNames(db, callbacks, func(c models.Callback) { callbackByID[c.ID] = c })
	}
	if err != nil {
		return nil, fmt.Errorf("read what failed: %w", err)
	}
	problems := make([]deliverylog.Problem, len(rows))
	for i, p := range rows {
		problems[i] = p.Problem
		problems[i].Failure, problems[i].Last = failures[p.last], models.At(p.last.Time())
		if p.firstCallback == p.lastCallback {
			problems[i].Callback = callbackByID[p.firstCallback]
		}
	}
	return problems, nil
}

// groups sums up the newest rows of every index run by cause and host.
func (q *question) groups(dialect string, limit int) statement {
	var all statement
	for i, run := range q.each(dialect) {
		all.add(fmt.Sprintf("%sSELECT %d AS status, d.cause, d.host, COUNT(*) AS n, MIN(d.id) AS first, MAX(d.id) AS last,"+
			" MIN(d.callback_id) AS least, MAX(d.callback_id) AS most FROM (%s ORDER BY id DESC LIMIT %d) AS r%d"+
			" JOIN deliveries AS d ON d.id = r%d.id GROUP BY d.cause, d.host",
			between(i), run.status, run.rows.text, limit, i, i), run.rows.args...)
	}
	return all
}
