package views

import (
	"callboard/models"
)

// CompanyList is what the list of companies shows.
type CompanyList struct {
	Q      string // what was searched for; "" for all
	Rows   []models.CompanyRow
	Next   string // address of the next page; "" on the last
	MayAdd bool
}
