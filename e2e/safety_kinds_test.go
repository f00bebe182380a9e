package e2e

import (
	"strings"
	"testing"

	"callboard/models"
	"callboard/models/subscription"
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
	opened, err := h.store.Opened(ctx, models.Everything, c.PublicID)
	must(err)
	_, err = h.store.NoteCheck(ctx, by, opened, []models.Attempt{{Code: 200}})
	must(err)
	s := subscription.Subscription{CompanyID: company, CallbackID: c.ID, Name: "Hidden bounces", Types: []string{"EMAIL_BOUNCED"}}
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
		change := &models.Change{Access: models.System("test"), Action: models.Create, Record: record}
		if _, err := h.engine().Publish(t.Context(), change, []models.Event{{
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
