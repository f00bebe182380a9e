package store

import (
	"context"
	"errors"
	"fmt"

	"gorm.io/gorm"

	"callboard/models"
	"callboard/models/store/secrets"
)

// changeUser runs do on a person, by one of those who may: they themselves, or
// somebody who manages all that they are let in to. ErrNotFound when the person
// lies outside the scope, Problems when they hold more than by does.
func (s *Store) changeUser(ctx context.Context, by models.Access, id models.ID, do func(tx *gorm.DB, u *models.User) (change, error)) error {
	self := by.Actor.Kind == models.PersonActor && by.Actor.ID == id
	if !self {
		if _, err := s.User(ctx, by.Scope, id); err != nil {
			return err
		}
	}
	return s.tx(ctx, func(tx *gorm.DB) error {
		// Whoever changes people waits for the one before: two admins who
		// disable each other at once would leave none.
		if err := tx.Model(&models.Grant{}).Where("role = ? AND company_id = 0", models.Admin).Update("role", models.Admin).Error; err != nil {
			return fmt.Errorf("wait for other changes of users: %w", err)
		}
		u, err := user(tx, "id = ?", id)
		if err != nil {
			return err
		}
		if !self && !by.Actor.ManagesUser(u) {
			return models.Problems{{Field: "user", Text: "You cannot change somebody who may do more, or is let in elsewhere too. Ask an Admin."}}
		}
		after := u
		entry, err := do(tx, &after)
		if err != nil {
			return err
		}
		entry.Kind, entry.ID, entry.Name, entry.Before, entry.After = "user", u.ID, u.Email, u, after
		entry.Company = companyOfGrants(u.Grants)
		return s.audit(tx, by, entry)
	})
}

// companyOfGrants is the company whose audit log tells of a person: the one they
// are let in to alone, and the system for all others.
func companyOfGrants(grants []models.Grant) models.ID {
	for _, g := range grants {
		if g.CompanyID != grants[0].CompanyID {
			return 0
		}
	}
	if len(grants) == 0 {
		return 0
	}
	return grants[0].CompanyID
}

// requireAdmin refuses a change that would leave nobody who holds everything.
func requireAdmin(tx *gorm.DB, leaving models.ID) error {
	var others int64
	err := tx.Model(&models.Grant{}).Joins("JOIN users ON users.id = grants.user_id AND users.deleted_at = 0 AND users.disabled_at = 0 AND users.password_hash <> ''").
		Where("grants.role = ? AND grants.company_id = 0 AND grants.user_id <> ?", models.Admin, leaving).Count(&others).Error
	if err != nil {
		return fmt.Errorf("look for another admin: %w", err)
	}
	if others == 0 {
		return models.Problems{{Field: "role", Text: "This is the last Admin. Make someone else Admin first."}}
	}
	return nil
}

// holdsAll says whether grants hold everything.
func holdsAll(grants []models.Grant) bool {
	for _, g := range grants {
		if g.Role == models.Admin && g.CompanyID == 0 {
			return true
		}
	}
	return false
}

// DisableUser shuts a person out, and ends their sessions. Their name stays in
// the log. Problems for the last admin and for oneself.
func (s *Store) DisableUser(ctx context.Context, by models.Access, id models.ID) error {
	return s.changeUser(ctx, by, id, func(tx *gorm.DB, u *models.User) (change, error) {
		if by.Actor.Kind == models.PersonActor && by.Actor.ID == id {
			return change{}, models.Problems{{Field: "user", Text: "You cannot disable yourself. Ask another Admin."}}
		}
		if holdsAll(u.Grants) {
			if err := requireAdmin(tx, id); err != nil {
				return change{}, err
			}
		}
		if u.DisabledAt == 0 {
			u.DisabledAt = s.now()
		}
		if err := tx.Model(&models.User{}).Where("id = ?", id).Update("disabled_at", u.DisabledAt).Error; err != nil {
			return change{}, fmt.Errorf("disable a user: %w", err)
		}
		if err := dropPasswordLinks(tx, id); err != nil {
			return change{}, err
		}
		return change{Action: "user.disable"}, endSessions(tx, id, 0)
	})
}

// EnableUser lets a person in again, with the password they had.
func (s *Store) EnableUser(ctx context.Context, by models.Access, id models.ID) error {
	return s.changeUser(ctx, by, id, func(tx *gorm.DB, u *models.User) (change, error) {
		u.DisabledAt = 0
		return change{Action: "user.enable"}, tx.Model(&models.User{}).Where("id = ?", id).Update("disabled_at", 0).Error
	})
}

// AddGrant lets a person in to more, or changes their role where they are in
// already. Problems when it cannot be.
func (s *Store) AddGrant(ctx context.Context, by models.Access, id models.ID, g models.Grant) error {
	owner, err := s.owner(ctx, by.Scope, g.Owner())
	if err != nil {
		return err
	}
	return s.changeUser(ctx, by, id, func(tx *gorm.DB, u *models.User) (change, error) {
		if !g.Role.Known() {
			return change{}, models.Problems{{Field: "role", Text: "Choose a role"}}
		}
		if !by.Actor.Gives(g.Role, owner) {
			return change{}, models.Problems{{Field: "role", Text: "You cannot give more than you hold"}}
		}
		added := models.Grant{ID: s.NewID(), UserID: id, Role: g.Role, CompanyID: owner.CompanyID, LocationID: owner.LocationID}
		var kept []models.Grant
		for _, held := range u.Grants {
			if held.Owner() != owner {
				kept = append(kept, held)
			}
		}
		return change{Action: "user.role"}, s.storeGrants(tx, u, append(kept, added))
	})
}

// RemoveGrant takes from a person what one grant lets them do. Problems for
// their only one, and the last admin's.
func (s *Store) RemoveGrant(ctx context.Context, by models.Access, id, grant models.ID) error {
	return s.changeUser(ctx, by, id, func(tx *gorm.DB, u *models.User) (change, error) {
		var kept []models.Grant
		for _, held := range u.Grants {
			if held.ID != grant {
				kept = append(kept, held)
			}
		}
		switch len(kept) {
		case len(u.Grants):
			return change{}, models.ErrNotFound
		case 0:
			return change{}, models.Problems{{Field: "role", Text: "This is their only role. Disable the person instead."}}
		}
		return change{Action: "user.role"}, s.storeGrants(tx, u, kept)
	})
}

// storeGrants puts grants in the place of those that u has.
func (s *Store) storeGrants(tx *gorm.DB, u *models.User, grants []models.Grant) error {
	if holdsAll(u.Grants) && !holdsAll(grants) {
		if err := requireAdmin(tx, u.ID); err != nil {
			return err
		}
	}
	if err := tx.Where("user_id = ?", u.ID).Delete(&models.Grant{}).Error; err != nil {
		return fmt.Errorf("take the roles of a user: %w", err)
	}
	u.Grants = grants
	if err := tx.Create(&u.Grants).Error; err != nil {
		return fmt.Errorf("give a user roles: %w", err)
	}
	return nil
}

// SetPassword gives a person another password and ends their sessions, all but
// the one of keep. Problems when it is no good one.
func (s *Store) SetPassword(ctx context.Context, by models.Access, id models.ID, password, keep string) error {
	if err := models.CheckPassword(password).Err(); err != nil {
		return err
	}
	hash := ""
	if err := s.hashing.do(ctx, func() { hash = secrets.HashPassword(password) }); err != nil {
		return err
	}
	return s.changeUser(ctx, by, id, func(tx *gorm.DB, u *models.User) (change, error) {
		return change{Action: "user.password"}, s.storePassword(tx, u, hash, keep)
	})
}

// ChangePassword is SetPassword by the person themselves, who knows the old one:
// Problems when they do not.
func (s *Store) ChangePassword(ctx context.Context, by models.Access, old, password, keep string) error {
	_, err := s.SignIn(ctx, by.Actor.Name, old, by.Actor.Address)
	if errors.Is(err, models.ErrSignIn) {
		return models.Problems{{Field: "old_password", Text: "This is not your password"}}
	}
	if err != nil {
		return err
	}
	return s.SetPassword(ctx, by, by.Actor.ID, password, keep)
}

// storePassword stores a new hash, and ends what the old password opened but the
// session of keep.
func (s *Store) storePassword(tx *gorm.DB, u *models.User, hash, keep string) error {
	u.PasswordHash = hash
	if err := tx.Model(&models.User{}).Where("id = ?", u.ID).Update("password_hash", hash).Error; err != nil {
		return fmt.Errorf("store a password: %w", err)
	}
	if err := dropPasswordLinks(tx, u.ID); err != nil {
		return err
	}
	if err := forgetWrongSignIns(tx, signInTryOf(u.Email, "")); err != nil {
		return fmt.Errorf("forget wrong sign-ins: %w", err)
	}
	err := tx.Where("user_id = ? AND token_hash <> ?", u.ID, secrets.TokenHash(keep)).Delete(&sessionRow{}).Error
	if err != nil {
		return fmt.Errorf("end the sessions of a user: %w", err)
	}
	return nil
}
