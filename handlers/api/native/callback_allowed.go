package native

import (
	"slices"

	"callboard/models"
)

// checkAllowed refuses the members that a callback of this kind and owner
// cannot have. A program whose batch of a postback was passed over would take
// it for done.
func (cr *callbackReader) checkAllowed(c *models.Callback) {
	traits := c.Kind.Traits()
	ofCompany, ofLocation := traits.Wide && c.LocationID == 0, traits.Wide && c.LocationID != 0
	for _, rule := range []struct {
		member  string
		allowed bool
		why     string
	}{
		{"types", !traits.Batched, "its subscriptions say what it asks for"},
		{"actions", traits.Records, "only callbacks of records have them"},
		{"batch", traits.Batched, "only batch callbacks have it"},
		{"active", traits.Switched, "only postbacks have it. Pause it instead"},
		{"expands", traits.Switched, "only postbacks have it"},
		{"product_transaction_id", traits.Switched, "only postbacks have it"},
		{"coverage", ofCompany, "it is for callbacks of a company that cover its locations"},
		{"replaces", ofLocation, "it is for callbacks of a location that can take the place of the company's"},
	} {
		value := string(cr.fields.Object.Raw(rule.member))
		if !rule.allowed && !slices.Contains(usualValues, value) {
			cr.fields.Refuse(rule.member, "must be left out: "+rule.why)
		}
	}
}

// usualValues are the values, as JSON, that change nothing, so that every
// callback takes them: the answer of one can be sent back.
var usualValues = []string{"", "null", `""`, "[]", "{}", "true", "1", `"1"`}

// checkUnchanged refuses to change what cannot change: kind, owner and secret.
// A 200 would say that it was done.
func (cr *callbackReader) checkUnchanged(c models.Callback) error {
	f := &cr.fields
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
	if cr.isNull("signing") && c.SignedAt != 0 {
		f.Refuse("signing", "can be taken away with DELETE /callbacks/{callback}/secret only")
	}
	if f.Object.Blank("owner") {
		return nil
	}
	asked := c
	asked.LocationID, asked.DatabaseRefID = 0, 0
	err := cr.readOwner(&asked)
	if asked.LocationID != c.LocationID || asked.DatabaseRefID != c.DatabaseRefID {
		f.Refuse("owner", "cannot change")
	}
	return err
}
