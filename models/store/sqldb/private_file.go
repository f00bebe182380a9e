package sqldb

import (
	"fmt"
	"os"
)

// private makes an empty file that only its owner reads, unless there is a file;
// with os.O_EXCL that is an error. SQLite would make one that everybody reads; those
// that it makes beside this one are like it.
func private(path string, exclusive int) error {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR|exclusive, 0o600)
	if err != nil {
		return fmt.Errorf("make the database file: %w", err)
	}
	return file.Close()
}
