package house

import (
	"fmt"
	"path"
	"regexp"
	"strings"
	"unicode/utf8"
)

// maxDocumentLine is how many characters a line of prose may have: what is read
// side by side with its former version.
const maxDocumentLine = 120

// oneLine is what Markdown cannot break: a row of a table, a heading, a link
// alone in its line.
var oneLine = regexp.MustCompile(`^\s*(\||#|\[[^]]+\]\([^)]+\)[.,]?$|<!--|[^ ]+$)`)

// longLines finds lines of documents that are too long to be compared. What
// stands between fences is code.
func longLines(h house) []string {
	var breaches []string
	for _, s := range h {
		if path.Ext(s.path) != ".md" {
			continue
		}
		code, number := false, 0
		for line := range strings.Lines(s.text) {
			line, number = strings.TrimRight(line, "\r\n"), number+1
			if strings.HasPrefix(strings.TrimSpace(line), "```") {
				code = !code
			}
			if length := utf8.RuneCountInString(line); length > maxDocumentLine && !code && !oneLine.MatchString(line) {
				breaches = append(breaches, fmt.Sprintf("%s:%d has %d characters, more than %d", s.path, number, length, maxDocumentLine))
			}
		}
	}
	return breaches
}
