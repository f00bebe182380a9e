package condition

import "syscall"

// apart keeps a child out of the terminal's reach, and ends it with us.
func apart() *syscall.SysProcAttr {
	return &syscall.SysProcAttr{Setpgid: true, Pdeathsig: syscall.SIGKILL}
}
