package native_test

import (
	"encoding/json"
	"fmt"
	"io/fs"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"callboard/models"
)

func TestEventTypes(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.call("POST", f.in("/event-types"), orderPaid).wants(t, http.StatusCreated)
	list := f.call("GET", f.in("/event-types"), "").wants(t, 200)
	rows := list.member(t, "data").([]any)
	if last := rows[len(rows)-1].(map[string]any); last["name"] != "order.paid" || len(rows) < 21 {
		t.Errorf("%d types, the last is %v", len(rows), last["name"])
	}
	var names []string
	for _, row := range rows {
		names = append(names, row.(map[string]any)["name"].(string))
	}
	f.call("POST", f.in("/event-types"), `{"name":"zoo"}`).wants(t, http.StatusCreated)
	if got := f.names(f.in("/event-types"), "limit=7"); got != strings.Join(names, " ")+" zoo" {
		t.Errorf("page by page %s", got)
	}
	shown := f.call("GET", f.in("/event-types/subscription_added"), "").wants(t, 200)
	if shown.text(t, "filter.path") != "subscription.subscription_list.id" || shown.member(t, "built_in") != true {
		t.Errorf("shows %s", shown.Body)
	}
	for name, body := range map[string]string{
		"built in":            `{"name":"person_added"}`,
		"no name":             `{}`,
		"a bad name":          `{"name":"a b"}`,
		"this folder":         `{"name":"."}`,
		"the one above":       `{"name":".."}`,
		"a sample of text":    `{"name":"x","sample":"y"}`,
		"no schema":           `{"name":"x","schema":{"type":7}}`,
		"a schema elsewhere":  `{"name":"x","schema":{"$ref":"http://127.0.0.1/"}}`,
		"a sample against it": `{"name":"x","sample":{},"schema":{"required":["y"]}}`,
	} {
		if got := f.call("POST", f.in("/event-types"), body); got.Status != http.StatusUnprocessableEntity {
			t.Errorf("%s: %d %s", name, got.Status, got.Body)
		}
	}
	f.call("DELETE", f.in("/event-types/person_added"), "").wants(t, http.StatusUnprocessableEntity)
	f.call("GET", f.in("/event-types?cursor=JSUl"), "").wants(t, http.StatusUnprocessableEntity)
	f.call("PATCH", f.in("/event-types/person_added"), `{"words":"x"}`).wants(t, http.StatusUnprocessableEntity)
}

// The documents show what an event of each built-in type carries.
func TestDocumentsShowWhatEventsCarry(t *testing.T) {
	t.Parallel()
	shown := map[string]string{} // data by type
	err := filepath.WalkDir("../../../docs", func(path string, _ fs.DirEntry, err error) error {
		if err != nil || filepath.Ext(path) != ".md" {
			return err
		}
		text, err := os.ReadFile(path)
		for line := range strings.Lines(string(text)) {
			cells := strings.Split(line, " | ")
			if data := strings.Trim(cells[len(cells)-1], "`| \n"); len(cells) == 2 && strings.HasPrefix(data, "{") {
				for name := range strings.SplitSeq(strings.Trim(cells[0], "| "), ", ") {
					shown[strings.Trim(name, "`")] = data
				}
			}
		}
		return err
	})
	if err != nil {
		t.Fatal(err)
	}
	f := newFixture(t)
	for _, eventType := range models.EventTypes() {
		data := shown[eventType.Name]
		if !json.Valid([]byte(data)) {
			t.Errorf("docs/ shows no data of %s", eventType.Name)
			continue
		}
		place := map[string]string{models.Profile: `"database_id":"DB",`, models.Subprofile: `"collection_id":"COL",`}[eventType.Resource]
		f.call("POST", f.in("/events"), fmt.Sprintf(`{"type":%q,%s"data":%s}`, eventType.Name, f.fill(place), data)).wants(t, http.StatusAccepted)
	}
}
