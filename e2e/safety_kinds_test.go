package e2e

import (
	"net/http"
	"net/http/httptest"
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/profile"
	"callboard/models/store"
	"callboard/web"
)

// batch adds a batch callback that is verified, and a subscription of it: what
// the pages of that kind alone show.
func (h *house) batch(t *testing.T, company models.ID) {
	t.Helper()
	ctx, by := t.Context(), models.System("test")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	c := models.Callback{
		Kind: models.KindBatch, CompanyID: company, Name: "Hidden batches", URL: "https://hidden.example/batches",
		Settings: models.Settings{BatchSize: 5, User: "crm"}, Secrets: models.Secrets{Password: "planted-secret"},
	}
	must(h.store.CreateCallback(ctx, by, &c))
	opened, err := h.store.CallbackWithSecrets(ctx, models.Everything, c.PublicID)
	must(err)
	_, err = h.store.RecordVerification(ctx, by, opened, []models.Attempt{{Code: 200}})
	must(err)
	s := models.Subscription{CompanyID: company, CallbackID: c.ID, Name: "Hidden bounces", Types: []string{"EMAIL_BOUNCED"}}
	must(h.store.SaveSubscription(ctx, by, &s))
	h.ids["batch"], h.ids["subscription"] = c.PublicID, s.ID.String()
	h.secrets = append(h.secrets, c.PublicID, s.ID.String())
}

// ofBatches says whether a path belongs to batch callbacks alone.
func ofBatches(pattern string) bool {
	return strings.Contains(pattern, "/verification") || strings.Contains(pattern, "/subscriptions")
}

// others adds a record of every resource but contact, by its place in paths.
func (h *house) others(t *testing.T, local models.Callback) {
	t.Helper()
	for i, resource := range []string{"transaction", "transactionbatch", "accountvault"} {
		record := models.Record{
			ID: h.store.NewID(), PublicID: strings.Repeat(string(rune('a'+i)), 24), CompanyID: local.CompanyID, LocationID: local.LocationID,
			Resource: resource, Data: []byte(`{"description":"Hidden"}`), Version: 1,
		}
		changes := []models.Change{{Access: models.System("test"), Action: models.Create, Record: record}}
		if _, err := h.engine().Publish(t.Context(), changes, []models.Event{{
			CompanyID: local.CompanyID, LocationID: local.LocationID, Type: resource + ".created", Action: models.Create,
			RecordID: record.PublicID, Data: record.Data,
		}}); err != nil {
			t.Fatal(err)
		}
		h.ids[inPaths(resource)] = record.PublicID
		h.secrets = append(h.secrets, record.PublicID)
	}
}

// inPaths writes a resource as paths do.
func inPaths(resource string) string {
	if strings.HasSuffix(resource, "h") {
		return resource + "es"
	}
	return resource + "s"
}

// recordIn names the id for the {record} of a path: that of the resource which
// stands before it.
func recordIn(pattern string) string {
	parts := strings.Split(pattern, "/")
	for i, part := range parts {
		if part == "{record}" && parts[i-1] != "contacts" && parts[i-1] != "{resource}" {
			return parts[i-1]
		}
	}
	return "record"
}

// shelve adds a database with a collection, a profile, a part of it, and a
// callback.
func (h *house) shelve(t *testing.T, company models.ID) {
	t.Helper()
	ctx, by := t.Context(), models.System("test")
	must := func(err error) {
		t.Helper()
		if err != nil {
			t.Fatal(err)
		}
	}
	d := models.Database{CompanyID: company, Name: "Hidden members"}
	must(h.store.CreateDatabase(ctx, by, &d))
	in := models.Collection{DatabaseID: d.ID, Name: "Hidden orders"}
	must(h.store.CreateCollection(ctx, by, &in))
	keep := store.ProfileService{Store: h.store, Publisher: h.engine(), Access: by}
	given := profile.Input{Fields: []profile.Field{{Name: "name", Value: []byte(`"Hidden"`)}}}
	whole, err := keep.Create(ctx, d, given)
	must(err)
	part, err := keep.CreateWithin(ctx, whole, in, given)
	must(err)
	c := models.Callback{
		Kind: models.KindDatabase, CompanyID: company, DatabaseRefID: d.ID, Name: "Hidden watcher", URL: "https://hidden.example/members", IsActive: true,
		Types: []models.CallbackType{{Type: "profile.*"}}, Settings: models.Settings{Actions: []models.Action{models.Create}},
	}
	must(h.store.CreateCallback(ctx, by, &c))
	for name, id := range map[string]string{
		"database": d.PublicID, "collection": in.PublicID, "profile": whole.PublicID, "subprofile": part.PublicID, "watcher": c.PublicID,
	} {
		h.ids[name], h.secrets = id, append(h.secrets, id)
	}
}

// ofDatabases says whether a path is one of the API of databases.
func ofDatabases(pattern string) bool {
	_, path, _ := strings.Cut(pattern, " ")
	return strings.HasPrefix(strings.TrimPrefix(path, "/v1"), "/callback")
}

// denies says whether an answer refuses what it is asked, as a door says
// that: with this status, or, in the API of databases, in these words.
func denies(door web.Site, w *httptest.ResponseRecorder, status int) bool {
	if door.Name != "database API" {
		return w.Code == status
	}
	words := map[int]string{
		http.StatusNotFound: `"No `, http.StatusUnauthorized: `"Invalid access token"`, http.StatusForbidden: `"This access token may not do that"`,
	}
	return w.Code == http.StatusBadRequest && strings.Contains(w.Body.String(), words[status])
}

// kept adds an event type and an API key of the company.
func (h *house) kept(t *testing.T, company models.ID) {
	t.Helper()
	by := models.System("test")
	own := models.CustomEventType{CompanyID: company, Name: "hidden.done", Words: "Hidden words."}
	if err := h.store.SaveCustomEventType(t.Context(), by, &own); err != nil {
		t.Fatal(err)
	}
	key := models.APIKey{Name: "Hidden key", Role: models.Manager, CompanyID: company}
	if _, err := h.store.CreateAPIKey(t.Context(), by, &key); err != nil {
		t.Fatal(err)
	}
	// No run fits in yet: nothing was sent that could be sent again.
	h.ids["type"], h.ids["key"], h.ids["run"] = own.Name, key.ID.String(), h.store.NewID().String()
	h.secrets = append(h.secrets, own.Name, key.ID.String())
}
