package views

import "time"

// SkewWords says by how much the database's clock is ahead of this machine's.
func SkewWords(by time.Duration) string {
	than := "ahead of"
	if by < 0 {
		than = "behind"
	}
	return "The clock of the database is " + by.Abs().Round(time.Second).String() + " " + than + " that of the machine which serves this page."
}
