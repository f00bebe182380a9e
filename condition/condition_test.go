package condition_test

import (
	"context"
	"errors"
	"fmt"
	"strconv"
	"strings"
	"sync"
	"testing"

	"github.com/google/go-cmp/cmp"

	"callboard/condition"
)

func TestVerdict(t *testing.T) {
	t.Parallel()
	p := newPool(t)
	for _, test := range []struct {
		name, text string
		want       condition.Result
	}{
		{"nothing", ``, condition.Result{Was: "missing"}},
		{"a member of data", `data.city == "Rotterdam"`, condition.Result{True: true}},
		{"a field by its bare name", `city == "Rotterdam"`, condition.Result{True: true}},
		{"the record before", `before.city != city`, condition.Result{True: true}},
		{"no location", `location === null`, condition.Result{True: true}},
		{"the company", `company.name == 'Northwind'`, condition.Result{True: true}},
		{"the field, not the action of the event", `action == 'sale' && event.action == 'update' && data.action == 'sale'`, condition.Result{True: true}},
		{"a field named like an object of the language", `Object.keys(data).length == 9 && Map == 'mine' && data.Map == 'mine'`, condition.Result{True: true}},
		{"a field named like what every object has", `constructor == 'mine'`, condition.Result{True: true}},
		{"a field that looks like a prototype", `data.admin === undefined && ({}).admin === undefined`, condition.Result{True: true}},
		{"the last statement decides", `var a = 1; a > 2; a == 1`, condition.Result{True: true}},
		{"a branch decides", `if (city) { true } else { false }`, condition.Result{True: true}},
		{"a text counts as true", `'yes'`, condition.Result{True: true, Was: "the text ‘yes’"}},
		{"an empty text counts as false", `''`, condition.Result{Was: "an empty text"}},
		{"zero counts as false", `0`, condition.Result{Was: "the number 0"}},
		{"an object counts as true", `company`, condition.Result{True: true, Was: "an object"}},
		{"null counts as false", `data.contact_balance`, condition.Result{
			Was: "null", Why: "data.contact_balance, because data.contact_balance is null",
		}},
		{"a comparison with null", `contact_balance > 0`, condition.Result{Why: "contact_balance > 0, because contact_balance is null"}},
		{"a text that differs", `city === 'Delft'`, condition.Result{Why: "city === 'Delft', because city is ‘Rotterdam’"}},
		{"the first that is false", `city && (before.city == 'Lund' || contact_balance > 0) && nothing`, condition.Result{
			Why: "before.city == 'Lund' || contact_balance > 0, because before.city is ‘Delft’ and contact_balance is null",
		}},
		{"a field that is not there", `data.zip == '1'`, condition.Result{Why: "data.zip == '1', because data.zip is missing"}},
		{"a list", `data.tags.includes('c')`, condition.Result{Why: "data.tags.includes('c'), because data.tags is a list"}},
		{"a function that decides", `data.tags.some(t => t == 'c')`, condition.Result{
			Why: "data.tags.some(t => t == 'c'), because data.tags is a list",
		}},
		{"a count", `let n = 0; n++`, condition.Result{Was: "the number 0", Why: "n++, because n is 1"}},
		{"an unknown name", `1;
  contact.balance`, problem(2, 3, "contact is not defined")},
		{"a field in other case", `City == 'Rotterdam'`, condition.Result{True: true}},
		{"a number as a country writes it", `(1234.5).toLocaleString('nl-NL')`, problem(1, 24, "conditions know no languages or countries: compare the numbers, dates and texts themselves")},
		{"a format of a country", `new Intl.NumberFormat('nl-NL')`, problem(1, 5, "conditions know no languages or countries: compare the numbers, dates and texts themselves")},
		{"a word in other case", `Company`, problem(1, 1, "Company is not defined")},
		{"a member of nothing", `'é' && location.id.length`, problem(1, 17, "Cannot read property 'id' of undefined")},
		{"a thrown text", `throw 'no'`, telling(1, 1, "it threw the text ‘no’")},
		{"a thrown message", `throw new Error(city)`, telling(1, 7, "Rotterdam")},
		{"a value in a message of the language", `city()`, telling(1, 5, "Value is not an object: Rotterdam")},
		{"a value as the name of a member", `location[city].x`, telling(1, 9, "Cannot read property 'Rotterdam' of undefined")},
		{"a thrown nothing", `throw undefined`, telling(1, 1, "it threw missing")},
		{"a thrown object", `throw {a: 1}`, problem(1, 1, "it threw an object")},
		{"a message of itself", `throw Object.defineProperty(new Error(), 'message', {get() { return this.message }})`, problem(1, 74, "its functions call each other too often")},
		{"a message that throws", `throw Object.defineProperty(new Error(), 'message', {get() { throw 1 }})`, problem(1, 29, "it threw an error without words")},
		{"two of one name", `let a; let a`, problem(1, 12, "identifier 'a' has already been declared")},
		{"no JavaScript", `city ==`, problem(1, 8, "something is missing at the end")},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			if diff := cmp.Diff(test.want, run(t, p, test.text)); diff != "" {
				t.Error(diff)
			}
		})
	}
}

func problem(line, column int, text string) condition.Result {
	return condition.Result{Error: &condition.Problem{Line: line, Column: column, Text: text}}
}

// telling is a problem whose text may hold values of what the condition saw.
func telling(line, column int, text string) condition.Result {
	result := problem(line, column, text)
	result.Error.HoldsValues = true
	return result
}

// An explanation says which secret made the condition false, not what it is.
func TestSecretsAreNotTold(t *testing.T) {
	t.Parallel()
	got := ask(t, newPool(t), condition.Question{
		Text: `data.apiToken == 'x' || (password == 'y' || n > 7)`, Scope: condition.Scope{Object: []byte(`{"data":{"apiToken":"hunter2","password":"hunter3","n":3}}`), Fields: []string{"data"}},
		Redacted: []string{"password", "token"},
	})
	want := "data.apiToken == 'x' || (password == 'y' || n > 7), because data.apiToken is not shown and password is not shown and n is 3"
	if got.Why != want {
		t.Errorf("got %q", got.Why)
	}
	p := newPool(t)
	got = ask(t, p, condition.Question{
		Text: `var t = data.apiToken, c = data.city; t == 'x' && c`, Scope: condition.Scope{Object: []byte(`{"data":{"apiToken":"hunter2","city":"Delft"}}`)}, Redacted: []string{"token"},
	})
	if got.Why != "t == 'x', because t is not shown" {
		t.Errorf("got %q of a secret under another name", got.Why)
	}
	for text, told := range map[string]bool{
		"throw data.apiToken": false, "throw new Error('no ' + data.apiToken)": false, "data.apiToken()": false, "throw JSON.stringify(data)": false, "throw data.keys.token.pin": false,
		"throw data.city": true, "throw 'no token'": true, "data.city()": true,
	} {
		got := ask(t, p, condition.Question{Text: text, Scope: condition.Scope{Object: []byte(`{"data":{"apiToken":"hunter2","city":"Delft","keys":{"token":{"pin":4711}}}}`)}, Redacted: []string{"token"}})
		if got.Error == nil || got.Error.HoldsValues != told || !told && got.Error.Text != "it threw something that is not shown" {
			t.Errorf("%s: %+v", text, got.Error)
		}
	}
}

func TestTrace(t *testing.T) {
	t.Parallel()
	p := newPool(t)
	traced := func(text string) condition.Result {
		q := aboutContact(text)
		q.Trace = true
		return ask(t, p, q)
	}
	want := []condition.Step{
		{Text: "data.contact_balance", Value: "null"},
		{Text: "data.contact_balance > 0", Value: "false"},
		{Text: "city", Value: "‘Rotterdam’"},
		{Text: "city.startsWith('Rot')", Value: "true"},
		{Text: "data.contact_balance > 0 || city.startsWith('Rot')", Value: "true"},
	}
	names := []condition.Name{{Name: "data", TakenFor: "event.data"}, {Name: "city", TakenFor: "the record's field"}}
	got := traced(`data.contact_balance > 0 || city.startsWith('Rot')`)
	if diff := cmp.Diff(condition.Result{True: true, Trace: want, Names: names}, got); diff != "" {
		t.Error(diff)
	}
	for text, meant := range map[string]string{"Company": "event.company", "email": "person.email"} {
		if diff := cmp.Diff(problem(1, 1, text+" is not defined. Did you mean "+meant+"?"), traced(text)); diff != "" {
			t.Error(diff)
		}
	}
}

// TestWarnings has what JavaScript takes for something else than people mean.
func TestWarnings(t *testing.T) {
	t.Parallel()
	p := newPool(t)
	const scope = `{"data":{"due":"soon","paid":"2026-12-01","ref":9007199254740993,"n":1e3}}`
	for text, want := range map[string][]string{
		`new Date(due) < new Date(paid)`:        {"new Date(due) is no date (NaN)"},
		`Date.parse(due) > 0 && n > 5000`:       {"Date.parse(due) is no date (NaN)"},
		`paid < new Date()`:                     {"paid < new Date() compares a number or a date with a text that is none (NaN)"},
		`n > 5000 || due > 5`:                   {"due > 5 compares a number or a date with a text that is none (NaN)"},
		`paid > '2027' && n > '1'`:              nil,
		`new Date(paid).getTime() < 0`:          nil,
		`ref == 1`:                              {"ref is above 2^53, where JavaScript rounds whole numbers"},
		`n == 9007199254740993 || n == 1e300`:   {"9007199254740993 is above 2^53, where JavaScript rounds whole numbers"},
		`n == 9007199254740991 && n == 1`:       nil,
		`var d = new Date(due); d > 1`:          nil,
		`n = 1001`:                              {"Line 1, column 1: this sets n and compares nothing. Did you mean ==?"},
		`data.n = 0`:                            {"Line 1, column 1: this sets data.n and compares nothing. Did you mean ==?"},
		`var a = 1; a = n; a == 1 || ref === 0`: {"ref is above 2^53, where JavaScript rounds whole numbers"},
	} {
		q := condition.Question{Text: text, Scope: condition.Scope{Object: []byte(scope), Fields: []string{"data"}}, Trace: true}
		got := ask(t, p, q)
		if diff := cmp.Diff(want, got.Warns); diff != "" {
			t.Errorf("%s: %s", text, diff)
		}
		q.Trace = false
		why := ask(t, p, q).Why
		for _, warning := range want {
			if !strings.Contains(text, "=") || strings.HasPrefix(warning, "Line") {
				continue
			}
			if !strings.Contains(why, warning) {
				t.Errorf("%s: the reason is %q", text, why)
			}
		}
	}
	got := ask(t, p, condition.Question{Text: `var d = new Date(data.due); d > 1`, Scope: condition.Scope{Object: []byte(scope)}})
	if got.Why != "d > 1, because d is no date" {
		t.Errorf("a name for no date: %q", got.Why)
	}
}

func TestCheck(t *testing.T) {
	t.Parallel()
	p := newPool(t)
	const brackets = 1000 / slowness
	for _, test := range []struct{ name, text, want string }{
		{"one that is right", `data.contact_balance > 0`, ""},
		{"several statements", "var a = 1\na > 0", ""},
		{"a bracket too few", `(contact_balance > 0`, "Line 1, column 21: a closing bracket is missing"},
		{"a bracket too many", `contact_balance) > 0`, "Line 1, column 16: ‘)’ cannot stand here"},
		{"the second line", "a\n  === ===", "Line 2, column 7: ‘===’ cannot stand here"},
		{"after letters of two bytes", `'éé' +`, "Line 1, column 7: something is missing at the end"},
		{"two words", `city Rotterdam`, "Line 1, column 6: an unexpected identifier"},
		{"a source map", "1\n//# sourceMappingURL=/nonexistent", ""},
		{"a loop, which is not run", `while (true) {}`, ""},
		{"a pattern that is none", `/(/.test(city)`, "Line 1, column 1: unterminated group"},
		{"two of one name", `let a; let a`, "Line 1, column 12: identifier 'a' has already been declared"},
		{"an assignment", `city = 'Delft'`, "Line 1, column 1: this sets city and compares nothing. Did you mean ==?"},
		{"an assignment behind a test", `data.a > 1 && (data.city = x)`, "Line 1, column 16: this sets data.city and compares nothing. Did you mean ==?"},
		{"an assignment of a literal before one", `(city = 'Delft') && a > 1`, "Line 1, column 2: this sets city and compares nothing. Did you mean ==?"},
		{"an assignment to a branch", "if (a) { b } else\n { c = d }", "Line 2, column 4: this sets c and compares nothing. Did you mean ==?"},
		{"an assignment as a test", "if (a = 1) { true }", "Line 1, column 5: this sets a and compares nothing. Did you mean ==?"},
		{"an assignment that is denied", "!(a = b)", "Line 1, column 3: this sets a and compares nothing. Did you mean ==?"},
		{"an assignment before the last statement", "var m; m = city.match(/x/); m == null", ""},
		{"an assignment that is looked at", "var m; (m = city.match(/x(.)/)) && m[1] == 'y'", ""},
		{"a sum", "var n = 0; n += 1", ""},
		{"one that takes years to read", strings.Repeat("(a=", 400) + "a" + strings.Repeat(")=>1", 400), "The condition took too long: make it simpler"},
		{"too long", strings.Repeat("é", condition.TextLimit+1), "The condition must be 4,000 characters or fewer"},
		{"as long as it may be", strings.Repeat("é", condition.TextLimit), ""},
		{
			"brackets in brackets", strings.Repeat("(", brackets) + "1" + strings.Repeat(")", brackets-1),
			fmt.Sprintf("Line 1, column %d: a closing bracket is missing", 2*brackets+1),
		},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got, err := "", condition.ErrBusy
			for errors.Is(err, condition.ErrBusy) {
				err = p.Check(context.Background(), test.text)
			}
			if err != nil {
				got = err.Error()
			}
			if got != test.want {
				t.Errorf("got %q, want %q", got, test.want)
			}
		})
	}
}

func TestLimits(t *testing.T) {
	t.Parallel()
	p := newPool(t)
	large := condition.Question{Text: "true", Scope: condition.Scope{Object: make([]byte, condition.ScopeLimit+1)}}
	result, err := p.Run(context.Background(), large)
	if err != nil || result.Error == nil || !strings.Contains(result.Error.Text, "too large") {
		t.Errorf("too large an event: %+v, %v", result, err)
	}
	result, err = p.Run(context.Background(), condition.Question{Text: "true", Scope: condition.Scope{Object: []byte(`[1`)}})
	if err != nil || result.Error == nil {
		t.Errorf("no object: %+v, %v", result, err)
	}
	gone, stop := context.WithCancel(context.Background())
	stop()
	if _, err := p.Run(gone, condition.Question{Text: "true", Scope: condition.Scope{Object: []byte(`{}`)}}); !errors.Is(err, context.Canceled) && err != nil {
		t.Errorf("nobody waits any more: %v", err)
	}
	missing := condition.NewPool("/nonexistent")
	if _, err := missing.Run(context.Background(), condition.Question{Text: "true"}); err == nil {
		t.Error("a child that cannot be started")
	}
}

// TestSlowOnesApart has many copies of a slow condition and one good one.
func TestSlowOnesApart(t *testing.T) {
	t.Parallel()
	p := newPool(t)
	run(t, p, "for (;;);")
	var group sync.WaitGroup
	for range 20 {
		group.Go(func() {
			_, err := p.Run(context.Background(), condition.Question{Text: "for (;;);", Scope: condition.Scope{Object: []byte("{}")}})
			if err != nil && !errors.Is(err, condition.ErrBusy) {
				t.Error(err)
			}
		})
	}
	for i := range 50 {
		if !run(t, p, fmt.Sprintf("%d >= 0", i)).True {
			t.Error("a good condition was not true")
		}
	}
	group.Wait()
}

// A long condition is told why it was false as a short one is, and takes no
// more than its length.
func TestLongConditions(t *testing.T) {
	t.Parallel()
	p := newPool(t)
	const terms = 490 / slowness
	chain := func(term, between string) string {
		text := ""
		for i := range terms {
			text += between + strings.ReplaceAll(term, "#", strconv.Itoa(i))
		}
		return text[len(between):]
	}
	for _, test := range []struct{ name, text, ends string }{
		{"any of many", chain("n==#", "||"), ", because n is -1"},
		{"all of many", chain("n!=#", "&&") + " && n > 0", "n > 0, because n is -1"},
		{"a long sum", "0<" + chain("n", "+"), ", because n is -1"},
		{"brackets in brackets", strings.Repeat("(n&&", terms) + "n>0" + strings.Repeat(")", terms), "n>0, because n is -1"},
		{"signs", strings.Repeat("!!", terms) + "(n>0)", ", because n is -1"},
	} {
		t.Run(test.name, func(t *testing.T) {
			t.Parallel()
			got := ask(t, p, condition.Question{Text: test.text, Scope: condition.Scope{Object: []byte(`{"n":-1}`)}, Trace: true})
			if got.Error != nil || got.True || !strings.HasSuffix(got.Why, test.ends) || len(got.Trace) == 0 {
				t.Errorf("%+v", got)
			}
		})
	}
}
