package store

import (
	"context"
	"database/sql"
	"fmt"
	"slices"

	"callboard/models"
	"callboard/models/profile"
)

// The most that is looked at for one list that is filtered or sorted by fields:
// records, and bytes of them. No index knows free fields.
const (
	MostScanned      = 200_000
	MostScannedBytes = 512 << 20
)

// scanPart is how many records are read at a time, so that no connection stays
// with one request.
const scanPart = 1000

// MatchingRecords returns the records of a filter that are selected, in the
// order of the selection. With most not zero it may leave out what comes after
// so many. Problems when there is more to look at than is looked at for one list.
func (s *Store) MatchingRecords(ctx context.Context, in models.Scope, f RecordFilter, selection profile.Selection, most int) ([]models.ID, error) {
	scan := recordScan{}
	var rows []profile.Row
	scan.see = func(record models.Record) {
		if row, ok := selection.Row(record); ok {
			rows = append(rows, row)
		}
	}
	if selection.OrderBy != "" || selection.Descending {
		most = 0 // the last one that is looked at can be the first
	}
	for {
		n, err := s.scanRecords(ctx, in, f, &scan)
		if err != nil {
			return nil, fmt.Errorf("look for records: %w", err)
		}
		if n < scanPart || most > 0 && len(rows) >= most {
			break
		}
	}
	selection.Sort(rows)
	ids := make([]models.ID, len(rows))
	for i, row := range rows {
		ids[i] = row.ID
	}
	return ids, nil
}

// EachRecord calls see with each record of a filter, oldest first; it may not keep
// their Data. Problems when there is more to look at than is looked at for one list.
func (s *Store) EachRecord(ctx context.Context, in models.Scope, f RecordFilter, see func(models.Record)) error {
	scan := recordScan{see: see}
	for {
		n, err := s.scanRecords(ctx, in, f, &scan)
		if err != nil {
			return fmt.Errorf("look at records: %w", err)
		}
		if n < scanPart {
			return nil
		}
	}
}

var errScan = models.Problems{{Field: "fields", Code: models.TooLong, Text: fmt.Sprintf(
	"More than %d,000 records, or %d MiB of them, cannot be filtered or sorted by a field", MostScanned/1000, MostScannedBytes>>20)}}

// recordScan is how far a look at the records of a list has come.
type recordScan struct {
	see    func(models.Record) // is called with each, whose Data it may not keep
	last   models.ID           // that was looked at
	looked int
	size   int
}

// scanRecords looks at the next records of a list, oldest first, and returns how
// many there were.
func (s *Store) scanRecords(ctx context.Context, in models.Scope, f RecordFilter, scan *recordScan) (n int, err error) {
	q := s.records(ctx, in, f).Model(&models.Record{}).Select("id, public_id, data, created_at, updated_at").Where("id > ?", scan.last)
	cursor, err := q.Order("id").Limit(scanPart).Rows()
	if err != nil {
		return 0, err
	}
	defer cursor.Close()
	for ; cursor.Next(); n++ {
		var record models.Record
		var data sql.RawBytes
		if err := cursor.Scan(&record.ID, &record.PublicID, &data, &record.CreatedAt, &record.UpdatedAt); err != nil {
			return n, err
		}
		if scan.looked, scan.size = scan.looked+1, scan.size+len(data); scan.looked > MostScanned || scan.size > MostScannedBytes {
			return n, errScan
		}
		record.Data, scan.last = data, record.ID
		scan.see(record)
	}
	return n, cursor.Err()
}

// RecordsByID returns the living records of some ids, in their order. What is
// gone meanwhile is left out.
func (s *Store) RecordsByID(ctx context.Context, in models.Scope, ids []models.ID) ([]models.Record, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	var records []models.Record
	if err := within(s.db.WithContext(ctx).Where("deleted_at = 0 AND id IN ?", ids), in).Find(&records).Error; err != nil {
		return nil, fmt.Errorf("read %d records: %w", len(ids), err)
	}
	place := make(map[models.ID]int, len(ids))
	for i, id := range ids {
		place[id] = i
	}
	slices.SortFunc(records, func(a, b models.Record) int { return place[a.ID] - place[b.ID] })
	return records, nil
}
