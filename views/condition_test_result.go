package views

// verdict says in a word what the condition came to.
func (t RecentConditionTest) verdict() string {
	switch {
	case t.Failed:
		return "Error"
	case t.True:
		return "True"
	}
	return "False"
}
