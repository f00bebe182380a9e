package native

import (
	"errors"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/web"
)

// readCoverage reads the locations that a company's callback covers; null is
// all of them.
func (cr *callbackReader) readCoverage(c *models.Callback) (err error) {
	if cr.isNull("coverage") {
		c.Settings.Coverage = models.Coverage{}
	}
	if cr.fields.Object.Blank("coverage") {
		return nil
	}
	cr.within("coverage", func(f *api.Fields) {
		mode := ""
		f.Text("mode", &mode)
		switch {
		case mode == "" && f.Problems.On("coverage.mode") == "":
			f.Refuse("mode", "must be given: all, only or except")
		case mode == string(coverAll):
			mode = string(models.CoverAll)
		}
		c.Settings.Coverage = models.Coverage{Mode: models.CoverageMode(mode)}
		c.Settings.Coverage.Locations, err = cr.readLocations(f)
	})
	return err
}

// readLocations reads a list of locations.
func (cr *callbackReader) readLocations(f *api.Fields) ([]models.ID, error) {
	publicIDs, _ := readTexts(f, "locations")
	if len(publicIDs) > models.CoverageMost {
		f.Refuse("locations", "must be 1,000 or fewer")
		return nil, nil
	}
	var ids []models.ID
	for _, publicID := range publicIDs {
		location, err := cr.Store.Location(cr.request.Context(), web.Scope(cr.request), publicID)
		if errors.Is(err, models.ErrNotFound) {
			f.Refuse("locations", "must be locations of the company")
			break
		}
		if err != nil {
			return nil, err
		}
		ids = append(ids, location.ID)
	}
	return ids, nil
}

// readReplaced reads which callback of the company one of a location takes the
// place of there; null and "" are none.
func (cr *callbackReader) readReplaced(c *models.Callback) error {
	if !cr.fields.Object.Has("replaces") {
		return nil
	}
	publicID, before := "", c.Settings.Replaces
	cr.fields.Text("replaces", &publicID)
	c.Settings.Replaces = 0
	if publicID == "" {
		return nil
	}
	in := models.Scope{Companies: []models.ID{c.CompanyID}}
	replaced, err := cr.Store.Callback(cr.request.Context(), in, publicID)
	missing := errors.Is(err, models.ErrNotFound)
	if err != nil && !missing {
		return err
	}
	ofCompany := web.Scope(cr.request).Covers(models.Owner{CompanyID: c.CompanyID})
	switch {
	case !ofCompany && (missing || replaced.ID != before): // it is not told which callbacks the company has
		cr.fields.Refuse("replaces", "must be left as it is: this key may not change the company's callbacks")
		return nil
	case missing:
		cr.fields.Refuse("replaces", "must be a callback of the company")
		return nil
	}
	c.Settings.Replaces = replaced.ID
	return nil
}
