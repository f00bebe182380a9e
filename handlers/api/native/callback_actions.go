package native

import (
	"encoding/json"
	"net/http"
	"time"
	"unicode/utf8"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/models/profile"
	"callboard/models/records"
	"callboard/models/store"
	"callboard/web"
)

// CallbackPause says why the deliveries of a callback are held back.
type CallbackPause struct {
	Reason *string `json:"reason,omitzero"`
}

// Pause holds the deliveries of a callback back.
func (a Callbacks) Pause(w http.ResponseWriter, r *http.Request) error {
	f, err := Optional(w, r)
	if err != nil {
		return err
	}
	reason := "Paused by " + web.Access(r).Actor.Name + "."
	f.Text("reason", &reason)
	f.Problems.NeedLine("reason", "reason", reason)
	if utf8.RuneCountInString(reason) > models.PauseReasonLimit {
		f.Refuse("reason", "must be 500 characters or fewer")
	}
	if err := f.Problems.Err(); err != nil {
		return err
	}
	c, err := a.Store.PauseCallback(r.Context(), web.Access(r), r.PathValue("callback"), reason)
	if err != nil {
		return err
	}
	return a.answer(w, r, c)
}

// Released is how many deliveries were held back and go now.
type Released struct {
	Released int `json:"released"`
}

// Resume lets go what is held.
func (a Callbacks) Resume(w http.ResponseWriter, r *http.Request) error {
	if _, err := Optional(w, r); err != nil {
		return err
	}
	released, err := a.Store.ResumeCallback(r.Context(), web.Access(r), r.PathValue("callback"))
	if err != nil {
		return err
	}
	a.Wake()
	return api.Write(w, http.StatusOK, Released{Released: released})
}

// CallbackEnd says what becomes of the deliveries that wait when a callback
// ends.
type CallbackEnd struct {
	KeepWaiting *bool `json:"keep_waiting,omitzero" description:"Still send what waits."`
}

// End closes the range of a callback now. What waits is cancelled, unless it
// shall still be sent.
func (a Callbacks) End(w http.ResponseWriter, r *http.Request) error {
	f, err := Optional(w, r)
	if err != nil {
		return err
	}
	keep := false
	Flag(&f, "keep_waiting", &keep)
	if err := f.Problems.Err(); err != nil {
		return err
	}
	c, err := a.Store.EndCallback(r.Context(), web.Access(r), r.PathValue("callback"), keep)
	if err != nil {
		return err
	}
	return a.answer(w, r, c)
}

// TestEvent is a test event to send: the sample of the first event type that
// the callback asks for, but for what is given.
type TestEvent struct {
	Type   *string          `json:"type,omitzero"`
	Data   *json.RawMessage `json:"data,omitzero"`
	Before *json.RawMessage `json:"before,omitzero"`
}

// Test sends a test event to one callback: what is given, or the sample of
// the first type that it asks for.
func (a Callbacks) Test(w http.ResponseWriter, r *http.Request) error {
	c, err := a.Store.Callback(r.Context(), web.Scope(r), r.PathValue("callback"))
	if err != nil {
		return err
	}
	f, err := Optional(w, r)
	if err != nil {
		return err
	}
	e := models.Event{
		CompanyID: c.CompanyID, LocationID: c.LocationID, DatabaseRefID: c.DatabaseRefID, Test: true, OnlyTo: c.ID,
		OccurredAt: models.At(a.Store.Now()), Source: api.Source(web.Access(r)),
	}
	f.Text("type", &e.Type)
	own, err := a.Store.CustomEventTypes(r.Context(), c.CompanyID)
	if err != nil {
		return err
	}
	sources, err := a.Store.DatabaseRefs(r.Context(), models.Everything, []models.ID{c.DatabaseRefID})
	if err != nil {
		return err
	}
	readTest(&f, &e, testable{c, eventTypesOf(own), sources[c.DatabaseRefID]})
	if err := f.Problems.Err(); err != nil {
		return err
	}
	stored, err := a.Publisher.Publish(r.Context(), nil, []models.Event{e})
	if err != nil {
		return err
	}
	return api.Write(w, http.StatusAccepted, PublishedIDs{IDs: []string{stored[0].PublicID}})
}

// eventTypesOf returns all event types of a company, its own ones too.
func eventTypesOf(own []models.CustomEventType) []models.EventType {
	all := models.EventTypes()
	for _, t := range own {
		one := models.EventType{Name: t.Name, Words: t.Words, Sample: t.Sample}
		if len(one.Sample) == 0 {
			one.Sample = []byte("{}")
		}
		all = append(all, one)
	}
	return all
}

// testable is a callback with the event types that there are, and what it
// belongs to.
type testable struct {
	models.Callback
	known []models.EventType
	of    models.DatabaseRef
}

// readTest finds the type and the data of a test event.
func readTest(f *api.Fields, e *models.Event, c testable) {
	for _, known := range c.known {
		for _, t := range c.Types {
			if !models.MatchesType(t.Type, known.Name) || e.Type != "" && e.Type != known.Name || !c.Sends(known.Action) {
				continue
			}
			e.Type = known.Name
			e.Data = profile.At(records.ForProduct(known, known.SampleFor(t.FilterValue), c.Settings.ProductID), c.of)
			for name, into := range map[string]*[]byte{"data": &e.Data, "before": &e.Before} {
				if f.Object.Blank(name) {
					continue
				}
				if *into = f.Object.Raw(name); (*into)[0] != '{' {
					f.Refuse(name, "must be an object")
				}
			}
			return
		}
	}
	f.Refuse("type", "must be an event type that the callback asks for")
}

// SecretRotation asks for a new signing secret.
type SecretRotation struct {
	Overlap *int    `json:"overlap_s,omitzero" description:"How long both secrets sign: 0 to 604800, 86400 unless given."`
	Secret  *string `json:"secret,omitzero"`
}

// RotateSecret gives a callback a new signing secret. The answer holds it,
// for the only time.
func (a Callbacks) RotateSecret(w http.ResponseWriter, r *http.Request) error {
	f, err := Optional(w, r)
	if err != nil {
		return err
	}
	rotation, seconds := store.Rotation{}, int(models.DefaultSecretOverlap/time.Second)
	f.Int("overlap_s", &seconds)
	f.Text("secret", &rotation.Secret)
	if err := f.Problems.Err(); err != nil {
		return err
	}
	rotation.Overlap = time.Duration(seconds) * time.Second
	c, err := a.Store.RotateSecret(r.Context(), web.Access(r), r.PathValue("callback"), rotation)
	if err != nil {
		return named(err, map[string]string{"overlap": "overlap_s"})
	}
	return a.answer(w, r, c)
}

// RemoveSecret stops signing the requests of a callback.
func (a Callbacks) RemoveSecret(w http.ResponseWriter, r *http.Request) error {
	c, err := a.Store.RemoveSecret(r.Context(), web.Access(r), r.PathValue("callback"))
	if err != nil {
		return err
	}
	return a.answer(w, r, c)
}
