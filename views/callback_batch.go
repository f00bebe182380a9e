package views

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"callboard/models"
)

// BatchForm holds what the form of a batch callback has of its own, as it was
// typed.
type BatchForm struct {
	Size string
	Wait string // seconds
	Plan PlanForm
}

// batchSection asks how many events share a request.
func batchSection() section {
	return section{
		Kind: models.KindBatch, Starts: "batch", Label: "Notifications, in batches", Hint: "Many events with one request.",
		Read: func(f *CallbackForm, c models.Callback) { f.Batch = batchFormOf(c) },
		When: batchFields, Format: batchFormat, Retries: batchRetryFields,
		FormatWords: func(f CallbackForm) string { return f.Batch.words() },
		RetryWords:  func(f CallbackForm) string { return f.Batch.Plan.words(f.batchRetries()) },
		Names:       map[string]string{"attempts": "batch_attempts", "interval": "batch_interval"},
	}
}

// batchFormOf returns what the form of a callback shows in these fields.
func batchFormOf(c models.Callback) BatchForm {
	form := BatchForm{Size: strconv.Itoa(models.DefaultBatch), Wait: strconv.Itoa(int(models.DefaultBatchWait.Seconds())), Plan: planFormOf(c)}
	if c.Settings.BatchSize != 0 {
		form.Size = strconv.Itoa(c.Settings.BatchSize)
	}
	if c.Settings.BatchWait != 0 {
		form.Wait = strconv.Itoa(c.Settings.BatchWait)
	}
	return form
}

// words says how many events share a request.
func (f BatchForm) words() string { return "POST, JSON list of up to " + f.Size + " events" }

// batchRetries says how a batch is tried unless another plan was chosen.
func (f CallbackForm) batchRetries() string {
	if f.Extra.Backup == "" {
		return "3 attempts within 3 minutes"
	}
	return "3 attempts, then 3 at the backup URL"
}

// batchedWords names what the subscriptions of a batch callback ask for.
func batchedWords(c models.Callback) string {
	const most = 3
	var names []string
	for _, t := range c.Types {
		if !slices.Contains(names, t.Type) {
			names = append(names, t.Type)
		}
	}
	switch more := len(names) - most; {
	case len(names) == 0:
		return "nothing yet"
	case more > 0:
		return strings.Join(names[:most], ", ") + fmt.Sprintf(" and %d more", more)
	}
	return strings.Join(names, ", ")
}

// named says whether the form must have a name and a sign-in.
func (p CallbackPage) named() bool { return p.Callback.Kind.Traits().Verified }

func (p CallbackPage) nameHint() string {
	switch {
	case p.named():
		return "Its API finds the callback by this name."
	case p.asks(models.KindBatch):
		return "For people. Shown in lists. Batches of notifications must have one. Example: Rotterdam POS."
	}
	return "For people. Shown in lists. Example: Rotterdam POS."
}

func (p CallbackPage) signInHint() string {
	switch {
	case p.named():
		return "User name and password that the receiver asks for (HTTP Basic)."
	case p.asks(models.KindBatch):
		return "User name and password that the receiver asks for (HTTP Basic). Leave both empty if it asks for none. Batches of notifications must have them."
	}
	return "User name and password that the receiver asks for (HTTP Basic). Leave both empty if it asks for none."
}

// batchFacts are the facts about how events share requests.
func batchFacts(c models.Callback) []fact {
	if !c.Kind.Traits().Batched {
		return nil
	}
	return []fact{
		{Label: "Batch size", Text: Plural(c.Settings.BatchSize, "event", "events")},
		{Label: "Waiting time", Text: Plural(int(c.BatchWait().Seconds()), "second", "seconds")},
		{Label: "Verified", Text: verifiedFact(c)},
	}
}
