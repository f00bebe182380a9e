//go:build !linux

package condition

import "syscall"

// apart keeps a child out of the terminal's reach. It ends with us, because
// there is nothing left for it to read.
func apart() *syscall.SysProcAttr { return &syscall.SysProcAttr{Setpgid: true} }
