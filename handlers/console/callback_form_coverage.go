package console

import (
	"callboard/models"
	"callboard/views"
)

// fillCover takes which locations a callback covers, or which callback it
// takes the place of. An id that cannot be read stands for none there is.
func fillCover(c *models.Callback, f views.CoverForm) {
	c.Settings.Coverage = models.Coverage{Mode: models.CoverageMode(f.Mode)}
	for _, text := range f.Locations {
		if text == "" {
			continue // nothing was chosen
		}
		c.Settings.Coverage.Locations = append(c.Settings.Coverage.Locations, referenceOf(text))
	}
	c.Settings.Replaces = referenceOf(f.Replaces)
	c.Clean()
}

func referenceOf(text string) models.ID {
	id, err := models.ParseID(text)
	if err != nil && text != "" {
		return -1
	}
	return id
}
