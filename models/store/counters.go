package store

import (
	"cmp"
	"slices"
	"time"

	"gorm.io/gorm"
	"gorm.io/gorm/clause"

	"callboard/models"
)

// hour is the time that one counter counts.
const hour = models.Millis(time.Hour / time.Millisecond)

// countSettled counts the deliveries that are delivered, failed or not sent, tests
// left out, in the hour of now. The counters are always in the same order, so that
// two transactions which add to the same ones wait for each other and do not
// deadlock.
func countSettled(settled []models.Delivery, now models.Millis) []models.HourlyCounter {
	sums := map[models.HourlyCounter]models.HourlyCounter{}
	for _, d := range settled {
		if d.Test || d.Status != models.Delivered && d.Status != models.Failed && d.Status != models.NotSent {
			continue
		}
		key := models.HourlyCounter{
			CompanyID: d.CompanyID, Hour: now - now%hour, LocationID: d.LocationID,
			CallbackID: d.CallbackID, Status: d.Status,
		}
		if d.Status == models.Failed {
			key.Cause = d.Cause
		}
		sum := sums[key]
		sum.Count, sum.TookTotal = sum.Count+1, sum.TookTotal+d.Took
		sums[key] = sum
	}
	var counters []models.HourlyCounter
	for key, sum := range sums {
		key.Count, key.TookTotal = sum.Count, sum.TookTotal
		counters = append(counters, key)
	}
	slices.SortFunc(counters, inKeyOrder)
	return counters
}

func inKeyOrder(a, b models.HourlyCounter) int {
	return cmp.Or(cmp.Compare(a.CompanyID, b.CompanyID), cmp.Compare(a.Hour, b.Hour),
		cmp.Compare(a.LocationID, b.LocationID), cmp.Compare(a.CallbackID, b.CallbackID),
		cmp.Compare(a.Status, b.Status), cmp.Compare(a.Cause, b.Cause))
}

// addCounters adds counters to those in the table.
func addCounters(tx *gorm.DB, counters []models.HourlyCounter) error {
	key := []clause.Column{
		{Name: "company_id"},
		{Name: "hour"},
		{Name: "location_id"},
		{Name: "callback_id"},
		{Name: "status"},
		{Name: "cause"},
	}
	added := clause.Assignments(map[string]any{"count": plus(tx, "count"), "took_total": plus(tx, "took_total")})
	adding := tx.Clauses(clause.OnConflict{Columns: key, DoUpdates: added}).Session(&gorm.Session{})
	return insert(adding, counters, small)
}

// plus adds a column of the stored row and of the row to be inserted. The databases
// name the latter differently.
func plus(tx *gorm.DB, column string) clause.Expr {
	if tx.Name() == "mysql" {
		return gorm.Expr("hourly_counters." + column + " + VALUES(" + column + ")")
	}
	return gorm.Expr("hourly_counters." + column + " + excluded." + column)
}
