package views

import (
	"callboard/models"
)

// TypesPage is the catalogue of event types: those that companies have added,
// and those that are built in.
type TypesPage struct {
	Types  []models.EventType
	Own    []OwnTypes
	MayAdd bool
}

// OwnTypes are the event types that one company has added.
type OwnTypes struct {
	Company models.Company
	Types   []models.CustomEventType
}

const typesURL = "/admin/event-types"

func typeURL(name string) string { return typesURL + "/" + name }

func ownTypeURL(c models.Company, name string) string {
	return companyURL(c) + "/event-types/" + name
}

// groups cuts the built-in types where their group changes.
func (p TypesPage) groups() [][]models.EventType {
	var groups [][]models.EventType
	for i, t := range p.Types {
		if i == 0 || t.Group != p.Types[i-1].Group {
			groups = append(groups, nil)
		}
		groups[len(groups)-1] = append(groups[len(groups)-1], t)
	}
	return groups
}
