package native

import (
	"callboard/models"
	"callboard/web"
)

// readOwner reads to whom a new callback belongs within its company: the
// company itself, a location, or a database or collection.
func (cr *callbackReader) readOwner(c *models.Callback) error {
	f := cr.fields.Within("owner")
	source := f.Within("source")
	parts := cr.lookup(cr.request, c.CompanyID)
	c.LocationID = parts.location(&f, "location").ID
	ref := parts.databaseRef(&source, "database", "collection")
	switch sourced := c.Kind.Traits().InDatabase; {
	case sourced && !f.Object.Blank("location"):
		f.Refuse("location", "must be left out: a database belongs to the company as a whole")
	case !sourced && !f.Object.Blank("source"):
		f.Refuse("source", "must be left out: only callbacks of the kind database have one")
	case !sourced && f.Object.Blank("location") && !c.Kind.Traits().Batched && !web.Scope(cr.request).Covers(models.Owner{CompanyID: c.CompanyID}):
		f.Refuse("location", "must be given: this key is for its location alone")
	case sourced:
		c.DatabaseRefID = ref.ID()
		c.Types = []models.CallbackType{{CompanyID: c.CompanyID, Type: ref.Resource() + ".*"}}
	}
	cr.inner = append(append(cr.inner, f.Problems...), source.Problems...)
	return parts.err
}
