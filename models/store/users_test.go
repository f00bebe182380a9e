package store_test

import (
	"errors"
	"fmt"
	"strings"
	"sync"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

func TestCreateFirstUser(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		if has, err := s.HasUsers(t.Context()); has || err != nil {
			t.Fatalf("an empty store has users: %v, %v", has, err)
		}
		var (
			mu   sync.Mutex
			made int
			wait sync.WaitGroup
		)
		for i := range 4 {
			wait.Go(func() {
				_, err := s.CreateFirstUser(t.Context(), fmt.Sprintf("admin%d@example.com", i), storetest.Password)
				if err != nil && !errors.Is(err, models.ErrConflict) {
					t.Error(err)
				}
				mu.Lock()
				defer mu.Unlock()
				if err == nil {
					made++
				}
			})
		}
		wait.Wait()
		if has, err := s.HasUsers(t.Context()); made != 1 || !has || err != nil {
			t.Errorf("%d first users, %v, %v", made, has, err)
		}
	})
}

func TestCreateFirstUserBesideAnother(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		storetest.User(t, s, "eve@example.com", models.Viewer, models.Owner{})
		if _, err := s.CreateFirstUser(t.Context(), "admin@example.com", storetest.Password); !errors.Is(err, models.ErrConflict) {
			t.Errorf("got %v", err)
		}
	})
}

func TestCreateUserRefused(t *testing.T) {
	t.Parallel()
	cases := map[string]struct{ email, password, field string }{
		"no e-mail":        {"", storetest.Password, "email"},
		"no address":       {"Eve", storetest.Password, "email"},
		"name and address": {"Eve <eve@example.com>", storetest.Password, "email"},
		"not text":         {"\xff@example.com", storetest.Password, "email"},
		"taken":            {" Ann@Example.com", storetest.Password, "email"},
		"no password":      {"eve@example.com", "", "password"},
		"short password":   {"eve@example.com", "elevenchars", "password"},
		"short in letters": {"eve@example.com", strings.Repeat("é", 11), "password"},
		"endless password": {"eve@example.com", strings.Repeat("x", 1001), "password"},
	}
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		storetest.User(t, s, "ann@example.com", models.Viewer, models.Owner{})
		for name, c := range cases {
			_, err := s.CreateUser(t.Context(), storetest.Access(), models.NewUser{Email: c.email, Password: c.password, Grant: models.Grant{Role: models.Viewer}})
			problems, refused := errors.AsType[models.Problems](err)
			if name == "not text" && err == nil {
				continue // written with a replacement character, it is an address
			}
			if !refused || problems.On(c.field) == "" {
				t.Errorf("%s: got %v", name, err)
			}
		}
	})
}

func TestNobodyGivesMoreThanTheyHold(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		here, there := storetest.Company(t, s), storetest.Company(t, s)
		manager := storetest.User(t, s, "manager@example.com", models.Manager, here.Owner())
		actor := manager.Actor("192.0.2.1")
		by := models.Access{Actor: actor, Scope: actor.Scope(models.UsersManage)}
		cases := map[string]struct {
			grant models.Grant
			want  error
		}{
			"a viewer here":            {models.Grant{Role: models.Viewer, CompanyID: here.ID}, nil},
			"a manager here":           {models.Grant{Role: models.Manager, CompanyID: here.ID}, nil},
			"an admin here":            {models.Grant{Role: models.Admin, CompanyID: here.ID}, models.Problems{}},
			"an unknown role":          {models.Grant{Role: "king", CompanyID: here.ID}, models.Problems{}},
			"a viewer there":           {models.Grant{Role: models.Viewer, CompanyID: there.ID}, models.ErrNotFound},
			"a viewer of everything":   {models.Grant{Role: models.Viewer}, models.ErrNotFound},
			"a viewer of no location":  {models.Grant{Role: models.Viewer, CompanyID: here.ID, LocationID: 1}, models.ErrNotFound},
			"a viewer of a lost place": {models.Grant{Role: models.Viewer, CompanyID: 1}, models.ErrNotFound},
		}
		for name, c := range cases {
			email := strings.ReplaceAll(name, " ", "-") + "@example.com"
			_, userErr := s.CreateUser(t.Context(), by, models.NewUser{Email: email, Password: storetest.Password, Grant: c.grant})
			key := models.APIKey{Name: "key", Role: c.grant.Role, CompanyID: c.grant.CompanyID, LocationID: c.grant.LocationID}
			_, keyErr := s.CreateAPIKey(t.Context(), by, &key)
			for _, err := range []error{userErr, keyErr} {
				_, refused := errors.AsType[models.Problems](err)
				_, wanted := errors.AsType[models.Problems](c.want)
				if refused != wanted || !wanted && !errors.Is(err, c.want) {
					t.Errorf("%s: got %v, want %v", name, err, c.want)
				}
			}
		}
	})
}

func TestSignIn(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		place := storetest.Location(t, s, storetest.Company(t, s))
		made := storetest.User(t, s, "Ann@Example.com", models.Operator, models.Owner{LocationID: place.ID})
		got, err := s.SignIn(t.Context(), " ann@example.COM", storetest.Password, "192.0.2.1")
		if err != nil {
			t.Fatal(err)
		}
		want := []models.Grant{{ID: made.Grants[0].ID, UserID: made.ID, Role: models.Operator, CompanyID: place.CompanyID, LocationID: place.ID}}
		if diff := cmp.Diff(want, got.Grants); diff != "" || got.LastSignInAt == 0 {
			t.Errorf("last sign-in %d, grants:\n%s", got.LastSignInAt, diff)
		}
		for _, email := range []string{"ann@example.com", "nobody@example.com", "", "\xff"} {
			if _, err := s.SignIn(t.Context(), email, "wrong", "192.0.2.1"); !errors.Is(err, models.ErrSignIn) {
				t.Errorf("%q: got %v", email, err)
			}
		}
	})
}

func TestSignInThrottle(t *testing.T) {
	t.Parallel()
	const ann, nobody = "ann@example.com", "nobody@example.com"
	type try struct {
		email, password, address string
		after                    time.Duration
	}
	wrong := func(email, address string) try { return try{email: email, password: "wrong", address: address} }
	five := func(email, form string) (tries []try) {
		for i := range 5 {
			tries = append(tries, wrong(email, strings.ReplaceAll(form, "N", fmt.Sprint(i))))
		}
		return tries
	}
	right := func(address string, after time.Duration) try { return try{ann, storetest.Password, address, after} }
	cases := map[string]struct {
		before []try
		last   try
		want   error
	}{
		"four wrong":                   {five(ann, "192.0.2.N")[1:], right("192.0.2.9", 0), nil},
		"five wrong for one e-mail":    {five(ann, "192.0.2.N"), right("192.0.2.9", 0), models.TooManyError{Wait: time.Minute}},
		"five wrong for nobody":        {five(nobody, "192.0.2.N"), wrong(nobody, "192.0.2.9"), models.TooManyError{Wait: time.Minute}},
		"half a minute later":          {five(ann, "192.0.2.N"), right("192.0.2.9", 30*time.Second), models.TooManyError{Wait: 30 * time.Second}},
		"a minute later":               {five(ann, "192.0.2.N"), right("192.0.2.9", time.Minute), nil},
		"sixth wrong a minute later":   {append(five(ann, "192.0.2.N"), try{ann, "wrong", "192.0.2.8", time.Minute}), right("192.0.2.9", 0), models.TooManyError{Wait: time.Minute}},
		"spread over twenty minutes":   {append(five(ann, "192.0.2.N")[1:], try{ann, "wrong", "192.0.2.8", 16 * time.Minute}), right("192.0.2.9", 0), nil},
		"five from one address":        {five("N", "192.0.2.1"), right("192.0.2.1", 0), models.TooManyError{Wait: time.Minute}},
		"five from another address":    {five("N", "192.0.2.1"), right("192.0.2.2", 0), nil},
		"five from one IPv6 network":   {five("N", "2001:db8::N"), right("2001:db8::99", 0), models.TooManyError{Wait: time.Minute}},
		"five from other IPv6 ones":    {five("N", "2001:db8:0:N::1"), right("2001:db8::99", 0), nil},
		"a mapped address is the same": {five("N", "192.0.2.1"), right("::ffff:192.0.2.1", 0), models.TooManyError{Wait: time.Minute}},
	}
	storetest.EachDatabase(t, func(t *testing.T, address string) {
		clock := newClock()
		s := storetest.Open(t, address, clock.At)
		storetest.User(t, s, ann, models.Viewer, models.Owner{})
		for name, c := range cases {
			clock.Advance(time.Hour) // what was wrong before is forgotten
			for _, one := range c.before {
				clock.Advance(one.after)
				if _, err := s.SignIn(t.Context(), one.email, one.password, one.address); !errors.Is(err, models.ErrSignIn) {
					t.Fatalf("%s: wrong password: %v", name, err)
				}
			}
			clock.Advance(c.last.after)
			_, err := s.SignIn(t.Context(), c.last.email, c.last.password, c.last.address)
			if !errors.Is(err, c.want) {
				t.Errorf("%s: got %v, want %v", name, err, c.want)
			}
		}
	})
}

func TestSignInClearsTheThrottle(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		storetest.User(t, s, "ann@example.com", models.Viewer, models.Owner{})
		for range 3 {
			for range 4 {
				if _, err := s.SignIn(t.Context(), "ann@example.com", "wrong", "192.0.2.1"); !errors.Is(err, models.ErrSignIn) {
					t.Fatalf("wrong password: %v", err)
				}
			}
			if _, err := s.SignIn(t.Context(), "ann@example.com", storetest.Password, "192.0.2.1"); err != nil {
				t.Fatalf("right password: %v", err)
			}
		}
	})
}

func TestManyGuessesAtOnce(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		var (
			mu      sync.Mutex
			checked int
			wait    sync.WaitGroup
		)
		for range 20 {
			wait.Go(func() {
				_, err := s.SignIn(t.Context(), "ann@example.com", "guess", "192.0.2.1")
				mu.Lock()
				defer mu.Unlock()
				if errors.Is(err, models.ErrSignIn) {
					checked++
				}
			})
		}
		wait.Wait()
		if checked > 5 {
			t.Errorf("%d guesses were checked", checked)
		}
	})
}

func TestManagers(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		here, there := storetest.Company(t, s), storetest.Company(t, s)
		place, other := storetest.Location(t, s, here), storetest.Location(t, s, here)
		storetest.User(t, s, "admin@example.com", models.Admin, models.Owner{})
		storetest.User(t, s, "here@example.com", models.Manager, here.Owner())
		storetest.User(t, s, "viewer@example.com", models.Viewer, here.Owner())
		storetest.User(t, s, "place@example.com", models.Manager, place.Owner())
		storetest.User(t, s, "other@example.com", models.Manager, other.Owner())
		storetest.User(t, s, "there@example.com", models.Manager, there.Owner())
		for name, c := range map[string]struct {
			of   models.Owner
			want []string
		}{
			"company":  {here.Owner(), []string{"admin@example.com", "here@example.com"}},
			"location": {place.Owner(), []string{"admin@example.com", "here@example.com", "place@example.com"}},
			"system":   {models.Owner{}, []string{"admin@example.com"}},
		} {
			got, err := s.Managers(t.Context(), c.of, models.CallbacksWrite)
			if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
				t.Errorf("%s: %v\n%s", name, err, diff)
			}
		}
	})
}
