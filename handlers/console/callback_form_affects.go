package console

import (
	"slices"

	"callboard/models"
)

// affectsRequest says whether what a form changes may make requests succeed that failed
// before: where they go, how they sign in, and what they look like. The
// secrets of after are those that were typed.
func affectsRequest(before, after models.Callback) bool {
	was, is := before.Settings, after.Settings
	return before.URL != models.CleanURL(after.URL) || was.BackupURL != is.BackupURL ||
		was.User != is.User || !after.Secrets.Empty() || !slices.Equal(was.Headers, is.Headers) ||
		before.Method() != after.Method() || before.ContentType() != after.ContentType() ||
		was.Expands != is.Expands || was.ProductID != is.ProductID || was.BatchSize != is.BatchSize
}
