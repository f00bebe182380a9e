package models

import (
	"errors"
	"fmt"
	"time"
)

// ErrSignIn says that e-mail and password do not belong together. It is the
// same for an e-mail that nobody has.
var ErrSignIn = errors.New("e-mail or password not right")

// TooManyError says that somebody must wait before trying again.
type TooManyError struct{ Wait time.Duration }

func (e TooManyError) Error() string { return fmt.Sprintf("too many tries, wait %s", e.Wait) }
