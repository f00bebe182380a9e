package store

import (
	"context"
	"fmt"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/deliverylog"
)

// summaryHours is the number of hourly counters that make up the last 24
// hours, the hour that has begun included.
const summaryHours = 24

// Summary counts what belongs to o (zero: everything), or to one callback.
// Waiting and Retrying are exact to 1,000.
func (s *Store) Summary(ctx context.Context, in models.Scope, o models.Owner, callback models.ID) (deliverylog.Summary, error) {
	q := summaryQuery{tx: s.db.WithContext(ctx), in: in, owner: o, callback: callback}
	var sum deliverylog.Summary
	for _, step := range []func(*deliverylog.Summary) error{q.findCompanies, q.countSettled(s.now()), q.countWaiting, q.lastDelivered} {
		if err := step(&sum); err != nil {
			return deliverylog.Summary{}, fmt.Errorf("sum up deliveries: %w", err)
		}
	}
	return sum, nil
}

// CallbackDays counts what was settled in the last 24 hours for each callback
// of a company: delivered, failed and not sent, tests left out.
func (s *Store) CallbackDays(ctx context.Context, in models.Scope, company models.ID) (map[models.ID]deliverylog.Summary, error) {
	var rows []struct {
		CallbackID models.ID
		Status     models.Status
		Total      int
	}
	q := summaryQuery{tx: s.db.WithContext(ctx), in: in, owner: models.Owner{CompanyID: company}}
	now := s.now()
	err := q.of(&models.HourlyCounter{}).Where("hour >= ?", now-now%hour-(summaryHours-1)*hour).
		Select("callback_id, status, SUM(count) AS total").Group("callback_id, status").Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("sum up callbacks: %w", err)
	}
	days := make(map[models.ID]deliverylog.Summary, len(rows))
	for _, row := range rows {
		day := days[row.CallbackID]
		day.Settle(row.Status, row.Total)
		days[row.CallbackID] = day
	}
	return days, nil
}

// summaryQuery holds what all queries of one summary have in common.
type summaryQuery struct {
	tx        *gorm.DB
	in        models.Scope
	owner     models.Owner
	callback  models.ID
	companies []models.ID // of the locations in reach
}

// findCompanies looks up the companies of the locations in the scope: every index of
// the deliveries begins with the company.
func (q *summaryQuery) findCompanies(*deliverylog.Summary) error {
	if q.in.All || len(q.in.Locations) == 0 || q.owner.CompanyID != 0 {
		return nil
	}
	return q.tx.Model(&models.Location{}).Where("id IN ?", q.in.Locations).Distinct().Pluck("company_id", &q.companies).Error
}

// of restricts a query of deliveries or counters to what the summary is about.
func (q *summaryQuery) of(table any) *gorm.DB {
	rows := within(q.tx.Model(table), q.in)
	switch {
	case q.owner.CompanyID != 0:
		rows = rows.Where("company_id = ?", q.owner.CompanyID)
	case len(q.companies) > 0:
		rows = rows.Where("company_id IN ?", append(q.companies, q.in.Companies...))
	}
	if q.owner.LocationID != 0 {
		rows = rows.Where("location_id = ?", q.owner.LocationID)
	}
	if q.callback != 0 {
		rows = rows.Where("callback_id = ?", q.callback)
	}
	return rows
}

// countSettled adds up the hourly counters.
func (q *summaryQuery) countSettled(now models.Millis) func(*deliverylog.Summary) error {
	return func(sum *deliverylog.Summary) error {
		var rows []struct {
			Status models.Status
			Total  int
		}
		first := now - now%hour - (summaryHours-1)*hour
		err := q.of(&models.HourlyCounter{}).Where("hour >= ?", first).
			Select("status, SUM(count) AS total").Group("status").Scan(&rows).Error
		for _, row := range rows {
			sum.Settle(row.Status, row.Total)
		}
		return err
	}
}

// countWaiting counts the deliveries that wait, and finds the one that has been due
// the longest.
func (q *summaryQuery) countWaiting(sum *deliverylog.Summary) error {
	for status, count := range map[models.Status]*int{models.Queued: &sum.Waiting, models.Retrying: &sum.Retrying} {
		waiting := q.of(&models.Delivery{}).Where("status = ? AND test = ?", status, false)
		var counted struct {
			Total  int
			Oldest models.Millis
		}
		err := q.tx.Table("(?) AS waiting", waiting.Select("due_at").Limit(deliverylog.CountLimit)).
			Select("COUNT(*) AS total, COALESCE(MIN(NULLIF(due_at, 0)), 0) AS oldest").Scan(&counted).Error
		if err == nil && counted.Total == deliverylog.CountLimit {
			counted.Oldest, err = q.firstDue(status)
		}
		if err != nil {
			return err
		}
		*count = counted.Total
		if counted.Oldest != 0 && (sum.OldestDue == 0 || counted.Oldest < sum.OldestDue) {
			sum.OldestDue = counted.Oldest
		}
	}
	return nil
}

// firstDue finds the delivery that has been due the longest, of a status of which
// more wait than are counted. All that were counted may be held, so the index of the
// queue, which holds only those that come due, is read from its front.
func (q *summaryQuery) firstDue(status models.Status) (models.Millis, error) {
	var first []models.Millis
	queue := q.of(&models.Delivery{}).Table("deliveries" + indexRunsOf(q.tx.Name(), "deliveries_due"))
	err := queue.Where("due_at > 0 AND status = ? AND test = ?", status, false).Order("due_at").Limit(1).Pluck("due_at", &first).Error
	return append(first, 0)[0], err
}

// lastDelivered finds when the newest delivered delivery was answered.
func (q *summaryQuery) lastDelivered(sum *deliverylog.Summary) error {
	var newest []models.Millis
	err := q.of(&models.Delivery{}).Where("status = ? AND test = ?", models.Delivered, false).
		Order("id DESC").Limit(1).Pluck("finished_at", &newest).Error
	if len(newest) > 0 {
		sum.LastDelivered = newest[0]
	}
	return err
}
