package models

// APIKey lets a program in. The key itself is shown once and stored hashed.
type APIKey struct {
	ID           ID     `gorm:"primaryKey;autoIncrement:false"`
	Hash         []byte // SHA-256 of the key
	Name         string
	Role         Role
	CompanyID    ID // zero with LocationID zero: the whole system
	LocationID   ID
	LastUsedAt   Millis
	LastUsedFrom string
	CreatedAt    Millis `gorm:"autoCreateTime:false"`
	RevokedAt    Millis
}

// Actor returns the key as the actor of a request from address.
func (k APIKey) Actor(address string) Actor {
	grant := Grant{Role: k.Role, CompanyID: k.CompanyID, LocationID: k.LocationID}
	return Actor{Kind: KeyActor, ID: k.ID, Name: k.Name, Address: address, Grants: []Grant{grant}}
}

// APIKeyRow is an API key with the names of what it reaches.
type APIKeyRow struct {
	APIKey
	CompanyName, CompanyPublicID   string // "" for the whole system
	LocationName, LocationPublicID string // "" for a company as a whole
}

// Check lists what must be mended before k can be stored.
func (k APIKey) Check() Problems {
	var problems Problems
	checkName(&problems, k.Name, "Enter the name of the key")
	if !k.Role.Known() {
		problems.Add("role", "Choose a role")
	}
	return problems
}

// Owner returns what the key reaches.
func (k APIKey) Owner() Owner { return Owner{CompanyID: k.CompanyID, LocationID: k.LocationID} }
