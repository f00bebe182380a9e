package postback

import (
	"net/http"
	"time"

	"callboard/handlers/api"
	"callboard/models"
)

// readWrapped reads a body whose fields stand under the name of the record. As
// PHP writes an object without members, [] or null, is one.
func readWrapped(w http.ResponseWriter, r *http.Request, name string) (api.Object, error) {
	body, err := api.ReadBody(w, r, api.BodyLimit)
	if err != nil {
		return api.Object{}, err
	}
	whole, err := api.ParseObject(models.OrEmptyObject(body))
	if err != nil {
		return api.Object{}, err
	}
	f := api.Fields{Object: whole, Say: say}
	if !whole.Has(name) {
		f.Refuse(name, "cannot be blank")
		return api.Object{}, f.Problems.Err()
	}
	inner, err := api.ParseObject(models.OrEmptyObject(whole.Raw(name)))
	if err != nil {
		f.Child(name) // says why
	}
	return inner, f.Problems.Err()
}

// readNew puts what a create sets into c.
func readNew(f *api.Fields, c *models.Callback) {
	name := ""
	f.Text("resource", &name)
	if name != "" {
		c.Types = []models.CallbackType{{Type: name + ".*"}}
	}
	readSettings(f, c)
}

// refuseChange refuses another value for a field that cannot change.
func refuseChange(f *api.Fields, name, present string) {
	sent := present
	f.Text(name, &sent)
	if sent != present {
		f.Refuse(name, "cannot be changed")
	}
}

// readSettings puts the fields that can change into c. What is not sent
// stays as it is: in a new postback on for every flag, one attempt, 300
// seconds.
func readSettings(f *api.Fields, c *models.Callback) {
	f.Text("url", &c.URL)
	f.Flag("is_active", &c.IsActive)
	f.Text("expands", &c.Settings.Expands)
	f.Text("product_transaction_id", &c.Settings.ProductID)
	readActions(f, c)
	readPlan(f, c)
	readSignIn(f, c)
	sent := format
	f.Text("format", &sent)
	if sent != format && sent != "" {
		f.Refuse("format", "is invalid")
	}
}

func readActions(f *api.Fields, c *models.Callback) {
	var actions []models.Action
	for _, flag := range []struct {
		name   string
		action models.Action
	}{{"on_create", models.Create}, {"on_update", models.Update}, {"on_delete", models.Delete}} {
		on := c.Sends(flag.action)
		if f.Flag(flag.name, &on); on {
			actions = append(actions, flag.action)
		}
	}
	c.Settings.Actions = actions
}

// readPlan reads the two numbers of the plan. They are looked at here and not
// left to Check, to which zero means "as the kind does".
func readPlan(f *api.Fields, c *models.Callback) {
	const longest = int(models.MaxInterval / time.Second)
	before := planOf(*c)
	after, traits := before, models.KindPostback.Traits()
	least := int(traits.MinInterval / time.Second)
	if f.Int("number_of_attempts", &after.attempts); after.attempts < 1 || after.attempts > traits.MaxAttempts {
		f.Refuse("number_of_attempts", between(1, traits.MaxAttempts))
	}
	if f.Int("attempt_interval", &after.interval); after.interval < least || after.interval > longest {
		f.Refuse("attempt_interval", between(least, longest))
	}
	if after != before || len(c.Settings.Delays) == 0 {
		c.Settings.Attempts, c.Settings.Interval, c.Settings.Delays = after.attempts, after.interval, nil
	}
}

// readSignIn reads the credentials. What is null or absent stays as it is: they
// are never shown, so that who changes something else cannot give them back.
func readSignIn(f *api.Fields, c *models.Callback) {
	const user, password = "basic_auth_username", "basic_auth_password"
	before := c.Settings.SignsIn()
	f.Credential(user, &c.Settings.User, &c.Settings.EmptyUser)
	f.Credential(password, &c.Secrets.Password, &c.Settings.EmptyPassword)
	settings, changed := c.Settings, c.Settings.EmptyPassword || c.Secrets.Password != ""
	switch {
	case settings.EmptyUser && settings.EmptyPassword:
		f.Refuse(user, "and password cannot both be blank")
	case !settings.SignsIn() && changed:
		f.Refuse(user, "cannot be blank")
	case settings.SignsIn() && !before && !changed:
		f.Refuse(password, "cannot be blank") // an old one must not come back
	}
}
