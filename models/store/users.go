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

// CreateUser makes a user with one grant. Problems when it cannot be;
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

// Managers returns the e-mails of those who hold p for what belongs to o.
func (s *Store) Managers(ctx context.Context, o models.Owner, p models.Permission) ([]string, error) {
	var rows []struct {
		models.Grant `gorm:"embedded"`
		Email        string
	}
	err := s.db.WithContext(ctx).Table("grants").Select("grants.*, users.email").
		Joins("JOIN users ON users.id = grants.user_id AND users.deleted_at = 0").
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
