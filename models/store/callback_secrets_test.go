package store_test

import (
	"bytes"
	"strings"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

func TestCallbackSecrets(t *testing.T) {
	t.Parallel()
	const planted = "s3cret-planted"
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		c := a.postbackCallback()
		c.Settings.User, c.Secrets.Password = "pos", planted
		c.Settings.Headers = []models.Header{{Name: "X-Shop", Value: "plain"}, {Name: "X-Token", Value: planted, Hidden: true}}
		c = a.addCallback(t, c)
		keep := c
		keep.Name = "Till"
		if err := s.UpdateCallback(t.Context(), a.by(), &keep); err != nil {
			t.Fatal(err)
		}
		got := a.callback(t, c.PublicID)
		if !got.Secrets.Empty() || !c.Secrets.Empty() {
			t.Error("a list or form would hold the password")
		}
		if err := s.DecryptSecrets(&got); err != nil || got.Secrets.Password != planted || got.Secrets.Headers["x-token"] != planted {
			t.Errorf("opened %v, %v", got.Secrets, err)
		}
		elsewhere := a.addCallback(t, a.postbackCallback())
		elsewhere.EncryptedSecrets = got.EncryptedSecrets
		if err := s.DecryptSecrets(&elsewhere); err == nil {
			t.Error("secrets of another row were opened")
		}
		for _, table := range []string{"callbacks", "audit"} {
			var rows []map[string]any
			if err := s.DB().Table(table).Find(&rows).Error; err != nil {
				t.Fatal(err)
			}
			for _, row := range rows {
				for column, value := range row {
					if raw, ok := value.([]byte); ok {
						value = string(raw)
					}
					if text, ok := value.(string); ok && strings.Contains(text, planted) {
						t.Errorf("%s.%s holds the password", table, column)
					}
				}
			}
		}
		log := audited(t, s, c.ID)
		if !bytes.Contains(log[0].After, []byte("•••")) {
			t.Errorf("the entry does not say that there is a password: %s", log[0].After)
		}
		keep.Settings.User, keep.Settings.Headers = "", nil
		if err := s.UpdateCallback(t.Context(), a.by(), &keep); err != nil || len(a.callback(t, c.PublicID).EncryptedSecrets) != 0 {
			t.Errorf("the secrets outlived their use (%v)", err)
		}
	})
}

// One secret is replaced while another stays, and none comes back.
func TestReplaceOneSecret(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		c := a.postbackCallback()
		c.Settings.User, c.Secrets.Password = "pos", "first"
		c.Settings.Headers = []models.Header{{Name: "X-Token", Value: "one", Hidden: true}}
		c = a.addCallback(t, c)
		for _, step := range []struct {
			name    string
			change  func(c *models.Callback)
			want    models.Secrets
			problem string
		}{
			{
				"new password", func(c *models.Callback) { c.Secrets.Password = "second" },
				models.Secrets{Password: "second", Headers: map[string]string{"x-token": "one"}},
				"",
			},
			{
				"new value", func(c *models.Callback) { c.Settings.Headers[0].Value = "two" },
				models.Secrets{Password: "second", Headers: map[string]string{"x-token": "two"}},
				"",
			},
			{
				"another name in other case", func(c *models.Callback) { c.Settings.Headers[0].Name = "x-TOKEN" },
				models.Secrets{Password: "second", Headers: map[string]string{"x-token": "two"}},
				"",
			},
			{
				"a hidden header without its value",
				func(c *models.Callback) {
					c.Settings.Headers = append(c.Settings.Headers, models.Header{Name: "X-More", Hidden: true})
				},
				models.Secrets{},
				"headers: Enter the value of X-More",
			},
			{
				"no sign-in", func(c *models.Callback) { c.Settings.User = "" },
				models.Secrets{Headers: map[string]string{"x-token": "two"}},
				"",
			},
			{
				"sign-in again, without its password", func(c *models.Callback) { c.Settings.User = "pos" },
				models.Secrets{},
				"password: Enter the password",
			},
		} {
			edit := a.callback(t, c.PublicID)
			step.change(&edit)
			err := s.UpdateCallback(t.Context(), a.by(), &edit)
			if step.problem != "" {
				if err == nil || err.Error() != step.problem {
					t.Errorf("%s: %v", step.name, err)
				}
				continue
			}
			if err != nil {
				t.Fatalf("%s: %v", step.name, err)
			}
			got := a.callback(t, c.PublicID)
			if err := s.DecryptSecrets(&got); err != nil {
				t.Fatal(err)
			}
			if diff := cmp.Diff(step.want, got.Secrets); diff != "" {
				t.Errorf("%s: %s", step.name, diff)
			}
		}
	})
}

// The log tells people to enter a password again that cannot be opened.
func TestDamagedSecretsAreGivenAgain(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		c := a.postbackCallback()
		c.Settings.User, c.Secrets.Password = "pos", "first"
		c = a.addCallback(t, c)
		if err := s.DB().Model(&c).Update("sealed", []byte("damaged")).Error; err != nil {
			t.Fatal(err)
		}
		again := a.callback(t, c.PublicID)
		if err := s.UpdateCallback(t.Context(), a.by(), &again); err == nil || err.Error() != "password: Enter the password" {
			t.Errorf("without a password: %v", err)
		}
		again.Secrets.Password = "second"
		if err := s.UpdateCallback(t.Context(), a.by(), &again); err != nil {
			t.Fatal(err)
		}
		got := a.callback(t, c.PublicID)
		if err := s.DecryptSecrets(&got); err != nil || got.Secrets.Password != "second" {
			t.Errorf("kept %q, %v", got.Secrets.Password, err)
		}
	})
}
