package store

import (
	"context"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/deliverylog"
)

// rows reads deliveries with the names that belong to them, newest first. Each name
// is read once, also of what has been deleted since.
func (l deliveryLog) rows(ctx context.Context, ids []models.ID) ([]deliverylog.Row, error) {
	if len(ids) == 0 {
		return nil, nil
	}
	db := l.DB.WithContext(ctx)
	var deliveries []models.Delivery
	if err := l.Reached(db.Where("id IN ?", ids)).Order("id DESC").Find(&deliveries).Error; err != nil {
		return nil, fmt.Errorf("read deliveries: %w", err)
	}
	names, err := namesOf(db, deliveries)
	if err != nil {
		return nil, fmt.Errorf("read names of deliveries: %w", err)
	}
	rows := make([]deliverylog.Row, len(deliveries))
	for i, d := range deliveries {
		callback, company, location := names.callbacks[d.CallbackID], names.companies[d.CompanyID], names.locations[d.LocationID]
		rows[i] = deliverylog.Row{
			Delivery: d, EventPublicID: names.events[d.EventID].PublicID,
			CallbackName: callback.Title(), CallbackPublicID: callback.PublicID, CallbackKind: callback.Kind,
			CompanyName: company.Name, CompanyPublicID: company.PublicID,
			LocationName: location.Name, LocationPublicID: location.PublicID, Source: names.sources[callback.DatabaseRefID],
			BatchSize: names.batches[d.BatchID].Size,
		}
	}
	return rows, nil
}

// rowNames are the records that deliveries refer to, by id.
type rowNames struct {
	events    map[models.ID]models.Event
	callbacks map[models.ID]models.Callback
	companies map[models.ID]models.Company
	locations map[models.ID]models.Location
	batches   map[models.ID]models.Batch
	sources   map[models.ID]models.DatabaseRef // databases and collections of the callbacks
}

func namesOf(db *gorm.DB, deliveries []models.Delivery) (rowNames, error) {
	n := rowNames{
		map[models.ID]models.Event{},
		map[models.ID]models.Callback{},
		map[models.ID]models.Company{},
		map[models.ID]models.Location{},
		map[models.ID]models.Batch{},
		nil,
	}
	var events, callbacks, companies, locations, batches []models.ID
	for _, d := range deliveries {
		events, callbacks = append(events, d.EventID), append(callbacks, d.CallbackID)
		companies, locations = append(companies, d.CompanyID), append(locations, d.LocationID)
		batches = append(batches, d.BatchID)
	}
	err := loadNames(db.Select("id, public_id"), events, func(e models.Event) { n.events[e.ID] = e })
	if err == nil {
		err = loadNames(db.Select("id, public_id, kind, name, host, database_ref_id"), callbacks, func(c models.Callback) { n.callbacks[c.ID] = c })
	}
	if err == nil {
		err = loadNames(db.Select("id, public_id, name"), companies, func(c models.Company) { n.companies[c.ID] = c })
	}
	if err == nil {
		err = loadNames(db.Select("id, public_id, name"), locations, func(l models.Location) { n.locations[l.ID] = l })
	}
	if err == nil {
		err = loadNames(db, batches, func(b models.Batch) { n.batches[b.ID] = b })
	}
	if err == nil {
		err = n.loadTypes(db)
	}
	if err == nil {
		n.sources, err = n.loadSources(db)
	}
	return n, err
}

// loadSources reads the databases and collections that callbacks belong to.
func (n rowNames) loadSources(db *gorm.DB) (map[models.ID]models.DatabaseRef, error) {
	var ids []models.ID
	for _, c := range n.callbacks {
		if c.DatabaseRefID != 0 {
			ids = append(ids, c.DatabaseRefID)
		}
	}
	return databaseRefs(db, ids)
}

// loadTypes reads the types of callbacks without a name, whose titles are made of
// them.
func (n rowNames) loadTypes(db *gorm.DB) error {
	var nameless []models.ID
	for id, c := range n.callbacks {
		if c.Name == "" {
			nameless = append(nameless, id)
		}
	}
	if len(nameless) == 0 {
		return nil
	}
	var types []models.CallbackType
	err := db.Where("callback_id IN ?", nameless).Order("callback_id, type, filter_value").Find(&types).Error
	for _, t := range types {
		c := n.callbacks[t.CallbackID]
		c.Types = append(c.Types, t)
		n.callbacks[t.CallbackID] = c
	}
	return err
}

// loadNames reads the rows with these ids, and passes each to keep.
func loadNames[T any](q *gorm.DB, ids []models.ID, keep func(T)) error {
	slices.Sort(ids)
	ids = slices.DeleteFunc(slices.Compact(ids), func(id models.ID) bool { return id == 0 })
	if len(ids) == 0 {
		return nil
	}
	var rows []T
	if err := q.Where("id IN ?", ids).Find(&rows).Error; err != nil {
		return err
	}
	for _, row := range rows {
		keep(row)
	}
	return nil
}
