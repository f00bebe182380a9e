// Package docs holds the pages on the APIs, and reads the calls in them: the
// console shows these, and the tests make them.
package docs

import (
	"embed"
	"fmt"
	"io/fs"
	"path"
	"regexp"
	"slices"
	"strings"
)

//go:embed api/*.md
var files embed.FS

// Page is the page on one API.
type Page struct {
	Name  string // "company": docs/api/company.md
	Title string // "Company callbacks"
	Calls []Call
}

// Call is a call of an API as its page shows it.
type Call struct {
	Title   string   // "Create a callback"
	Routes  []string // "POST /companies/{company}/config/callbacks", and others that do the same
	Need    string   // the permission: "callbacks.write"; "" for calls that need no key
	Samples []Sample // the first is that of the call, the others show more of it
}

// Sample is a request, and what is answered. What begins with "$" in capital
// letters stands for something of the reader's: $KEY.
type Sample struct {
	Command string // curl and its arguments, several lines maybe
	Answer  string // "HTTP/1.1 201 Created", headers, an empty line and the body; the body alone with 200
}

var (
	callLine = regexp.MustCompile("^`([A-Z]+ /[^`]*)` needs (?:`([a-z_.]+)`|no key)")
	sameLine = regexp.MustCompile("`([A-Z]+ /[^`]*)` is\\s+the same")
)

// names are the pages on APIs, in the order of their index.
var names = []string{"company", "batch", "postback", "database", "native"}

// Pages reads the pages on all APIs, in the order of their index.
func Pages() ([]Page, error) {
	var pages []Page
	for _, name := range names {
		text, err := fs.ReadFile(files, path.Join("api", name+".md"))
		if err != nil {
			return nil, fmt.Errorf("read the page on an API: %w", err)
		}
		heading, rest, _ := strings.Cut(string(text), "\n")
		title, _, _ := strings.Cut(strings.TrimPrefix(heading, "# "), ":")
		pages = append(pages, Page{name, title, callsOf(rest)})
	}
	return pages, nil
}

// callsOf reads the calls of a page: what stands below a heading of the third
// level and says which permission it needs, or that it needs no key.
func callsOf(text string) []Call {
	var calls []Call
	for section := range strings.SplitSeq(text, "\n### ") {
		title, rest, _ := strings.Cut(section, "\n")
		rest, _, _ = strings.Cut(rest, "\n## ")
		rest = strings.TrimSpace(rest)
		match := callLine.FindStringSubmatch(rest)
		if match == nil {
			continue
		}
		call := Call{Title: title, Routes: []string{match[1]}, Need: match[2], Samples: samplesOf(rest)}
		paragraph, _, _ := strings.Cut(rest, "\n\n")
		for _, same := range sameLine.FindAllStringSubmatch(paragraph, -1) {
			call.Routes = append(call.Routes, same[1])
		}
		calls = append(calls, call)
	}
	return calls
}

// The fences of a sample: what is sent, and what is answered.
const (
	sentFence     = "```sh\n"
	answeredFence = "\n```\n```http\n"
	closingFence  = "```"
)

func samplesOf(section string) []Sample {
	var samples []Sample
	for _, part := range slices.Collect(strings.SplitSeq(section, sentFence))[1:] {
		command, rest, ok := strings.Cut(part, answeredFence)
		answer, _, closed := strings.Cut(rest, closingFence)
		if ok && closed {
			samples = append(samples, Sample{command, strings.TrimSuffix(answer, "\n")})
		}
	}
	return samples
}
