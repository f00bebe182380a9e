package store_test

import (
	"errors"
	"testing"
	"time"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

const otherPassword = "another long password"

// people are a company, another one, and those who are let in.
type people struct {
	s                             *store.Store
	company, elsewhere            models.Company
	admin, manager, viewer, other models.User
	both                          models.User // of both companies
}

func newPeople(t *testing.T, s *store.Store) people {
	t.Helper()
	p := people{s: s, company: storetest.Company(t, s), elsewhere: models.Company{Name: "Elsewhere", Active: true}}
	if err := s.CreateCompany(t.Context(), storetest.Access(), &p.elsewhere); err != nil {
		t.Fatal(err)
	}
	p.admin = storetest.User(t, s, "admin@example.com", models.Admin, models.Owner{})
	p.manager = storetest.User(t, s, "manager@example.com", models.Manager, p.company.Owner())
	p.viewer = storetest.User(t, s, "viewer@example.com", models.Viewer, p.company.Owner())
	p.other = storetest.User(t, s, "other@example.com", models.Viewer, p.elsewhere.Owner())
	p.both = storetest.User(t, s, "both@example.com", models.Viewer, p.company.Owner())
	if err := s.AddGrant(t.Context(), p.as(p.admin), p.both.ID, models.Grant{Role: models.Viewer, CompanyID: p.elsewhere.ID}); err != nil {
		t.Fatal(err)
	}
	return p
}

// as is the access of somebody who manages people.
func (p people) as(u models.User) models.Access {
	a := u.Actor("192.0.2.1")
	return models.Access{Actor: a, Scope: a.Scope(models.UsersManage)}
}

// Nobody grants, changes or disables more than they hold, and a manager touches
// nobody who is let in elsewhere too.
func TestChangeOfSomebodyWhoHoldsMore(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p := newPeople(t, s)
		system, company := models.Grant{Role: models.Viewer}, models.Grant{Role: models.Admin, CompanyID: p.company.ID}
		same := models.Grant{Role: models.Operator, CompanyID: p.company.ID}
		cases := map[string]struct {
			by   models.User
			of   models.User
			give models.Grant
			want string // "": goes; "not found": does not exist for them; else the field
		}{
			"a viewer gets more":                 {p.manager, p.viewer, same, ""},
			"an admin by a manager":              {p.manager, p.viewer, company, "role"},
			"the whole system by a manager":      {p.manager, p.viewer, system, "not found"},
			"the admin, by a manager":            {p.manager, p.admin, same, "not found"},
			"somebody of both, by a manager":     {p.manager, p.both, same, "user"},
			"somebody of both, by an admin":      {p.admin, p.both, same, ""},
			"somebody elsewhere, by a manager":   {p.manager, p.other, same, "not found"},
			"another, by one who may only read":  {p.viewer, p.manager, same, "not found"},
			"a role for elsewhere, by a manager": {p.manager, p.viewer, models.Grant{Role: models.Viewer, CompanyID: p.elsewhere.ID}, "not found"},
			"no role at all":                     {p.admin, p.viewer, models.Grant{CompanyID: p.company.ID}, "role"},
		}
		for name, c := range cases {
			wantRefusal(t, name+": role", s.AddGrant(t.Context(), p.as(c.by), c.of.ID, c.give), c.want)
			if c.want == "role" || c.give == system || c.give.CompanyID == p.elsewhere.ID {
				continue
			}
			wantRefusal(t, name+": link", justError(s.NewPasswordLink(t.Context(), p.as(c.by), c.of.ID)), c.want)
			wantRefusal(t, name+": sign out", s.EndUserSessions(t.Context(), p.as(c.by), c.of.ID, 0), c.want)
			wantRefusal(t, name+": password", s.SetPassword(t.Context(), p.as(c.by), c.of.ID, otherPassword, ""), c.want)
			wantRefusal(t, name+": disable", s.DisableUser(t.Context(), p.as(c.by), c.of.ID), c.want)
			wantRefusal(t, name+": enable", s.EnableUser(t.Context(), p.as(c.by), c.of.ID), c.want)
		}
	})
}

func justError(_ string, err error) error { return err }

func wantRefusal(t *testing.T, name string, err error, want string) {
	t.Helper()
	problems, _ := errors.AsType[models.Problems](err)
	switch {
	case want == "" && err != nil:
		t.Errorf("%s: %v", name, err)
	case want == "not found" && !errors.Is(err, models.ErrNotFound):
		t.Errorf("%s: %v, want not found", name, err)
	case want != "" && want != "not found" && problems.On(want) == "":
		t.Errorf("%s: %v, want a problem with %s", name, err, want)
	}
}

// The last admin can neither be disabled nor lose the role, nor can two disable
// each other at once.
func TestLastAdminStays(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p := newPeople(t, s)
		line := models.System("command line")
		wantRefusal(t, "disabled", s.DisableUser(t.Context(), line, p.admin.ID), "role")
		wantRefusal(t, "the only role", s.RemoveGrant(t.Context(), line, p.admin.ID, p.admin.Grants[0].ID), "role")
		wantRefusal(t, "another role", s.AddGrant(t.Context(), line, p.admin.ID, models.Grant{Role: models.Viewer}), "role")
		wantRefusal(t, "oneself", s.DisableUser(t.Context(), p.as(p.admin), p.admin.ID), "user")

		second := storetest.User(t, s, "second@example.com", models.Admin, models.Owner{})
		failures := make(chan error, 2)
		go func() { failures <- s.DisableUser(t.Context(), p.as(p.admin), second.ID) }()
		go func() { failures <- s.DisableUser(t.Context(), p.as(second), p.admin.ID) }()
		if a, b := <-failures, <-failures; (a == nil) == (b == nil) {
			t.Errorf("both at once: %v, %v", a, b)
		}
	})
}

// Who is disabled is out at once: sessions, password and links open nothing. What
// they did keeps their name, and they can be let in again.
func TestDisabledUser(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p := newPeople(t, s)
		session, err := s.StartSession(t.Context(), p.viewer.ID, "192.0.2.9", "Browser")
		if err != nil {
			t.Fatal(err)
		}
		link, err := s.NewPasswordLink(t.Context(), p.as(p.manager), p.viewer.ID)
		if err != nil {
			t.Fatal(err)
		}
		if err := s.DisableUser(t.Context(), p.as(p.manager), p.viewer.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := s.SessionUser(t.Context(), session); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("session: %v", err)
		}
		if _, err := s.SignIn(t.Context(), p.viewer.Email, storetest.Password, "192.0.2.9"); !errors.Is(err, models.ErrSignIn) {
			t.Errorf("sign-in: %v", err)
		}
		if _, err := s.UsePasswordLink(t.Context(), link, otherPassword, ""); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("link: %v", err)
		}
		wantRefusal(t, "another link", justError(s.NewPasswordLink(t.Context(), p.as(p.manager), p.viewer.ID)), "user")
		if rows, err := s.Users(t.Context(), p.as(p.manager).Scope, store.UserFilter{Disabled: true}); err != nil || len(rows) != 1 || rows[0].Email != p.viewer.Email {
			t.Errorf("disabled: %v, %v", rows, err)
		}
		if err := s.EnableUser(t.Context(), p.as(p.manager), p.viewer.ID); err != nil {
			t.Fatal(err)
		}
		if _, err := s.SignIn(t.Context(), p.viewer.Email, storetest.Password, "192.0.2.9"); err != nil {
			t.Errorf("enabled again: %v", err)
		}
	})
}

// A link is good for one password, until it is too old or another one was made.
// Using it ends the old password and all sessions.
func TestPasswordLink(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, address string) {
		clock := newClock()
		s := storetest.Open(t, address, clock.At)
		p := newPeople(t, s)
		invited, err := s.CreateUser(t.Context(), p.as(p.manager), models.NewUser{
			Email: "New@example.com", Invited: true, Grant: models.Grant{Role: models.Operator, CompanyID: p.company.ID},
		})
		if err != nil {
			t.Fatal(err)
		}
		link := func(of models.User) string {
			token, err := s.NewPasswordLink(t.Context(), p.as(p.manager), of.ID)
			if err != nil {
				t.Fatal(err)
			}
			return token
		}
		opens := func(token string) bool {
			_, err := s.PasswordLinkUser(t.Context(), token)
			return err == nil
		}
		if _, err := s.SignIn(t.Context(), invited.Email, "", "192.0.2.9"); !errors.Is(err, models.ErrSignIn) {
			t.Errorf("no password yet: %v", err)
		}
		first, second := link(invited), link(invited)
		if opens(first) || !opens(second) || opens("") {
			t.Error("the link before still opens")
		}
		clock.Advance(store.InviteLife - time.Second)
		if _, err := s.UsePasswordLink(t.Context(), second, "short", ""); err == nil {
			t.Error("took a short password")
		}
		if _, err := s.UsePasswordLink(t.Context(), second, otherPassword, "192.0.2.9"); err != nil {
			t.Error(err)
		}
		if _, err := s.SignIn(t.Context(), invited.Email, otherPassword, "192.0.2.9"); err != nil {
			t.Errorf("the new password: %v", err)
		}
		if _, err := s.UsePasswordLink(t.Context(), second, storetest.Password, ""); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("used again: %v", err)
		}

		reset := link(p.viewer)
		session, err := s.StartSession(t.Context(), p.viewer.ID, "192.0.2.9", "Browser")
		if err != nil {
			t.Fatal(err)
		}
		if _, err := s.SignIn(t.Context(), p.viewer.Email, storetest.Password, "192.0.2.9"); err != nil {
			t.Errorf("the old password, before the link is used: %v", err)
		}
		if _, err := s.UsePasswordLink(t.Context(), reset, otherPassword, "192.0.2.9"); err != nil {
			t.Error(err)
		}
		if _, err := s.SignIn(t.Context(), p.viewer.Email, storetest.Password, "192.0.2.9"); !errors.Is(err, models.ErrSignIn) {
			t.Errorf("the old password afterwards: %v", err)
		}
		if _, err := s.SessionUser(t.Context(), session); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("a session of the old password: %v", err)
		}
		late := link(p.viewer)
		clock.Advance(store.ResetLife)
		if opens(late) {
			t.Error("a link opens after its time")
		}
	})
}

// People change their own password with the old one, and stay signed in where
// they did so alone.
func TestChangePassword(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		p := newPeople(t, s)
		self := models.Access{Actor: p.viewer.Actor("192.0.2.9")}
		var tokens [2]string
		for i := range tokens {
			var err error
			if tokens[i], err = s.StartSession(t.Context(), p.viewer.ID, "192.0.2.9", "Browser"); err != nil {
				t.Fatal(err)
			}
		}
		wantRefusal(t, "the wrong one", s.ChangePassword(t.Context(), self, "wrong", otherPassword, tokens[0]), "old_password")
		if err := s.ChangePassword(t.Context(), self, storetest.Password, otherPassword, tokens[0]); err != nil {
			t.Fatal(err)
		}
		if _, err := s.SessionUser(t.Context(), tokens[0]); err != nil {
			t.Errorf("the session that asked: %v", err)
		}
		if _, err := s.SessionUser(t.Context(), tokens[1]); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("the other one: %v", err)
		}
		rows, err := s.UserSessions(t.Context(), p.viewer.ID, tokens[0])
		if err != nil || len(rows) != 1 || !rows[0].Current {
			t.Errorf("sessions: %v, %v", rows, err)
		}
		if err := s.EndUserSessions(t.Context(), self, p.viewer.ID, rows[0].ID); err != nil {
			t.Error(err)
		}
		if _, err := s.SessionUser(t.Context(), tokens[0]); !errors.Is(err, models.ErrNotFound) {
			t.Errorf("after it was ended: %v", err)
		}
	})
}
