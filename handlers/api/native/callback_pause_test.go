package native_test

import (
	"net/http"
	"strings"
	"testing"
)

// A reason that cannot be kept as it is, is refused and not cut.
func TestReasonOfAPause(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	path := "/callbacks/" + f.register(signed) + "/pause"
	for _, reason := range []string{strings.Repeat("é", 501), `a\u0000b`, `two\nlines`} {
		f.call("POST", path, `{"reason":"`+reason+`"}`).wants(t, http.StatusUnprocessableEntity)
	}
	long := strings.Repeat("é", 500)
	if got := f.call("POST", path, `{"reason":"`+long+`"}`).wants(t, 200).text(t, "pause_reason"); got != long {
		t.Errorf("kept %q", got)
	}
}
