package views

import (
	"time"

	"callboard/models"
	"callboard/models/deliverylog"
)

// TestEventForm is the form of a test event, and beside it what came of one.
type TestEventForm struct {
	Targets  []Choice // whom it can be sent to; empty when there is nobody
	Within   string   // "company", "location", "database" or "collection" to whose callbacks the page keeps; "" for all
	WithinID string   // its public id
	To       string   // the chosen target; "" until one is chosen
	ToWords  string
	ToURL    string // the page of the target
	Types    []models.EventType
	Type     string // the chosen event type
	Data     string // JSON
	Problems models.Problems
	AddURL   string // where to add a callback, when that would help; "" otherwise
	Result   *TestResult
}

// TestResult is what became of a test event so far.
type TestResult struct {
	Event       models.Event
	DatabaseRef models.DatabaseRef // of the change of a profile
	Deliveries  []TestDelivery
	Now         time.Time
	CanSee      bool         // bodies and header values
	Payload     models.Scope // where the asker may see them: a batch may reach further
}

// TestDelivery is one delivery of a test event with its last attempt.
type TestDelivery struct {
	Row  deliverylog.Row
	Last *models.Attempt // nil before the first
}

// head is the top of the page.
func (f TestEventForm) head() Head {
	return Head{
		Title: "Send test event", Problems: f.Problems, Crumbs: []Link{{Text: "Deliveries", Href: deliveriesURL}},
		Lead: []string{"Test events carry the header X-Test-Event: true and the tag Test. They do not count in health figures."},
	}
}

// lists is where the callbacks are that the page keeps to: of a company or
// location, or, from its page, of any.
func (f TestEventForm) lists() Link {
	switch f.Within {
	case "company":
		return Link{Text: "Callbacks of the company", Href: callbacksURL(models.Company{PublicID: f.WithinID})}
	case "location":
		return Link{Text: "Postback config", Href: postbacksURL(models.Location{PublicID: f.WithinID})}
	}
	return Link{Text: "Find a location", Href: LocationsURL}
}

// typeOptions are the event types to choose from.
func (f TestEventForm) typeOptions() []Choice {
	options := make([]Choice, len(f.Types))
	for i, t := range f.Types {
		options[i] = Choice{Value: t.Name, Label: models.TypeWords(t.Name), Group: t.Group, Chosen: t.Name == f.Type}
	}
	return options
}

// typeHint says what the chosen type means.
func (f TestEventForm) typeHint() string {
	t, _ := models.EventTypeNamed(f.Type)
	return t.Words
}

// settled says that nothing more happens soon.
func (r TestResult) settled() bool {
	for _, d := range r.Deliveries {
		line := DeliveryLine{Row: d.Row, Now: r.Now}
		if !line.settled() {
			return false
		}
	}
	return true
}

// tone and icon of the note that sums a delivery up.
func (d TestDelivery) tone() string {
	switch d.Row.Status {
	case models.Delivered:
		return "success"
	case models.Failed:
		return "danger"
	case models.Retrying, models.NotSent, models.Cancelled:
		return "warning"
	}
	return "info"
}

// words sum a delivery up in a line.
func (d TestDelivery) words() string {
	row := d.Row.Delivery
	switch row.Status {
	case models.Delivered:
		return "Delivered " + clock(row.FinishedAt) + " UTC, " + codeNumber(row.Code) + " in " + took(row.Took)
	case models.Failed:
		return row.Failure().Sentence() + " " + row.FinalWords(d.Row.CallbackKind)
	case models.Retrying:
		return row.Failure().Sentence() + " Next attempt at " + clock(row.DueAt) + " UTC."
	}
	if row.HoldReason != "" {
		return sentence(row.HoldReason.Words())
	}
	return StatusWord(row.Status) + ": " + why(row)
}
