package models

import "time"

// People do not change one record twenty times within a minute: a receiver that
// writes back what it gets does.
const (
	repeatedEvents = 20
	repeatedWithin = time.Minute
)

// RepeatedRecord is a record that changed more often than people can change it.
type RepeatedRecord struct {
	Newest Event // of its events
	Times  int   // how many of those that were looked at are its own
}

// RepeatedRecords finds the records of which so many events came within a minute,
// tests left out. The events are in the order of their acceptance, newest first.
func RepeatedRecords(events []Event) []RepeatedRecord {
	byRecord := map[string][]Event{}
	var order []string
	for _, e := range events {
		if e.RecordID == "" || e.Test {
			continue
		}
		if byRecord[e.RecordID] == nil {
			order = append(order, e.RecordID)
		}
		byRecord[e.RecordID] = append(byRecord[e.RecordID], e)
	}
	var repeated []RepeatedRecord
	for _, id := range order {
		if of := byRecord[id]; fast(of) {
			repeated = append(repeated, RepeatedRecord{of[0], len(of)})
		}
	}
	return repeated
}

// fast says whether enough of the events of a record came within a minute.
func fast(events []Event) bool {
	for i := repeatedEvents - 1; i < len(events); i++ {
		newest, oldest := events[i-repeatedEvents+1], events[i]
		if newest.AcceptedAt.Time().Sub(oldest.AcceptedAt.Time()) <= repeatedWithin {
			return true
		}
	}
	return false
}
