package native

import (
	"slices"

	"callboard/models"
)

// fits notes what is given that a callback of this kind and owner cannot have.
// A program whose batch of a postback was passed over would take it for done.
func (d *callbackReader) fits(c *models.Callback) {
	traits := c.Kind.Traits()
	whole, local := traits.Wide && c.LocationID == 0, traits.Wide && c.LocationID != 0
	for _, one := range []struct {
		member string
		has    bool
		why    string
	}{
		{"types", !traits.Batched, "its subscriptions say what it asks for"},
		{"actions", traits.Records, "only callbacks of records have them"},
		{"batch", traits.Batched, "only batch callbacks have it"},
		{"active", traits.Switched, "only postbacks have it. Pause it instead"},
		{"expands", traits.Switched, "only postbacks have it"},
		{"product_transaction_id", traits.Switched, "only postbacks have it"},
		{"coverage", whole, "it is for callbacks of a company that cover its locations"},
		{"replaces", local, "it is for callbacks of a location that can take the place of the company's"},
	} {
		if given := string(d.fields.Object.Raw(one.member)); !one.has && !slices.Contains(nothing, given) {
			d.fields.Refuse(one.member, "must be left out: "+one.why)
		}
	}
}

// nothing are the values, as JSON, that ask for nothing, so that every callback
// takes them: what is read of it can be sent back.
var nothing = []string{"", "null", `""`, "[]", "{}", "true", "1", `"1"`}

// stays notes what is given to change though it cannot change: kind, owner and
// secret. A 200 would say that it was done.
func (d *callbackReader) stays(c models.Callback) error {
	f := &d.fields
	kind := string(c.Kind)
	if !f.Object.Blank("kind") {
		f.Text("kind", &kind)
	}
	if kind != string(c.Kind) {
		f.Refuse("kind", "cannot change")
	}
	signing := f.Within("signing")
	if signing.Object.Has("secret") {
		f.Refuse("signing", "can be changed with POST /callbacks/{callback}/secret only")
	}
	if f.Object.Has("signing") && f.Object.Blank("signing") && c.SignedAt != 0 {
		f.Refuse("signing", "can be taken away with DELETE /callbacks/{callback}/secret only")
	}
	if f.Object.Blank("owner") {
		return nil
	}
	given := c
	given.LocationID, given.DatabaseRefID = 0, 0
	err := d.owner(&given)
	if given.LocationID != c.LocationID || given.DatabaseRefID != c.DatabaseRefID {
		f.Refuse("owner", "cannot change")
	}
	return err
}
