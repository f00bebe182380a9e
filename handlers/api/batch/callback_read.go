package batch

import (
	"encoding/json"
	"errors"
	"net/http"
	"strconv"
	"strings"

	"callboard/handlers/api"
	"callboard/models"
)

// say words a problem of a field.
func say(field, what string) string { return field + " " + what }

// callbackBody is the body of a create or update of a callback.
type callbackBody struct{ api.Object }

// readCallback reads a body.
func readCallback(w http.ResponseWriter, r *http.Request) (callbackBody, error) {
	whole, err := api.ReadObject(w, r)
	if err != nil {
		return callbackBody{}, err
	}
	return trimNames(whole)
}

// trimNames takes the blanks off the names of members: the published sample has
// one behind backupUrl.
func trimNames(whole api.Object) (callbackBody, error) {
	members := map[string]json.RawMessage{}
	for name, value := range whole.Members() {
		trimmed := strings.TrimSpace(name)
		if trimmed != name && whole.Has(trimmed) {
			continue
		}
		if _, twice := members[trimmed]; twice {
			return callbackBody{}, api.BodyError{Text: "The body must not have two members of one name"}
		}
		members[trimmed] = value
	}
	text, err := api.Encode(members)
	if err != nil {
		return callbackBody{}, err
	}
	object, err := api.ParseObject(text)
	return callbackBody{object}, err
}

// readNew puts the body into a new callback, for which most must be given.
func (b callbackBody) readNew(c *models.Callback) error {
	var name, url string
	f := api.Fields{Object: b.Object, Say: say}
	f.Text("name", &name)
	f.Text("url", &url)
	switch {
	case len(f.Problems) > 0:
		return f.Problems
	case strings.TrimSpace(name) == "":
		return refused("callback name cannot be empty or null")
	case strings.TrimSpace(url) == "":
		return refused("callback url cannot be empty or null")
	case b.Blank("authentication"):
		return unknownField("authentication")
	case b.Blank("batchSize"):
		return refused(tooSmall)
	}
	return b.readInto(c)
}

// renames says whether the body names another callback than the one that it is
// sent to: the name is part of its path.
func (b callbackBody) renames(name string) bool {
	sent, f := name, api.Fields{Object: b.Object, Say: say}
	f.Text("name", &sent)
	return len(f.Problems) == 0 && strings.TrimSpace(sent) != name
}

// readInto puts what the body sets into c, and checks the whole.
func (b callbackBody) readInto(c *models.Callback) error {
	f := api.Fields{Object: b.Object, Say: say}
	f.Text("name", &c.Name)
	f.Text("url", &c.URL)
	f.Text("backupUrl", &c.Settings.BackupURL)
	if err := f.Problems.Err(); err != nil {
		return err
	}
	if err := b.readSignIn(c); err != nil {
		return err
	}
	if err := b.readBatchSize(c); err != nil {
		return err
	}
	c.Clean()
	return worded(c.Check().Err(), *c)
}

// readSignIn reads the authentication. Only HTTP Basic is supported.
func (b callbackBody) readSignIn(c *models.Callback) error {
	if b.Blank("authentication") {
		return nil
	}
	outer := api.Fields{Object: b.Object, Say: say}
	f := outer.Within("authentication")
	if err := outer.Problems.Err(); err != nil {
		return err
	}
	if f.Object.Blank("type") {
		return unknownField("authentication.type")
	}
	kind := ""
	if f.Text("type", &kind); kind != "B" {
		return refused("Only Basic Authentication is supported currently and value should be 'B' ")
	}
	if f.Object.Blank("data") {
		return unknownField("authentication.data")
	}
	data := f.Within("data")
	for _, name := range []string{"userName", "password"} {
		if isNew := c.ID == 0; isNew && data.Object.Blank(name) {
			return unknownField("authentication.data." + name)
		}
	}
	data.Credential("userName", &c.Settings.User, &c.Settings.EmptyUser)
	data.Credential("password", &c.Secrets.Password, &c.Settings.EmptyPassword)
	return append(f.Problems, data.Problems...).Err()
}

// What is said about batch sizes that cannot be.
const (
	tooSmall = "Batch Size cannot be less than 0"
	noNumber = "Batch Size must be a positive integer"
	tooLarge = "Batch Size cannot be greater than 200"
)

// readBatchSize reads the batch size.
func (b callbackBody) readBatchSize(c *models.Callback) error {
	if b.Blank("batchSize") {
		if b.Has("batchSize") {
			return refused(tooSmall)
		}
		return nil
	}
	text, ok := api.Scalar(b.Raw("batchSize"))
	n, err := strconv.ParseInt(text, 10, 64)
	switch {
	case !ok || err != nil && !errors.Is(err, strconv.ErrRange) || n == 0:
		return refused(noNumber)
	case n < 0:
		return refused(tooSmall)
	case n > models.MaxBatch:
		return refused(tooLarge)
	}
	c.Settings.BatchSize = int(n)
	return nil
}
