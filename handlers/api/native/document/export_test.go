package document

// Described returns the patterns of all described calls.
func Described() map[string]bool {
	all := map[string]bool{}
	for pattern, o := range operations {
		all[pattern] = o.id != "" && o.summary != "" && o.status != 0
	}
	return all
}
