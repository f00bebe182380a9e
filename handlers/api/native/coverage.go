package native

import (
	"encoding/json"
	"errors"
	"strings"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/web"
)

// coverage reads the locations that a company's callback covers, and the
// callback that one of a location takes the place of.
func (d *callbackReader) coverage(c *models.Callback) error {
	if d.gone("coverage") {
		c.Settings.Coverage = models.Coverage{}
	} else if d.fields.Object.Has("coverage") {
		if err := d.covered(c); err != nil {
			return err
		}
	}
	if !d.fields.Object.Has("replaces") {
		return nil
	}
	id := ""
	d.fields.Text("replaces", &id)
	c.Settings.Replaces = 0
	if id == "" {
		return nil
	}
	in := models.Scope{Companies: []models.ID{c.CompanyID}}
	other, err := d.Store.Callback(d.r.Context(), in, id)
	if errors.Is(err, models.ErrNotFound) {
		d.fields.Refuse("replaces", "must be a callback of the company")
		return nil
	}
	c.Settings.Replaces = other.ID
	return err
}

func (d *callbackReader) covered(c *models.Callback) error {
	f := d.fields.Within("coverage")
	mode := ""
	f.Text("mode", &mode)
	switch {
	case mode == "" && f.Problems.On("coverage.mode") == "":
		f.Refuse("mode", "must be given: all, only or except")
	case mode == "all":
		mode = string(models.CoverAll)
	}
	c.Settings.Coverage = models.Coverage{Mode: models.CoverageMode(mode)}
	ids, _ := texts(&f, "locations")
	if len(ids) > models.CoverageMost {
		f.Refuse("locations", "must be 1,000 or fewer")
		ids = nil
	}
	for _, id := range ids {
		l, err := d.Store.Location(d.r.Context(), web.Scope(d.r), id)
		if errors.Is(err, models.ErrNotFound) {
			f.Refuse("locations", "must be locations of the company")
			break
		}
		if err != nil {
			return err
		}
		c.Settings.Coverage.Locations = append(c.Settings.Coverage.Locations, l.ID)
	}
	d.found = append(d.found, f.Problems...)
	return nil
}

// texts reads a list of strings; null is an empty one.
func texts(f *api.Fields, name string) (list []string, given bool) {
	if !f.Object.Has(name) {
		return nil, false
	}
	if json.Unmarshal(f.Object.Raw(name), &list) != nil {
		f.Refuse(name, "must be a list of strings")
		return nil, false
	}
	return list, true
}

// objects reads a list of objects; null is an empty one.
func objects(f *api.Fields, name string) (list []api.Object, ok bool) {
	var raws []json.RawMessage
	if json.Unmarshal(f.Object.Raw(name), &raws) != nil {
		f.Refuse(name, "must be a list of objects")
		return nil, false
	}
	for _, raw := range raws {
		one, err := api.ParseObject(raw)
		if err != nil {
			f.Refuse(name, "must be a list of objects")
			return nil, false
		}
		list = append(list, one)
	}
	return list, true
}

func lower(name string) string { return strings.ToLower(name) }
