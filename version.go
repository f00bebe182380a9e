package main

import (
	"fmt"
	"runtime/debug"

	"callboard/wire"
)

// version says which build this is: the number that receivers are told, and
// the commit it was built from where Go noted that.
func version(build *debug.BuildInfo, ok bool) string {
	if !ok {
		return wire.Version
	}
	noted := map[string]string{}
	for _, setting := range build.Settings {
		noted[setting.Key] = setting.Value
	}
	if noted["vcs.revision"] == "" {
		return wire.Version
	}
	changed := ""
	if noted["vcs.modified"] == "true" {
		changed = ", with changes that are not committed"
	}
	return fmt.Sprintf("%s (%.12s of %s%s)", wire.Version, noted["vcs.revision"], noted["vcs.time"], changed)
}
