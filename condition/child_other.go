//go:build !linux

package condition

import "syscall"

// detached keeps a child out of the terminal's reach. It ends with us, because
// there is nothing left for it to read.
func detached() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
