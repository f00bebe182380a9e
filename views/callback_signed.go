package views

import (
	"strings"

	"callboard/models"
)

// SignedForm holds what the form of a signed callback has of its own, as it
// was typed.
type SignedForm struct {
	Types       string // one type or pattern a line
	ContentType string
	Plan        PlanForm
}

// signedSection asks for event types and patterns.
func signedSection() section {
	return section{
		Kind: models.KindWebhook, Starts: "signed", Label: "Events, signed",
		Hint: "Any number of event types. The receiver can check who sent them.",
		Read: readSigned,
		When: signedTypes, Format: signedFormat, Retries: signedRetries,
		FormatWords: func(f CallbackForm) string { return f.Method + ", " + f.Signed.ContentType },
		RetryWords:  func(f CallbackForm) string { return f.Signed.Plan.words("10 attempts, longer each time") },
		Names: map[string]string{
			"content_type": "signed_content_type", "attempts": "signed_attempts", "interval": "signed_interval",
		},
	}
}

// readSigned leaves the content type of the other kinds at their default.
func readSigned(f *CallbackForm, c models.Callback) {
	f.Signed, f.ContentType = signedFormOf(c), "application/json"
}

// signedFormOf returns what the form of a callback shows in these fields.
func signedFormOf(c models.Callback) SignedForm {
	form := SignedForm{ContentType: c.ContentType(), Plan: planFormOf(c)}
	names := make([]string, len(c.Types))
	for i, t := range c.Types {
		names[i] = t.Type
	}
	form.Types = strings.Join(names, "\n")
	return form
}

func (f CallbackForm) cloudEvents() bool {
	return strings.EqualFold(f.Signed.ContentType, models.CloudEvents)
}
