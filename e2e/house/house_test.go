package house

import (
	"os"
	"strings"
	"testing"
	"testing/fstest"
)

// rule finds what breaks it: one line each, with the place first.
type rule func(house) []string

// rules names every rule of the house, with the smallest house that breaks it
// and a part of what the rule says then.
var rules = []struct {
	name   string
	find   rule
	broken map[string]string
	says   string
}{
	{
		"arrows point down", arrows,
		map[string]string{"wire/a.go": "package wire\nimport _ \"callboard/delivery\"\n"},
		"wire/a.go imports callboard/delivery",
	},
	{
		"handlers do not know the engine", arrows,
		map[string]string{"handlers/console/a.go": "package console\nimport _ \"callboard/delivery\"\n"},
		"handlers/console/a.go imports callboard/delivery",
	},
	{
		"views do not know the store", arrows,
		map[string]string{"views/a.go": "package views\nimport _ \"callboard/models/store\"\n"},
		"views/a.go imports callboard/models/store",
	},
	{
		"records do not know the store", arrows,
		map[string]string{"models/a.go": "package models\nimport _ \"callboard/models/store\"\n"},
		"models/a.go imports callboard/models/store",
	},
	{
		"what is for tests stays there", arrows,
		map[string]string{"web/a.go": "package web\nimport _ \"callboard/models/store/storetest\"\n"},
		"callboard/models/store/storetest: it is for tests",
	},
	{
		"a library has one home", homes,
		map[string]string{"handlers/api/event/a.go": "package event\nimport _ \"gorm.io/gorm\"\n"},
		"gorm.io/gorm: only models/store/ may",
	},
	{
		"only delivery calls out", callsOut,
		map[string]string{"web/a.go": "package web\nimport \"net/http\"\nvar c = &http.Client{}\n"},
		"web/a.go:3 uses http.Client",
	},
	{
		"only main reads the environment", environment,
		map[string]string{"delivery/a.go": "package delivery\nimport \"os\"\nvar a = os.Getenv(\"A\")\n"},
		"delivery/a.go:3 uses os.Getenv",
	},
	{
		"functions stay short", funcSize,
		map[string]string{"web/a.go": "package web\nfunc a() {" + strings.Repeat("\n", maxFunc) + "}\n"},
		"web/a.go:2 a has 61 lines",
	},
	{
		"handlers stay shorter", funcSize,
		map[string]string{"handlers/console/a.go": "package console\nfunc a() {" + strings.Repeat("\n", maxHandler) + "}\n"},
		"a has 41 lines",
	},
	{
		"exported names are explained", comments,
		map[string]string{"web/a.go": "package web\ntype A struct{}\n\n// B does.\nfunc B() {}\nfunc (A) C() {}\n"},
		"web/a.go:6 C has no comment",
	},
	{
		"nothing happens at import", noInit,
		map[string]string{"web/a.go": "package web\nfunc init() {}\n"},
		"web/a.go:2 init",
	},
	{
		"package variables are tables", variables,
		map[string]string{"web/a.go": "package web\nvar a sync.Mutex\n"},
		"web/a.go:2 a can change",
	},
	{
		"package variables are not written", variables,
		map[string]string{"web/a.go": "package web\nvar a = []int{1}\nfunc b() { a[0] = 2 }\n"},
		"web/a.go:3 changes a",
	},
	{
		"only known htmx attributes", htmxAttributes,
		map[string]string{"views/a.templ": "<div hx-on:click=\"a()\"></div>\n"},
		"views/a.templ:1 hx-on:click",
	},
	{
		"no style or script in a template", inlineCode,
		map[string]string{"views/a.templ": "<p style=\"color:red\"></p>\n"},
		"views/a.templ:1 style=",
	},
	{
		"templates hold markup", plainGo,
		map[string]string{"views/a.templ": "package views\n\nfunc a() string { return \"b\" }\n"},
		"views/a.templ:3 func a()",
	},
	{
		"the glossary names every package", unlisted,
		map[string]string{"models/queue/a.go": "package queue\n", glossaryFile: packagesOf("models")},
		"models/queue is a package that the glossary",
	},
	{
		"the glossary names no package that is gone", unlisted,
		map[string]string{"models/a.go": "package models\n", glossaryFile: packagesOf("models` `models/queue")},
		"names the package models/queue, which is gone",
	},
	{
		"packages are called as the glossary says", refused(house.packageNames),
		map[string]string{"models/runbook/a.go": "package runbook\n", glossaryFile: wordsRefused("`runbook`")},
		"models/runbook package runbook",
	},
	{
		"types are called as the glossary says", refused(house.exportedNames),
		map[string]string{"models/a.go": "package models\ntype APIKeys struct{}\ntype MyOwnTypes struct{}\n", glossaryFile: wordsRefused("`OwnType`")},
		"models/a.go:3 exported name MyOwnTypes",
	},
	{
		"methods and fields are called as the glossary says", refused(house.exportedNames),
		map[string]string{"models/a.go": "package models\ntype A struct{ Vault int }\n", glossaryFile: wordsRefused("`vault`")},
		"models/a.go:2 exported name Vault",
	},
	{
		"words that are refused alone are", refused(house.exportedNames),
		map[string]string{"models/a.go": "package models\nfunc (a) Run() {}\ntype ResendRun struct{}\ntype Runs struct{}\n", glossaryFile: wordsRefused("`run` alone")},
		"models/a.go:4 exported name Runs",
	},
	{
		"URLs are called as the glossary says", refused(house.urlSegments),
		map[string]string{"handlers/a.go": "package handlers\nconst a = \"GET /admin/books/{book}\"\n", glossaryFile: wordsRefused("`book` alone")},
		"handlers/a.go:2 URL books",
	},
	{
		"tables are called as the glossary says", refused(house.tables),
		map[string]string{
			"m/1.sql":    "CREATE TABLE runs (id int);\nCREATE TABLE trials (id int);\n",
			"m/2.sql":    "ALTER TABLE runs RENAME TO books;\nDROP TABLE trials;\n",
			glossaryFile: wordsRefused("`trial`, `run` alone, `book`"),
		},
		"m/2.sql table books",
	},
	{
		"members are documented", documented,
		map[string]string{
			"handlers/api/batch/a.go": "package batch\ntype a struct{ B int `json:\"batchSize\"` }\n",
			"docs/api/batch.md":       "`size`\n",
		},
		"handlers/api/batch/a.go:2 says “batchSize”, which docs/api/batch.md does not",
	},
	{
		"members that are read are documented", documented,
		map[string]string{
			"handlers/api/postback/a.go": "package postback\nfunc a() { query.Get(\"page_size\") }\n",
			"docs/api/postback.md":       "`page`\n",
		},
		"handlers/api/postback/a.go:2 says “page_size”, which docs/api/postback.md does not",
	},
	{
		"refusals are documented", documented,
		map[string]string{
			"handlers/api/event/a.go": "package event\nvar a = b(\"must be %d or fewer\")\n",
			"docs/api/company.md":     "It must be fewer.\n",
		},
		"handlers/api/event/a.go:2 says “or fewer”, which docs/api/company.md does not",
	},
	{
		"problems of records are documented", documented,
		map[string]string{
			"models/a.go":          "package models\nfunc a() { problems.Note(\"name\", Blank, \"Enter a name\") }\n",
			"docs/api/problems.md": "Enter the name.\n",
		},
		"models/a.go:2 says “Enter a name”, which docs/api/problems.md does not",
	},
	{
		"limits are documented as they are", limits,
		map[string]string{
			"models/a.go":    "package models\nconst MaxHops = 6\n",
			"docs/limits.md": "| Hops | 5 | 508 | `models.MaxHops` |\n",
		},
		`Hops has the limit "5", but models.MaxHops is 6`,
	},
	{
		"limits are documented", limits,
		map[string]string{"models/a.go": "package models\nconst MaxHops = 6\n", "docs/limits.md": "# Limits\n"},
		"models.MaxHops is a limit that docs/limits.md does not name",
	},
	{
		"lines of documents stay short", longLines,
		map[string]string{"docs/a.md": "a\n" + strings.Repeat("word ", 25) + "\n"},
		"docs/a.md:2 has 125 characters",
	},
	{
		"nobody panics", alarms,
		map[string]string{"web/a.go": "package web\nfunc a() { panic(1) }\n"},
		"web/a.go:2 panic(",
	},
	{
		"nothing is left open", leftOpen,
		map[string]string{"web/a.go": "package web\n// TO" + "DO: later\n"},
		"web/a.go:2",
	},
}

// packagesOf writes a glossary that names one package.
func packagesOf(dir string) string {
	return "\n## Glossary\n\n| package | what it holds |\n|---|---|\n| `" + dir + "` | all |\n"
}

// wordsRefused writes a glossary that refuses some words.
func wordsRefused(not string) string {
	return "\n## Glossary\n\n| word | what it is | not |\n|---|---|---|\n| other | another | " + not + " |\n"
}

func TestHouse(t *testing.T) {
	t.Parallel()

	all := read(t, os.DirFS("../.."))
	if len(all.program()) < 20 {
		t.Fatalf("found %d files: the rules look at the wrong folder", len(all.program()))
	}
	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			for _, breach := range r.find(all) {
				t.Error(breach)
			}
		})
	}
}

func TestRulesSeeABreach(t *testing.T) {
	t.Parallel()

	for _, r := range rules {
		t.Run(r.name, func(t *testing.T) {
			t.Parallel()
			broken := fstest.MapFS{}
			for name, text := range r.broken {
				broken[name] = &fstest.MapFile{Data: []byte(text)}
			}
			breaches := strings.Join(r.find(read(t, broken)), "\n")
			if !strings.Contains(breaches, r.says) {
				t.Errorf("found %q, want %q in it", breaches, r.says)
			}
		})
	}
}
