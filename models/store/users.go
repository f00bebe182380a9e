package store

import (
	"cmp"
	"context"
	"errors"
	"fmt"
	"slices"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/store/secrets"
)

// HasUsers says whether anybody can sign in yet.
func (s *Store) HasUsers(ctx context.Context) (bool, error) {
	var found []models.ID
	err := s.db.WithContext(ctx).Model(&models.User{}).Where("deleted_at = 0").Limit(1).Pluck("id", &found).Error
	return len(found) > 0, err
}

// firstUserSetting is there once the first admin was made, so that two who
// set up at once cannot both become it.
const firstUserSetting = "first_user"

// CreateFirstUser makes the first admin, and returns ErrConflict when there
// is a user already.
func (s *Store) CreateFirstUser(ctx context.Context, email, password string) (models.User, error) {
	n := models.NewUser{Email: email, Password: password, Grant: models.Grant{Role: models.Admin}}
	if err := n.Check().Err(); err != nil {
		return models.User{}, err
	}
	u, err := s.newUser(ctx, n)
	if err != nil {
		return models.User{}, err
	}
	return u, s.tx(ctx, func(tx *gorm.DB) error {
		var users int64
		if err := tx.Model(&models.User{}).Limit(1).Count(&users).Error; err != nil {
			return err
		}
		if users > 0 {
			return models.ErrConflict
		}
		err := tx.Exec("INSERT INTO settings (name, value) VALUES (?, ?)", firstUserSetting, u.ID.String()).Error
		if errors.Is(err, gorm.ErrDuplicatedKey) {
			return models.ErrConflict
		}
		if err != nil {
			return err
		}
		return s.insertUser(tx, models.System("setup"), u)
	})
}

// CreateUser makes a user with one grant. Problems when it cannot be;
// ErrNotFound when the grant lies outside the scope.
func (s *Store) CreateUser(ctx context.Context, by models.Access, n models.NewUser) (models.User, error) {
	found := n.Check()
	if n.Grant.Role.Known() && !by.Actor.Gives(n.Grant.Role, n.Grant.Owner()) {
		found.Add("role", "You cannot give more than you hold")
	}
	owner, err := s.owner(ctx, by.Scope, n.Grant.Owner())
	if err != nil {
		return models.User{}, err
	}
	if err := found.Err(); err != nil {
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
		return u, one(err)
	}
	return u, db.Where("user_id = ?", u.ID).Order("id").Find(&u.Grants).Error
}

// SignIn returns the user with this e-mail and password. ErrSignIn when they
// do not match, TooManyError after five failures within 15 minutes.
func (s *Store) SignIn(ctx context.Context, email, password, address string) (u models.User, err error) {
	email = models.NormalEmail(email)
	try := signInTryOf(email, address)
	// One at a time, so that many guesses at once count each other.
	waited := s.hashing.do(ctx, func() {
		if err = s.checkThrottle(ctx, try); err != nil {
			return
		}
		if u, err = s.check(ctx, email, password); errors.Is(err, models.ErrSignIn) {
			err = cmp.Or(s.noteWrongSignIn(ctx, try, s.NewID()), err)
		}
	})
	if err := cmp.Or(waited, err); err != nil {
		return models.User{}, err
	}
	u.LastSignInAt = s.now()
	return u, s.tx(ctx, func(tx *gorm.DB) error {
		if err := forgetWrongSignIns(tx, try); err != nil {
			return err
		}
		return tx.Model(&models.User{}).Where("id = ?", u.ID).Update("last_sign_in_at", u.LastSignInAt).Error
	})
}

// check returns the user whom e-mail and password name, or ErrSignIn.
func (s *Store) check(ctx context.Context, email, password string) (models.User, error) {
	u, err := user(s.db.WithContext(ctx), "email = ?", email)
	if err != nil && !errors.Is(err, models.ErrNotFound) {
		return models.User{}, fmt.Errorf("sign in: %w", err)
	}
	// The hash of an e-mail that nobody has is empty: that matches nothing
	// and takes as long.
	if !secrets.PasswordMatches(u.PasswordHash, password) {
		return models.User{}, models.ErrSignIn
	}
	return u, nil
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
