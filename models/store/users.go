package store

import (
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/store/secrets"
)

// CreateUser makes a user with one grant, and without a password one who is
// invited: PasswordLink lets them choose it. Problems when it cannot be;
// ErrNotFound when the grant lies outside the scope.
func (s *Store) CreateUser(ctx context.Context, by models.Access, n models.NewUser) (models.User, error) {
	problems := n.Check()
	if n.Grant.Role.Known() && !by.Actor.Gives(n.Grant.Role, n.Grant.Owner()) {
		problems.Add("role", "You cannot give more than you hold")
	}
	owner, err := s.owner(ctx, by.Scope, n.Grant.Owner())
	if err != nil {
		return models.User{}, err
	}
	if err := problems.Err(); err != nil {
		return models.User{}, err
	}
	n.Grant.CompanyID = owner.CompanyID
	u, err := s.newUser(ctx, n)
	if err != nil {
		return models.User{}, err
	}
	return u, s.tx(ctx, func(tx *gorm.DB) error { return s.insertUser(tx, by, u) })
}

// newUser returns a user that is to be stored, its password hashed.
func (s *Store) newUser(ctx context.Context, n models.NewUser) (models.User, error) {
	u := models.User{ID: s.NewID(), Email: models.NormalEmail(n.Email), CreatedAt: s.now()}
	n.Grant.ID, n.Grant.UserID = s.NewID(), u.ID
	u.Grants = []models.Grant{n.Grant}
	if n.Invited {
		return u, nil
	}
	err := s.hashing.do(ctx, func() { u.PasswordHash = secrets.HashPassword(n.Password) })
	return u, err
}

// insertUser stores u with its grants.
func (s *Store) insertUser(tx *gorm.DB, by models.Access, u models.User) error {
	err := tx.Create(&u).Error
	if errors.Is(err, gorm.ErrDuplicatedKey) {
		return models.Problems{{Field: "email", Text: "Somebody signs in with this e-mail already"}}
	}
	if err != nil {
		return fmt.Errorf("store a user: %w", err)
	}
	if err := tx.Create(&u.Grants).Error; err != nil {
		return fmt.Errorf("store the grants of a user: %w", err)
	}
	return s.audit(tx, by, change{
		Action: "user.create", Company: u.Grants[0].CompanyID, Kind: "user", ID: u.ID, Name: u.Email, After: u,
	})
}

// turns lets one caller after the other do what must not be done at once.
type turns chan struct{}

// do runs fn when it is its turn, unless ctx ends before.
func (t turns) do(ctx context.Context, fn func()) error {
	select {
	case t <- struct{}{}:
		defer func() { <-t }()
		fn()
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}

// user returns the living user that where finds, with its grants.
func user(db *gorm.DB, where string, value any) (models.User, error) {
	var u models.User
	if err := db.Where("deleted_at = 0").Where(where, value).Take(&u).Error; err != nil {
		return u, orNotFound(err)
	}
	return u, db.Where("user_id = ?", u.ID).Order("id").Find(&u.Grants).Error
}

// UserFilter says which people a list shows. Zero fields do not filter.
type UserFilter struct {
	ID       models.ID // this one alone
	Q        string    // a part of the e-mail
	Disabled bool      // those who are disabled, instead of those who are not
	After    string    // keyset: those whose e-mail comes after this one
	Limit    int       // zero: all
}

// Users lists those who are let in to something within in, by their e-mail.
func (s *Store) Users(ctx context.Context, in models.Scope, f UserFilter) ([]models.UserRow, error) {
	q := s.db.WithContext(ctx).Where("deleted_at = 0")
	if !in.All {
		q = q.Where("id IN (?)", within(s.db.WithContext(ctx).Model(&models.Grant{}).Select("user_id"), in))
	}
	switch {
	case f.ID != 0:
		q = q.Where("id = ?", f.ID)
	case f.Disabled:
		q = q.Where("disabled_at > 0")
	default:
		q = q.Where("disabled_at = 0")
	}
	if f.Q != "" {
		q = q.Where("INSTR(email, ?) > 0", models.NormalEmail(f.Q))
	}
	if f.After != "" {
		q = q.Where("email > ?", f.After)
	}
	if f.Limit != 0 {
		q = q.Limit(f.Limit)
	}
	var users []models.User
	if err := q.Order("email").Find(&users).Error; err != nil {
		return nil, fmt.Errorf("list users: %w", err)
	}
	return s.withGrants(ctx, in, users)
}

// User returns one person who is let in to something within in.
func (s *Store) User(ctx context.Context, in models.Scope, id models.ID) (models.UserRow, error) {
	if id == 0 {
		return models.UserRow{}, models.ErrNotFound
	}
	rows, err := s.Users(ctx, in, UserFilter{ID: id, Limit: 1})
	if err == nil && len(rows) == 0 {
		err = models.ErrNotFound
	}
	if err != nil {
		return models.UserRow{}, err
	}
	return rows[0], nil
}

// UserByEmail returns the person who signs in with an e-mail, for the command
// line.
func (s *Store) UserByEmail(ctx context.Context, email string) (models.User, error) {
	return user(s.db.WithContext(ctx), "email = ?", models.NormalEmail(email))
}

// withGrants reads what people are let in to.
func (s *Store) withGrants(ctx context.Context, in models.Scope, users []models.User) ([]models.UserRow, error) {
	rows, ids := make([]models.UserRow, len(users)), make([]models.ID, len(users))
	for i, u := range users {
		rows[i].User, ids[i] = u, u.ID
	}
	var grants []models.GrantRow
	err := s.db.WithContext(ctx).Table("grants").
		Select("grants.*, companies.name AS company_name, companies.public_id AS company_public_id, "+
			"locations.name AS location_name, locations.public_id AS location_public_id").
		Joins("LEFT JOIN companies ON companies.id = grants.company_id").
		Joins("LEFT JOIN locations ON locations.id = grants.location_id").
		Where("grants.user_id IN ?", ids).Order("grants.id").Scan(&grants).Error
	if err != nil {
		return nil, fmt.Errorf("read what users may do: %w", err)
	}
	for _, g := range grants {
		row := &rows[slices.Index(ids, g.UserID)]
		row.Grants = append(row.Grants, g.Grant)
		if in.Covers(g.Owner()) {
			row.Rows = append(row.Rows, g)
		} else {
			row.Elsewhere = true
		}
	}
	return rows, nil
}

// Managers returns the e-mails of those who hold p for what belongs to o.
func (s *Store) Managers(ctx context.Context, o models.Owner, p models.Permission) ([]string, error) {
	var rows []struct {
		models.Grant `gorm:"embedded"`
		Email        string
	}
	err := s.db.WithContext(ctx).Table("grants").Select("grants.*, users.email").
		Joins("JOIN users ON users.id = grants.user_id AND users.deleted_at = 0 AND users.disabled_at = 0").
		Where("grants.company_id IN ?", []models.ID{0, o.CompanyID}).Order("users.email").Scan(&rows).Error
	if err != nil {
		return nil, fmt.Errorf("list managers: %w", err)
	}
	var emails []string
	for _, row := range rows {
		if row.Role.Allows(p) && row.Covers(o) {
			emails = append(emails, row.Email)
		}
	}
	return slices.Compact(emails), nil
}
