package console

import (
	"context"
	"errors"
	"fmt"
	"net/http"
	"strings"

	"callboard/condition"
	"callboard/models"
	"callboard/views"
	"callboard/web"
	"callboard/wire"
)

// ConditionRunner runs conditions; condition.Pool does.
type ConditionRunner interface {
	Try(ctx context.Context, q condition.Question) (condition.Result, error)
}

// conditionTester is the page that tries a condition with a payload.
type conditionTester struct{ Base }

// conditionTesterRoutes are the ways to the page.
func conditionTesterRoutes(d Base) []web.Route {
	t := conditionTester{d}
	return []web.Route{
		{Pattern: "GET /admin/condition", Need: models.CallbacksRead, Page: t.New},
		{Pattern: "POST /admin/condition/run", Need: models.CallbacksRead, Page: t.Run},
		{Pattern: "POST /admin/condition/payload", Need: models.CallbacksRead, Page: t.Payload},
		{Pattern: "POST /admin/condition/recent", Need: models.CallbacksRead, Page: t.Recent},
	}
}

// example is the condition to begin with when there is no other.
const example = "data.contact_balance > 0"

// New shows a condition that was not run yet: an example, or that of a callback
// with an event of its own.
func (t conditionTester) New(w http.ResponseWriter, r *http.Request) error {
	s, err := t.subject(r)
	if err != nil {
		return err
	}
	page := s.page()
	page.Condition = s.callback.Settings.Condition
	if page.Condition == "" && s.event.Type == defaultType {
		page.Condition = example
	}
	return t.show(w, r, page)
}

// Payload shows the form with the payload that was chosen.
func (t conditionTester) Payload(w http.ResponseWriter, r *http.Request) error {
	s, err := t.subject(r)
	if err != nil {
		return err
	}
	page := s.page()
	page.Condition = typedCondition(r, "condition")
	if s.own {
		page.Data = typedCondition(r, "data")
	}
	return t.show(w, r, page)
}

// Run runs the condition of the form with its payload.
func (t conditionTester) Run(w http.ResponseWriter, r *http.Request) error {
	s, page, err := t.filled(r)
	if err != nil {
		return err
	}
	if len(page.Problems) == 0 {
		q := condition.Question{Text: page.Condition, Scope: condition.Scope(wire.ScopeOf(s.event, s.company, s.location)), Trace: true}
		result, err := t.Conditions.Try(r.Context(), q)
		if err != nil && !errors.Is(err, condition.ErrBusy) {
			return fmt.Errorf("try a condition: %w", err)
		}
		page.Test = trial(page.Condition, result, err)
	}
	return t.show(w, r, page)
}

// filled reads the form: what a condition is tried with, and the page as it was
// typed, with its problems.
func (t conditionTester) filled(r *http.Request) (subject, views.ConditionTestPage, error) {
	s, err := t.subject(r)
	if err != nil {
		return s, views.ConditionTestPage{}, err
	}
	page := s.page()
	page.Condition = typedCondition(r, "condition")
	if data := typedCondition(r, "data"); strings.TrimSpace(data) != "" || s.own {
		page.Data, s.event.Data = data, []byte(data)
	}
	page.Problems = problems(page)
	return s, page, nil
}

// typedCondition is a field of several lines, which browsers end in two characters.
func typedCondition(r *http.Request, name string) string {
	return strings.ReplaceAll(r.PostFormValue(name), "\r\n", "\n")
}

func (t conditionTester) show(w http.ResponseWriter, r *http.Request, page views.ConditionTestPage) error {
	status := http.StatusOK
	if len(page.Problems) > 0 && !web.Partial(r) { // htmx shows no part of a refusal
		status = http.StatusUnprocessableEntity
	}
	return web.Render(w, r, status, views.ConditionTester(t.frame(w, r, views.NavDeliveries), page), "condition-result", "payload-shown")
}

// problems says what keeps the form from being run.
func problems(page views.ConditionTestPage) models.Problems {
	var problems models.Problems
	if strings.TrimSpace(page.Condition) == "" {
		problems.Note("condition", models.Blank, "Enter a condition. Without one every event is sent")
	}
	if wrong := models.NoJSONObject([]byte(page.Data)); wrong != "" {
		problems.Note("data", models.Malformed, "Payload "+wrong)
	}
	return problems
}

// trial says in words what a condition came to. err is nil, or that it could
// not be run just now.
func trial(text string, result condition.Result, err error) *views.ConditionTest {
	t := &views.ConditionTest{Value: result.Was, Why: result.Why, Warnings: result.Warns}
	for _, name := range result.Names {
		t.Names = append(t.Names, views.ConditionTestStep{Text: name.Name, Value: name.TakenFor})
	}
	for _, step := range result.Trace {
		t.Steps = append(t.Steps, views.ConditionTestStep(step))
	}
	switch {
	case err != nil:
		t.Outcome, t.Words = "Not run.", "There is too much to do just now. Try again."
	case result.Error != nil:
		t.Outcome, t.Words = "Error.", views.Ended(result.Error.Error())+" This event would not be sent."
		if lines := strings.Split(text, "\n"); result.Error.Line > 0 && result.Error.Line <= len(lines) {
			t.Line, t.Column = lines[result.Error.Line-1], result.Error.Column
		}
	case result.True:
		t.Outcome, t.Words = "True.", "This event would be sent."
	default:
		t.Outcome, t.Words = "False.", "This event would not be sent."
	}
	return t
}
