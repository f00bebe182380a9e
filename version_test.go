package main

import (
	"runtime/debug"
	"testing"

	"callboard/wire"
)

func TestVersion(t *testing.T) {
	t.Parallel()

	built := func(settings ...string) *debug.BuildInfo {
		var info debug.BuildInfo
		for i := 0; i < len(settings); i += 2 {
			info.Settings = append(info.Settings, debug.BuildSetting{Key: settings[i], Value: settings[i+1]})
		}
		return &info
	}
	const revision, at = "9d770b2c1e6f5a4b3c2d1e0f9a8b7c6d5e4f3a2b", "2026-12-01T09:30:00Z"
	tests := map[string]struct {
		build *debug.BuildInfo
		ok    bool
		want  string
	}{
		"nothing noted":     {nil, false, ""},
		"outside of git":    {built("GOOS", "linux"), true, ""},
		"a commit":          {built("vcs.revision", revision, "vcs.time", at, "vcs.modified", "false"), true, " (9d770b2c1e6f of 2026-12-01T09:30:00Z)"},
		"a commit, changed": {built("vcs.revision", revision, "vcs.time", at, "vcs.modified", "true"), true, " (9d770b2c1e6f of 2026-12-01T09:30:00Z, with changes that are not committed)"},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			if got := version(test.build, test.ok); got != wire.Version+test.want {
				t.Errorf("got %q, want %q", got, wire.Version+test.want)
			}
		})
	}
}
