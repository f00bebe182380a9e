package views

import (
	"callboard/models"
)

// EventTypesPage is the catalogue of event types: those that companies have added,
// and those that are built in.
type EventTypesPage struct {
	Types  []models.EventType
	Own    []CompanyEventTypes
	MayAdd bool
}

// CompanyEventTypes are the event types that one company has added.
type CompanyEventTypes struct {
	Company models.Company
	Types   []models.CustomEventType
}

// groups cuts the built-in types where their group changes.
func (p EventTypesPage) groups() [][]models.EventType {
	var groups [][]models.EventType
	for i, t := range p.Types {
		if i == 0 || t.Group != p.Types[i-1].Group {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], t)
	}
	return groups
}
