package console

import (
	"cmp"
	"slices"
	"strings"
	"time"

	"callboard/models"
	"callboard/views"
	"callboard/views/code"
	"callboard/wire"
)

// Ids as a sample shows them, after the published documents.
const (
	sampleEvent    = "AB234SDFD234"
	sampleCallback = "q7Rk2LmX"
)

// callbackSamples are the requests that the form of p would lead to: one for each
// trigger that can still be chosen.
func callbackSamples(p views.CallbackPage, now time.Time) []views.Sample {
	var shown []views.Sample
	for _, form := range p.Triggers() {
		callback := p.Callback
		callback.Kind = form.Kind()
		_ = fillCallbackForm(&callback, form, now)
		if callback.PublicID == "" {
			callback.PublicID = sampleCallback
		}
		kind := sampleType(callback)
		event := models.Event{
			PublicID: sampleEvent, Type: kind.Name, Action: kind.Action, Data: kind.Sample, Before: sampleBefore(kind), OccurredAt: models.At(now),
		}
		for _, format := range sampleFormats(callback.Kind) {
			callback.Settings.ContentType = cmp.Or(format, callback.Settings.ContentType)
			request, err := wire.Build(wire.Attempt{Event: event, Callback: callback, Number: 1, At: now})
			if err != nil {
				continue // a sample is an extra: the form works without
			}
			shown = append(shown, views.Sample{
				Starts: form.Starts, Format: format, Name: models.TypeWords(kind.Name), Method: request.Method, URL: request.URL,
				Body: code.New(callback.ContentType(), request.Body, true),
			})
		}
	}
	return shown
}

// sampleFormats are the content types that the form shows a sample of side by side;
// one "" for that which is typed.
func sampleFormats(k models.Kind) []string {
	if k.Traits().InDatabase {
		return k.Traits().ContentTypes
	}
	return []string{""}
}

// sampleBefore is what the sample of a profile or subprofile was before an update;
// nil of other types.
func sampleBefore(t models.EventType) []byte {
	if t.Action != models.Update || !models.InDatabase(t.Resource) {
		return nil
	}
	return []byte(changedOf.Replace(string(t.Sample)))
}

// changedOf says what those samples were.
var changedOf = strings.NewReplacer(`"Rotterdam"`, `"Delft"`, `"paid":true`, `"paid":false`)

// sampleType is the event type that a form shows a sample of: one that c asks
// for, or any.
func sampleType(c models.Callback) models.EventType {
	if eventType, ok := models.EventTypeNamed(sampleTypeName(c)); ok {
		return eventType
	}
	return models.EventTypes()[0]
}

// sampleTypeName names an event type that c asks for: the first of those it knows by
// pattern, record or notification. "" says that it asks for none yet.
func sampleTypeName(c models.Callback) string {
	traits, asked := c.Kind.Traits(), c.Trigger().Type
	switch {
	case traits.Batched:
		return models.NotificationNames()[0]
	case traits.Records:
		action := models.Update
		if len(c.Settings.Actions) > 0 {
			action = c.Settings.Actions[0]
		}
		return models.TypeOfChange(strings.TrimSuffix(asked, ".*"), action)
	case traits.Patterns:
		return firstMatch(c.Types)
	}
	return asked
}

func firstMatch(patterns []models.CallbackType) string {
	for _, eventType := range models.EventTypes() {
		if slices.ContainsFunc(patterns, func(p models.CallbackType) bool { return models.MatchesType(p.Type, eventType.Name) }) {
			return eventType.Name
		}
	}
	return ""
}
