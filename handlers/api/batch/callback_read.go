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

// given is the body of a create or update of a callback.
type given struct{ api.Object }

// readCallback reads a body.
func readCallback(w http.ResponseWriter, r *http.Request) (given, error) {
	whole, err := api.ReadObject(w, r)
	if err != nil {
		return given{}, err
	}
	return tidied(whole)
}

// tidied takes the blanks off the names that the published sample has around
// one of them.
func tidied(whole api.Object) (given, error) {
	tidy := map[string]json.RawMessage{}
	for name, value := range whole.Members() {
		trimmed := strings.TrimSpace(name)
		if trimmed != name && whole.Has(trimmed) {
			continue
		}
		if _, twice := tidy[trimmed]; twice {
			return given{}, api.BodyError{Text: "The body must not have two members of one name"}
		}
		tidy[trimmed] = value
	}
	text, err := api.Encode(tidy)
	if err != nil {
		return given{}, err
	}
	object, err := api.ParseObject(text)
	return given{object}, err
}

// create puts the body into a new callback, for which most must be given.
func (g given) create(c *models.Callback) error {
	var name, url string
	f := api.Fields{Object: g.Object, Say: say}
	f.Text("name", &name)
	f.Text("url", &url)
	switch {
	case len(f.Problems) > 0:
		return f.Problems
	case strings.TrimSpace(name) == "":
		return refused("callback name cannot be empty or null")
	case strings.TrimSpace(url) == "":
		return refused("callback url cannot be empty or null")
	case g.Blank("authentication"):
		return unknownField("authentication")
	case g.Blank("batchSize"):
		return refused(tooSmall)
	}
	return g.fill(c)
}

// fill puts what the body gives into c, and looks at the whole.
func (g given) fill(c *models.Callback) error {
	f := api.Fields{Object: g.Object, Say: say}
	f.Text("name", &c.Name)
	f.Text("url", &c.URL)
	f.Text("backupUrl", &c.Settings.BackupURL)
	if err := f.Problems.Err(); err != nil {
		return err
	}
	if err := g.signIn(c); err != nil {
		return err
	}
	if err := g.size(c); err != nil {
		return err
	}
	c.Clean()
	return refusal(c.Check().Err(), *c)
}

// signIn reads the authentication. Only HTTP Basic is supported.
func (g given) signIn(c *models.Callback) error {
	if g.Blank("authentication") {
		return nil
	}
	outer := api.Fields{Object: g.Object, Say: say}
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
		if data.Object.Blank(name) {
			return unknownField("authentication.data." + name)
		}
	}
	data.Text("userName", &c.Settings.User)
	data.Text("password", &c.Secrets.Password)
	return append(f.Problems, data.Problems...).Err()
}

// What is said about batch sizes that cannot be.
const (
	tooSmall = "Batch Size cannot be less than 0"
	noNumber = "Batch Size must be a positive integer"
	tooLarge = "Batch Size cannot be greater than 200"
)

// size reads the batch size.
func (g given) size(c *models.Callback) error {
	if g.Blank("batchSize") {
		if g.Has("batchSize") {
			return refused(tooSmall)
		}
		return nil
	}
	text, ok := api.Scalar(g.Raw("batchSize"))
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
