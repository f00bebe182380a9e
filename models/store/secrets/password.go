package secrets

import (
	"crypto/rand"
	"crypto/sha256"
	"crypto/subtle"
	"encoding/base64"
	"fmt"
	"strings"

	"golang.org/x/crypto/argon2"
)

// The cost of argon2id as OWASP recommends it: 19 MiB, two passes, one lane.
const (
	argonMemory = 19 << 10 // KiB
	argonPasses = 2
	argonLanes  = 1
	argonBytes  = 32
	saltBytes   = 16
)

// HashPassword returns what to keep of a password.
func HashPassword(password string) string {
	salt := make([]byte, saltBytes)
	_, _ = rand.Read(salt) // never returns an error
	sum := argon2.IDKey([]byte(password), salt, argonPasses, argonMemory, argonLanes, argonBytes)
	return fmt.Sprintf("$argon2id$v=%d$m=%d,t=%d,p=%d$%s$%s", argon2.Version, argonMemory, argonPasses, argonLanes,
		base64.RawStdEncoding.EncodeToString(salt), base64.RawStdEncoding.EncodeToString(sum))
}

// PasswordMatches says whether hash is the one of password. A hash that
// cannot be read matches nothing, and takes as long as any other.
func PasswordMatches(hash, password string) bool {
	var (
		version, memory, passes uint32
		lanes                   uint8
	)
	salt, want := make([]byte, saltBytes), []byte(nil)
	parts := strings.Split(hash, "$")
	readable := len(parts) == 6 && parts[1] == "argon2id"
	if readable {
		_, err1 := fmt.Sscanf(parts[2], "v=%d", &version)
		_, err2 := fmt.Sscanf(parts[3], "m=%d,t=%d,p=%d", &memory, &passes, &lanes)
		var err3, err4 error
		salt, err3 = base64.RawStdEncoding.DecodeString(parts[4])
		want, err4 = base64.RawStdEncoding.DecodeString(parts[5])
		readable = err1 == nil && err2 == nil && err3 == nil && err4 == nil && version == argon2.Version && len(want) == argonBytes
	}
	if !readable {
		memory, passes, lanes = argonMemory, argonPasses, argonLanes
	}
	got := argon2.IDKey([]byte(password), salt, passes, memory, lanes, argonBytes)
	return readable && subtle.ConstantTimeCompare(got, want) == 1
}

// Token returns a new secret of 43 base64url characters: 256 random bits.
func Token() string {
	var raw [32]byte
	_, _ = rand.Read(raw[:]) // never returns an error
	return base64.RawURLEncoding.EncodeToString(raw[:])
}

// TokenHash returns what to keep of a token. Tokens are random, so a fast
// hash protects them.
func TokenHash(token string) []byte {
	sum := sha256.Sum256([]byte(token))
	return sum[:]
}
