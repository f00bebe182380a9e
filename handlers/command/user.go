package command

import (
	"context"
	"errors"
	"fmt"
	"strings"

	"callboard/models"
	"callboard/models/store"
)

// userNamed returns the person whose e-mail the line gives.
func userNamed(ctx context.Context, s *store.Store, g given) (models.User, error) {
	u, err := s.UserByEmail(ctx, g.values["email"])
	if errors.Is(err, models.ErrNotFound) {
		err = fmt.Errorf("nobody signs in with %q", g.values["email"])
	}
	return u, err
}

// listUsers prints a line for each person: e-mail, state, and what they may do.
func listUsers(ctx context.Context, s *store.Store, _ given) (string, error) {
	var lines []string
	for _, disabled := range []bool{false, true} {
		rows, err := s.Users(ctx, models.Everything, store.UserFilter{Disabled: disabled})
		if err != nil {
			return "", err
		}
		for _, row := range rows {
			lines = append(lines, row.Email+"\t"+userState(row.User)+"\t"+grantWords(row.Rows))
		}
	}
	return strings.Join(lines, "\n"), nil
}

func userState(u models.User) string {
	switch {
	case u.DisabledAt > 0:
		return "disabled"
	case u.Invited():
		return "invited"
	}
	return "active"
}

func grantWords(grants []models.GrantRow) string {
	words := make([]string, len(grants))
	for i, g := range grants {
		where := "the whole system"
		switch {
		case g.LocationID != 0:
			where = g.LocationName + ", " + g.CompanyName
		case g.CompanyID != 0:
			where = g.CompanyName
		}
		words[i] = string(g.Role) + " of " + where
	}
	return strings.Join(words, "; ")
}

// setPassword gives somebody another password and ends their sessions.
func setPassword(ctx context.Context, s *store.Store, g given, u models.User) error {
	return s.SetPassword(ctx, by(), u.ID, g.password, "")
}

func disableUser(ctx context.Context, s *store.Store, _ given, u models.User) error {
	return s.DisableUser(ctx, by(), u.ID)
}

func enableUser(ctx context.Context, s *store.Store, _ given, u models.User) error {
	return s.EnableUser(ctx, by(), u.ID)
}
