package openapi

// Described returns the patterns of all described calls.
func Described() map[string]bool {
	all := map[string]bool{}
	for pattern, o := range operations {
		all[pattern] = o.id != "" && o.summary != "" && o.status != 0
	}
	return all
}

// Parameters returns the names of all described parameters of queries.
func Parameters() map[string]bool {
	all := map[string]bool{}
	for name, q := range queries {
		all[name] = q.words != "" && q.schema != nil
	}
	return all
}
