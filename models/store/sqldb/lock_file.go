package sqldb

import (
	"context"
	"errors"
	"fmt"
	"os"
	"syscall"
	"time"
)

// ErrLocked says that another process holds a lock file.
var ErrLocked = errors.New("locked by another process")

// LockFile is a file that one process at a time holds. The lock ends with the
// process, however that ends.
type LockFile struct{ file *os.File }

// TryLock takes the lock file at path, or returns ErrLocked.
func TryLock(path string) (*LockFile, error) {
	file, err := os.OpenFile(path, os.O_CREATE|os.O_RDWR, 0o600)
	if err != nil {
		return nil, err
	}
	if err := syscall.Flock(int(file.Fd()), syscall.LOCK_EX|syscall.LOCK_NB); err != nil {
		_ = file.Close()
		if errors.Is(err, syscall.EWOULDBLOCK) {
			return nil, ErrLocked
		}
		return nil, fmt.Errorf("lock %s: %w", path, err)
	}
	return &LockFile{file: file}, nil
}

// Lock waits until the lock file at path is free, and takes it.
func Lock(ctx context.Context, path string) (*LockFile, error) {
	for {
		lock, err := TryLock(path)
		if !errors.Is(err, ErrLocked) {
			return lock, err
		}
		if err := pause(ctx, 20*time.Millisecond); err != nil {
			return nil, err
		}
	}
}

// Unlock lets the file go. A nil lock holds nothing.
func (l *LockFile) Unlock() error {
	if l == nil {
		return nil
	}
	return l.file.Close()
}

// pause waits for d, or returns why ctx ended before.
func pause(ctx context.Context, d time.Duration) error {
	timer := time.NewTimer(d)
	defer timer.Stop()
	select {
	case <-timer.C:
		return nil
	case <-ctx.Done():
		return ctx.Err()
	}
}
