package native

import (
	"callboard/handlers/api"
	"callboard/models"
	"callboard/web"
)

// owner reads to whom a new callback belongs within its company: the company
// itself, a location, or a database or collection.
func (d *callbackReader) owner(c *models.Callback) error {
	f := d.fields.Within("owner")
	source := f.Within("source")
	named := func(f *api.Fields, member string) Named {
		id := ""
		f.Identifier(member, &id)
		return Named{Member: member, ID: id}
	}
	find := d.Lookup(d.r, c.CompanyID)
	c.LocationID = find.Location(&f, named(&f, "location")).ID
	of := find.Source(&source, named(&source, "database"), named(&source, "collection"))
	switch sourced := c.Kind.Traits().InDatabase; {
	case sourced && !f.Object.Blank("location"):
		f.Refuse("location", "must be left out: a database belongs to the company as a whole")
	case !sourced && !f.Object.Blank("source"):
		f.Refuse("source", "must be left out: only callbacks of the kind database have one")
	case !sourced && f.Object.Blank("location") && !c.Kind.Traits().Batched && !web.Scope(d.r).Covers(models.Owner{CompanyID: c.CompanyID}):
		f.Refuse("location", "must be given: this key is for its location alone")
	case sourced:
		c.DatabaseRefID = of.ID()
		c.Types = []models.CallbackType{{CompanyID: c.CompanyID, Type: of.Resource() + ".*"}}
	}
	d.found = append(append(d.found, f.Problems...), source.Problems...)
	return find.Err
}
