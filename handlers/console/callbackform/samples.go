package callbackform

import (
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

// Samples are the requests that the form of p would lead to: one for each
// trigger that can still be chosen.
func Samples(p views.CallbackPage, now time.Time) []views.Sample {
	var shown []views.Sample
	for _, form := range p.Triggers() {
		callback := p.Callback
		callback.Kind = form.Kind()
		Fill(&callback, form, now)
		if callback.PublicID == "" {
			callback.PublicID = sampleCallback
		}
		kind := sampleType(form)
		event := models.Event{
			PublicID: sampleEvent, Type: kind.Name, Action: kind.Action, Data: kind.Sample, OccurredAt: models.At(now),
		}
		request, err := wire.Build(wire.Attempt{Event: event, Callback: callback, Number: 1, At: now})
		if err != nil {
			continue // a sample is an extra: the form works without
		}
		shown = append(shown, views.Sample{
			Starts: form.Starts, Name: models.TypeWords(kind.Name), Method: request.Method, URL: request.URL,
			Body: code.New(callback.ContentType(), request.Body, true),
		})
	}
	return shown
}

// sampleType is the event type that a form shows a sample of.
func sampleType(form views.CallbackForm) models.EventType {
	if form.Starts == views.StartsChange {
		types := models.TypesOfResource(form.Resource)
		for _, one := range types {
			if len(form.Actions) > 0 && string(one.Action) == form.Actions[0] {
				return one
			}
		}
		if len(types) > 0 {
			return types[0]
		}
	}
	if form.Starts == views.StartsSigned {
		for _, one := range models.EventTypes() {
			for _, pattern := range strings.FieldsFunc(form.Signed.Types, betweenTypes) {
				if models.MatchesType(pattern, one.Name) {
					return one
				}
			}
		}
	}
	if form.Starts == views.StartsBatch {
		form.Type = models.NotificationNames()[0]
	}
	if known, ok := models.EventTypeNamed(form.Type); ok {
		return known
	}
	return models.EventTypes()[0]
}
