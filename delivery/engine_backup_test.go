package delivery

import (
	"io"
	"net/http"
	"testing"
	"testing/synctest"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
)

// The URL is asked three times, then the backup URL, for each kind alike.
func TestBackupURL(t *testing.T) {
	t.Parallel()
	settings := func(attempts int) models.Settings {
		return models.Settings{
			Attempts: attempts, Interval: 300, BackupURL: "http://backup.example/in",
			Headers: []models.Header{{Name: "X-Token", Hidden: true}},
		}
	}
	for name, tt := range map[string]struct {
		callback models.Callback
		event    models.Event
		answers  bool // whether the backup URL does
		want     []string
		status   models.Status
	}{
		"event, answered": {people(1, settings(6)), personAdded(), true, []string{"crm.example", "crm.example", "crm.example", "backup.example"}, models.Delivered},
		"postback, not answered": {
			contacts(1, settings(5)), contactCreated(), false,
			[]string{"pos1.example", "pos1.example", "pos1.example", "backup.example", "backup.example"},
			models.Failed,
		},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			synctest.Test(t, func(t *testing.T) {
				var hosts, tokens []string
				receiver := func(w http.ResponseWriter, r *http.Request) {
					_, _ = io.Copy(io.Discard, r.Body)
					hosts, tokens = append(hosts, r.Host), append(tokens, r.Header.Get("X-Token"))
					if r.Host != "backup.example" || !tt.answers {
						w.WriteHeader(http.StatusInternalServerError)
					}
				}
				tt.callback.Secrets.Headers = map[string]string{"x-token": "planted"}
				fake := newFakeStore(tt.callback)
				e, stop := start(t, fake, serve(t, receiver))
				publish(t, e, tt.event)
				time.Sleep(30 * time.Minute)
				synctest.Wait()
				stop()
				deliveries, attempts := fake.all()
				if diff := cmp.Diff(tt.want, hosts); diff != "" {
					t.Error(diff)
				}
				for i, a := range attempts {
					if a.Backup != (i >= models.BackupAfter) || tokens[i] != "planted" {
						t.Errorf("attempt %d: backup %t, token %q", a.Number, a.Backup, tokens[i])
					}
					for _, h := range a.RequestHeaders {
						if h.Value == "planted" {
							t.Errorf("attempt %d keeps the secret in the log", a.Number)
						}
					}
				}
				if d := deliveries[0]; d.Status != tt.status || !d.Backup {
					t.Errorf("ended as %s, backup %t", d.Status, d.Backup)
				}
			})
		})
	}
}
