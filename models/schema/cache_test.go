package schema_test

import (
	"context"
	"fmt"
	"strings"
	"sync"
	"testing"

	"callboard/models/schema"
)

// wide is a schema of so many parts, told apart by its title.
func wide(title string, parts int) []byte {
	return []byte(`{"title":"` + title + `","allOf":[` + strings.Repeat(`{},`, parts-2) + `{}]}`)
}

// A schema that takes seconds to read is refused when it is saved: what reading
// it takes grows with the square of its depth.
func TestSchemaThatTakesLongToRead(t *testing.T) {
	t.Parallel()
	deep := func(levels int) string {
		return strings.Repeat(`{"not":`, levels) + "{}" + strings.Repeat("}", levels)
	}
	tests := map[string]struct{ schema, want string }{
		"a hundred deep":            {deep(99), ""},
		"a thousand deep":           {deep(990), "it is nested more than 100 deep"},
		"a thousand deep in a list": {`{"enum":[` + strings.Repeat("[", 100) + strings.Repeat("]", 100) + `]}`, "it is nested more than 100 deep"},
		"a long name above":         {`{"properties":{"` + strings.Repeat("a", 20_000) + `":` + deep(990) + `}}`, "it is nested more than 100 deep"},
		"as many parts as may be":   {string(wide("", schema.PartsLimit)), ""},
		"twenty thousand parts":     {string(wide("", 20_000)), "it has more than 3,000 parts"},
		"twelve thousand yes":       {`{"allOf":[` + strings.Repeat("true,", 12_000) + `true]}`, "it has more than 3,000 parts"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			got := ""
			if _, err := schema.Compile([]byte(tt.schema)); err != nil {
				got = err.Error()
			}
			if got != tt.want {
				t.Errorf("says %q, want %q", got, tt.want)
			}
		})
	}
}

// Of a hundred requests that need a schema at once, one reads it.
func TestSchemaIsReadOnce(t *testing.T) {
	t.Parallel()
	cache, text := schema.NewCache(), wide("of all", schema.PartsLimit)
	var asked sync.WaitGroup
	made := make([]*schema.Schema, 100)
	for i := range made {
		asked.Go(func() {
			var err error
			if made[i], err = cache.Compile(t.Context(), text, schema.NewBudget()); err != nil {
				t.Error(err)
			}
			if mistakes := made[i].Check(t.Context(), []byte(`{}`), schema.NewBudget()); len(mistakes) != 0 {
				t.Error(mistakes)
			}
		})
	}
	asked.Wait()
	for _, each := range made {
		if each != made[0] {
			t.Fatal("it was read twice")
		}
	}
}

// A cache forgets what was asked for longest ago, and is never larger than its
// limit.
func TestCacheForgets(t *testing.T) {
	t.Parallel()
	cache := schema.NewCache()
	text := func(i int) []byte {
		return fmt.Appendf(nil, `{"title":"%d","description":"%s"}`, i, strings.Repeat("x", 60_000))
	}
	compile := func(i int) *schema.Schema {
		t.Helper()
		made, err := cache.Compile(t.Context(), text(i), schema.NewBudget())
		if err != nil {
			t.Fatal(err)
		}
		return made
	}
	first, second := compile(0), compile(1)
	for i := 2; i < 18; i++ { // seventeen fit into 1 MiB
		compile(i)
		if compile(0) != first {
			t.Fatalf("forgot what was asked for last, at %d", i)
		}
	}
	if compile(1) == second {
		t.Error("keeps more than its limit")
	}
}

// What reading schemas takes is the request's: one that names many large ones is
// broken off, and goes through once they were read for it.
func TestSchemasOfARequest(t *testing.T) {
	t.Parallel()
	cache := schema.NewCache()
	try := func() (read int, err error) {
		budget := schema.NewBudget()
		for i := range 8 {
			if _, err := cache.Compile(t.Context(), wide(fmt.Sprint(i), schema.PartsLimit), budget); err != nil {
				return read, err
			}
			read++
		}
		return read, nil
	}
	if read, err := try(); read != 7 || err == nil || err.Error() != "it takes too much work to check with those before it: send fewer at once" {
		t.Errorf("read %d of 8: %v", read, err)
	}
	if read, err := try(); read != 8 || err != nil {
		t.Errorf("again: read %d of 8: %v", read, err)
	}
}

// Nobody waits for what a request that has ended would have been told.
func TestRequestThatEnds(t *testing.T) {
	t.Parallel()
	hostile, err := schema.Compile([]byte(doubling))
	if err != nil {
		t.Fatal(err)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	deep := []byte(strings.Repeat(`{"x":`, 60) + "1" + strings.Repeat("}", 60))
	for range 20 { // either way: while it waits for its turn, or at work
		mistakes := hostile.Check(ended, deep, schema.NewBudget())
		if len(mistakes) != 1 || mistakes[0].Text != "was not checked: the request has ended" {
			t.Fatalf("says %v", mistakes)
		}
	}
}
