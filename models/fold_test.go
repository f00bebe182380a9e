package models_test

import (
	"strings"
	"testing"
	"unicode/utf8"

	"callboard/models"
)

func TestFolded(t *testing.T) {
	t.Parallel()
	tests := map[string]struct{ text, want string }{
		"case":                       {"ÜB-7 Café", "ub-7 cafe"},
		"accents written apart":      {"E\u0301cole", "ecole"},
		"Greek, with its last sigma": {"ΔΕΛΤΑ ΟΔΌΣ", "δελτα οδοσ"},
		"Cyrillic":                   {"Ёлка", "елка"},
		"sharp s":                    {"STRAẞE Straße", "strasse strasse"},
		"dotted i of Turkish":        {"İstanbul", "istanbul"},
		"width":                      {"Ｎｅｗｓ ﾊﾟﾘ", "news パリ"},
		"a letter of its own":        {"が", "が"},
		"ligature":                   {"ﬁn", "fin"},
		"blanks":                     {"  New\u00a0 York\t\u3000", "new york"},
		"signs":                      {"100%_!", "100%_!"},
		"no text":                    {"a\xffb", "a�b"},
	}
	for name, tt := range tests {
		if got := models.Folded(tt.text); got != tt.want {
			t.Errorf("%s: %q is folded to %q, want %q", name, tt.text, got, tt.want)
		}
		if got := models.Folded(tt.want); got != tt.want {
			t.Errorf("%s: folded again, %q becomes %q", name, tt.want, got)
		}
	}
	if n := utf8.RuneCountInString(models.Folded(strings.Repeat("ﷺ", 1000))); n != 3000 {
		t.Errorf("a text that grows has %d characters", n)
	}
}

func TestSameName(t *testing.T) {
	t.Parallel()
	for _, same := range [][2]string{
		{"News", "News "},
		{"News", "\u3000News\u200b"},
		{"News", "Ｎｅｗｓ"},
		{"Café", "Cafe\u0301"},
		{"ﾊﾟﾘ", "パリ"},
		{strings.Repeat("ﷺ", 100), strings.Repeat("ﷺ", 100) + " "},
	} {
		if models.SameName(same[0]) != models.SameName(same[1]) {
			t.Errorf("%q and %q are two names", same[0], same[1])
		}
	}
	for _, two := range [][2]string{
		{"News", "news"}, {"Cafe", "Café"}, {"New York", "NewYork"}, {strings.Repeat("ﷺ", 100), strings.Repeat("ﷺ", 99)},
	} {
		if models.SameName(two[0]) == models.SameName(two[1]) {
			t.Errorf("%q and %q are one name", two[0], two[1])
		}
	}
	if n := utf8.RuneCountInString(models.SameName(strings.Repeat("ﷺ", 120))); n > 200 {
		t.Errorf("a name that grows has %d characters", n)
	}
}
