package command_test

import (
	"context"
	"os"
	"regexp"
	"strings"
	"testing"

	"callboard/condition"
	"callboard/handlers/command"
	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

// shell runs command lines against one database, as a script does.
type shell struct {
	t        *testing.T
	database string
	dir      string
	stdin    string
}

// run returns what a line prints to stdout and stderr, and its error.
func (s shell) run(args ...string) (out, log string, err error) {
	s.t.Helper()
	var stdout, stderr strings.Builder
	program, err := os.Executable()
	if err != nil {
		s.t.Fatal(err)
	}
	pool := condition.NewPool(program, conditionChild)
	defer pool.Close()
	line := command.Line{Stdin: strings.NewReader(s.stdin), Stdout: &stdout, Stderr: &stderr, Options: store.Options{Database: s.database, Dir: s.dir}, Conditions: pool}
	err = line.Run(s.t.Context(), args)
	return stdout.String(), stderr.String(), err
}

func (s shell) open(ctx context.Context) (*store.Store, error) {
	return store.Open(ctx, store.Options{Database: s.database, Dir: s.dir})
}

// must returns the one line that args print, which matches form.
func (s shell) must(form string, args ...string) string {
	s.t.Helper()
	out, log, err := s.run(args...)
	if err != nil || !regexp.MustCompile(`^`+form+`\n$`).MatchString(out) || !strings.HasPrefix(log, "Added ") {
		s.t.Fatalf("%v prints %q and %q: %v", args, out, log, err)
	}
	return strings.TrimSpace(out)
}

const hex = `[0-9a-f]{24}`

func TestVerbs(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, database string) {
		sh := shell{t: t, database: database, dir: t.TempDir(), stdin: "correct horse battery\n"}
		company := sh.must(hex, "company", "add", "Northwind Fitness")
		location := sh.must(hex, "location", "add", "-company", company, "Rotterdam Centrum")
		of := sh.must(`[1-9][0-9]{11}`, "database", "add", "--company="+company, "Members")
		sh.must(`[1-9][0-9]{11}`, "collection", "add", "Visits", "-database", of)
		sh.must(`[0-9A-Z]{13}`, "user", "add", "-email", "ines@example.org", "-role", "manager", "-company", company, "-password-stdin")
		sh.must(`[0-9A-Z]{13}`, "user", "add", "-password-stdin", "-role", "admin", "-email", "root@example.org")
		const key = `cb_[A-Za-z0-9_-]{43}`
		whole := sh.must(key, "key", "add", "-role", "admin", "Everything")
		ofCompany := sh.must(key, "key", "add", "-company", company, "-role", "operator", "Shop")
		ofLocation := sh.must(key, "key", "add", "-location", location, "-company", company, "-role", "viewer", "--", "-till")

		s, err := sh.open(t.Context())
		if err != nil {
			t.Fatal(err)
		}
		defer s.Close()
		for clear, want := range map[string]models.Role{whole: models.Admin, ofCompany: models.Operator, ofLocation: models.Viewer} {
			k, err := s.APIKeyByToken(t.Context(), clear, "192.0.2.1")
			if err != nil || k.Role != want || (k.CompanyID == 0) != (clear == whole) || (k.LocationID == 0) == (clear == ofLocation) {
				t.Errorf("the key of a %s is %+v: %v", want, k, err)
			}
		}
		u, err := s.SignIn(t.Context(), "ines@example.org", "correct horse battery", "192.0.2.1")
		if err != nil || len(u.Grants) != 1 || u.Grants[0].Role != models.Manager || u.Grants[0].CompanyID == 0 {
			t.Errorf("the user signs in as %+v: %v", u, err)
		}
	})
}

// TestBesideTheServer runs a verb while a server has the database open.
func TestBesideTheServer(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, database string) {
		sh := shell{t: t, database: database, dir: t.TempDir()}
		server := storetest.Open(t, database, func(o *store.Options) { o.Dir = sh.dir })
		id := sh.must(hex, "company", "add", "Northwind Fitness")
		if c, err := server.Company(t.Context(), models.Everything, id); err != nil || c.Name != "Northwind Fitness" || !c.Active {
			t.Errorf("the server sees %+v: %v", c, err)
		}
	})
}

func TestRefused(t *testing.T) {
	t.Parallel()
	sh := shell{t: t, dir: t.TempDir(), stdin: "short"}
	company := sh.must(hex, "company", "add", "Northwind Fitness")
	other := sh.must(hex, "company", "add", "Contoso")
	location := sh.must(hex, "location", "add", "-company", other, "Utrecht")
	tests := map[string]struct{ args, shows string }{
		"no such company":     {"location add -company 0123456789abcdef01234567 X", `there is no company with the id "0123456789abcdef01234567"`},
		"no such location":    {"key add -location nowhere -role viewer X", `there is no location with the id "nowhere"`},
		"of another company":  {"key add -company " + company + " -location " + location + " -role viewer X", "there is no location with the id"},
		"no such database":    {"collection add -database 1 X", `there is no database with the id "1"`},
		"short password":      {"user add -email a@example.org -role viewer -password-stdin", "12 characters"},
		"no e-mail at all":    {"user add -email nobody -role viewer -password-stdin", "e-mail"},
		"company without end": {"company add " + strings.Repeat("x", 121), "Name must be 120 characters or fewer"},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			out, _, err := sh.run(strings.Fields(tt.args)...)
			if err == nil || out != "" || command.ExitCode(err) != 1 || !strings.Contains(strings.ToLower(err.Error()), strings.ToLower(tt.shows)) {
				t.Errorf("prints %q, exits with %d: %v", out, command.ExitCode(err), err)
			}
		})
	}
}

func TestUsage(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		args  []string
		shows string
	}{
		"nothing":            {nil, "callboard company add NAME"},
		"one word":           {[]string{"company"}, `There is no command "company"`},
		"unknown verb":       {[]string{"company", "remove", "x"}, `There is no command "company remove"`},
		"no name":            {[]string{"company", "add"}, "A name is missing."},
		"two names":          {[]string{"company", "add", "Northwind", "Fitness"}, "Put a name of several words in quotes."},
		"unknown flag":       {[]string{"company", "add", "-company", "x", "X"}, "There is no flag -company here."},
		"no company":         {[]string{"location", "add", "X"}, "-company is missing."},
		"empty company":      {[]string{"key", "add", "-company", "", "-role", "admin", "X"}, "-company is empty."},
		"flag without value": {[]string{"key", "add", "X", "-role"}, "-role needs a value."},
		"flag given twice":   {[]string{"key", "add", "X", "-role", "viewer", "-role=admin"}, "-role is given twice."},
		"no role":            {[]string{"key", "add", "X"}, "-role is missing."},
		"unknown role":       {[]string{"key", "add", "-role", "owner", "X"}, "The roles are viewer, operator, manager and admin."},
		"no password":        {[]string{"user", "add", "-email", "a@example.org", "-role", "viewer"}, "-password-stdin is missing."},
		"password as value":  {[]string{"user", "add", "-email", "a@example.org", "-role", "viewer", "-password-stdin=x"}, "There is no flag -password-stdin here."},
		"backup of nothing":  {[]string{"backup"}, "callboard backup FILE"},
		"copy to nowhere":    {[]string{"copy"}, "-to is missing."},
		"name of a user":     {[]string{"user", "add", "Ines", "-email", "a@example.org", "-role", "viewer", "-password-stdin"}, `"Ines" is one word too many.`},
	}
	// A line that makes no sense opens nothing: there is no folder within a file.
	nowhere := store.Options{Dir: os.Args[0] + "/data"}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			line := command.Line{Stdin: strings.NewReader(""), Stdout: &strings.Builder{}, Stderr: &strings.Builder{}, Options: nowhere}
			err := line.Run(t.Context(), tt.args)
			if command.ExitCode(err) != 2 || !strings.Contains(err.Error(), tt.shows) {
				t.Errorf("exits with %d: %v", command.ExitCode(err), err)
			}
			if strings.Contains(err.Error(), "=x") {
				t.Errorf("repeats a password: %v", err)
			}
		})
	}
}
