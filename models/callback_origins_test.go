package models_test

import (
	"testing"

	"callboard/models"
)

func TestMoved(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		url, backup, nextURL, nextBackup string
		want                             bool
	}{
		"another path and query":       {"https://a.example/in", "", "https://a.example/other?x=1", "", false},
		"letter case of the host":      {"https://a.example/in", "", "HTTPS://A.Example/in", "", false},
		"the default port, written":    {"https://a.example/in", "", "https://a.example:443/in", "", false},
		"another host":                 {"https://a.example/in", "", "https://b.example/in", "", true},
		"a host below it":              {"https://a.example/in", "", "https://in.a.example/in", "", true},
		"another port":                 {"https://a.example/in", "", "https://a.example:8443/in", "", true},
		"https to http":                {"https://a.example/in", "", "http://a.example/in", "", true},
		"http to https":                {"http://a.example/in", "", "https://a.example/in", "", false},
		"http to https, ports written": {"http://a.example:80/in", "", "https://a.example:443/in", "", false},
		"http to https, other port":    {"http://a.example/in", "", "https://a.example:8443/in", "", true},
		"http of another port":         {"http://a.example:8080/in", "", "https://a.example/in", "", true},
		"http to https elsewhere":      {"http://a.example/in", "", "https://b.example/in", "", true},
		"a user name in front":         {"https://a.example/in", "", "https://a.example@b.example/in", "", true},
		"a backup URL elsewhere":       {"https://a.example/in", "", "https://a.example/in", "https://b.example/in", true},
		"a backup URL at the host":     {"https://a.example/in", "", "https://a.example/in", "https://a.example/b", false},
		"no backup URL any more":       {"https://a.example/in", "https://b.example/in", "https://a.example/in", "", false},
		"the two change places":        {"https://a.example/in", "https://b.example/in", "https://b.example/in", "https://a.example/in", false},
		"the backup URL takes over":    {"https://a.example/in", "https://b.example/in", "https://b.example/in", "", false},
		"another backup host":          {"https://a.example/in", "https://b.example/in", "https://a.example/in", "https://c.example/in", true},
	}
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			old := models.Callback{URL: tt.url, Settings: models.Settings{BackupURL: tt.backup}}
			next := models.Callback{URL: tt.nextURL, Settings: models.Settings{BackupURL: tt.nextBackup}}
			if got := next.Moved(old); got != tt.want {
				t.Errorf("moved: %t", got)
			}
		})
	}
}
