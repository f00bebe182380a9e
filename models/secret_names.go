package models

import (
	"slices"
	"strings"
)

// secretNames are parts of names whose values are never shown. It is never
// changed.
var secretNames = []string{"password", "passwd", "secret", "token", "api_key", "apikey", "authorization", "cvv", "card_number", "account_holder_pin"}

// SecretNames returns the parts of names whose values are never shown, in
// small letters.
func SecretNames() []string { return slices.Clone(secretNames) }

// IsSecretName says that values of this name are never shown.
func IsSecretName(name string) bool {
	name = strings.ToLower(name)
	return slices.ContainsFunc(secretNames, func(part string) bool { return strings.Contains(name, part) })
}
