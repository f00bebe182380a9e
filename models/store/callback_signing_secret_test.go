package store_test

import (
	"bytes"
	"errors"
	"testing"
	"time"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// webhookCallback returns a signed callback that can be stored.
func (a fixture) webhookCallback(types ...string) models.Callback {
	c := models.Callback{Kind: models.KindWebhook, CompanyID: a.company.ID, URL: "https://shop.example.org/in"}
	for _, name := range types {
		c.Types = append(c.Types, models.CallbackType{Type: name})
	}
	return c
}

func TestSecretIsGivenBackOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		made := a.addCallback(t, a.webhookCallback("person_added", "contact.*", "person_added"))
		if models.SigningSecretProblem(made.Keys.Current) != "" || made.SignedAt != made.CreatedAt || len(made.PublicID) != 24 {
			t.Errorf("made with %q at %d as %q", made.Keys.Current, made.SignedAt, made.PublicID)
		}
		read := a.callback(t, made.PublicID)
		if read.Keys != (models.SigningKeys{}) || len(read.EncryptedKeys) == 0 || bytes.Contains(read.EncryptedKeys, []byte(made.Keys.Current)) {
			t.Errorf("read with keys %v, encrypted as %q", read.Keys, read.EncryptedKeys)
		}
		if len(read.Types) != 2 || read.Types[0].Type != "contact.*" {
			t.Errorf("asks for %v", read.Types)
		}
		for _, entry := range audited(t, s, made.ID) {
			if bytes.Contains(entry.After, []byte("whsec_")) || bytes.Contains(entry.After, []byte("Signing")) {
				t.Errorf("the audit log tells the secret: %s", entry.After)
			}
		}
	}, atNoon)
}

func TestRotateSecret(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		made := a.addCallback(t, a.webhookCallback("*"))
		first := made.Keys.Current
		rotated, err := s.RotateSecret(t.Context(), a.by(), made.PublicID, store.Rotation{Overlap: time.Hour})
		if err != nil {
			t.Fatal(err)
		}
		until := models.At(noon.Add(time.Hour))
		if rotated.Keys.Current == first || rotated.Keys.Former != "" || rotated.FormerUntil != until || rotated.Version != 2 {
			t.Errorf("rotated to %+v until %d, version %d", rotated.Keys, rotated.FormerUntil, rotated.Version)
		}
		id := a.storeDelivery(t, made, models.Delivery{Status: models.Queued, DueAt: 1})
		tasks, err := s.Claim(t.Context(), 1, func(models.ID) int { return 1 })
		if err != nil || len(tasks) != 1 || tasks[0].Delivery.ID != id {
			t.Fatalf("claimed %d, %v", len(tasks), err)
		}
		signs := tasks[0].Callback
		if got := signs.SigningSecrets(until - 1); len(got) != 2 || got[0] != rotated.Keys.Current || got[1] != first {
			t.Error("within the overlap not both secrets sign")
		}
		if got := signs.SigningSecrets(until); len(got) != 1 || got[0] != rotated.Keys.Current {
			t.Error("after the overlap not only the new secret signs")
		}
		given, err := s.RotateSecret(t.Context(), a.by(), made.PublicID, store.Rotation{Secret: first})
		if err != nil || given.Keys.Current != first || given.FormerUntil != 0 {
			t.Errorf("without an overlap: until %d, %v", given.FormerUntil, err)
		}
	}, atNoon)
}

func TestRotateSecretRefuses(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		made := a.addCallback(t, a.webhookCallback("*"))
		for field, r := range map[string]store.Rotation{
			"secret": {Secret: "whsec_short"}, "overlap": {Overlap: models.MaxSecretOverlap + 1},
		} {
			_, err := s.RotateSecret(t.Context(), a.by(), made.PublicID, r)
			if found, is := errors.AsType[models.Problems](err); !is || found.On(field) == "" {
				t.Errorf("%s: %v", field, err)
			}
		}
		_, err := s.RemoveSecret(t.Context(), a.by(), made.PublicID)
		if _, is := errors.AsType[models.Problems](err); !is {
			t.Errorf("removed from a signed callback: %v", err)
		}
		elsewhere := manager(models.Owner{CompanyID: 7})
		if _, err := s.RotateSecret(t.Context(), elsewhere, made.PublicID, store.Rotation{}); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("from elsewhere: %v", err)
		}
		if _, err := s.EndCallback(t.Context(), a.by(), made.PublicID, false); err != nil {
			t.Fatal(err)
		}
		_, err = s.RotateSecret(t.Context(), a.by(), made.PublicID, store.Rotation{})
		if _, is := errors.AsType[models.EndedError](err); !is {
			t.Errorf("of an ended one: %v", err)
		}
	})
}

// A rotation that names the secret it replaces comes once, also when it is
// asked for twice in the same moment.
func TestRotateSecretOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		made := a.addCallback(t, a.webhookCallback("*"))
		once := store.Rotation{Of: new(made.SignedAt), Overlap: time.Hour}
		rotated, err := s.RotateSecret(t.Context(), a.by(), made.PublicID, once)
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.RotateSecret(t.Context(), a.by(), made.PublicID, once); !errors.Is(err, models.ErrConflict) {
			t.Errorf("once more: %v", err)
		}
		if now := a.callback(t, made.PublicID); !bytes.Equal(now.EncryptedKeys, rotated.EncryptedKeys) || now.Version != rotated.Version {
			t.Errorf("changed all the same, to version %d", now.Version)
		}
		next, err := s.RotateSecret(t.Context(), a.by(), made.PublicID, store.Rotation{Of: new(rotated.SignedAt)})
		if err != nil || next.SignedAt == rotated.SignedAt {
			t.Errorf("after that: %v", err)
		}
	}, atNoon)
}

// Every kind can be signed, and be sent without a signature again.
func TestSecretOfAnotherKind(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		a := newFixture(t, s)
		plain := a.addCallback(t, a.eventCallback())
		if plain.SignedAt != 0 || plain.Keys.Current != "" {
			t.Error("signed unasked")
		}
		signed, err := s.RotateSecret(t.Context(), a.by(), plain.PublicID, store.Rotation{Overlap: time.Hour})
		if err != nil || signed.SignedAt == 0 || signed.FormerUntil != 0 {
			t.Errorf("signed at %d, former until %d, %v", signed.SignedAt, signed.FormerUntil, err)
		}
		edited := signed
		edited.Name = "CRM"
		if err := s.UpdateCallback(t.Context(), a.by(), &edited); err != nil || edited.SignedAt == 0 {
			t.Errorf("an edit: signed at %d, %v", edited.SignedAt, err)
		}
		bare, err := s.RemoveSecret(t.Context(), a.by(), plain.PublicID)
		if err != nil || bare.SignedAt != 0 || len(bare.EncryptedKeys) != 0 {
			t.Errorf("removed: %d, %v", bare.SignedAt, err)
		}
	})
}
