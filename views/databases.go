package views

import (
	"callboard/models"
)

// DatabaseList is what the databases of a company show.
type DatabaseList struct {
	Company models.Company
	Rows    []DatabaseRow
	MayAdd  bool
}

// DatabaseRow is a database or collection as lists show it.
type DatabaseRow struct {
	models.DatabaseRef
	models.DatabaseCounts
}
