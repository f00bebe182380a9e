package condition

import "syscall"

// detached keeps a child out of the terminal's reach, and ends it with us.
func detached() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
