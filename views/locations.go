package views

import (
	"callboard/models"
)

// LocationList is what a list of locations shows.
type LocationList struct {
	Company models.Company // zero: the list of all that one may see
	Q       string
	Rows    []models.LocationRow
	Next    string
	MayAdd  bool
}
