package models

import (
	"crypto/sha256"
	"encoding/hex"
	"strings"
	"unicode/utf8"

	"golang.org/x/text/cases"
	"golang.org/x/text/unicode/norm"
)

// foldedLimit is the most characters of what Folded returns. A name of 120 grows by
// 18 times at most.
const foldedLimit = 3000

// Folded returns a text as it is searched by: without differences of case, of width,
// of how accents are written and whether, and of blanks. The databases differ in all
// of these.
func Folded(text string) string {
	text = norm.NFKC.String(strings.ToValidUTF8(text, "�"))
	text = norm.NFD.String(cases.Fold().String(text))
	text = strings.Map(withoutAccent, text)
	text = strings.Join(strings.Fields(norm.NFKC.String(text)), " ")
	if utf8.RuneCountInString(text) > foldedLimit {
		text = string([]rune(text)[:foldedLimit])
	}
	return text
}

// withoutAccent drops the marks that Latin, Greek and Cyrillic letters are written
// with. Those of other scripts make another letter, and stay.
func withoutAccent(r rune) rune {
	const first, last = '\u0300', '\u036f'
	if first <= r && r <= last {
		return -1
	}
	return r
}

// sameNameLimit is the most characters of what SameName returns: as many as a name
// has that no form grows.
const sameNameLimit = 200

// SameName returns the text that all writings of a name have in common: blanks
// around it, the width of characters and how accents are written make no other name;
// case does. Those that grow too long stand for themselves as a hash.
func SameName(name string) string {
	name = norm.NFKC.String(trimInvisible(norm.NFKC.String(strings.ToValidUTF8(name, "�"))))
	if utf8.RuneCountInString(name) > sameNameLimit {
		sum := sha256.Sum256([]byte(name))
		return hex.EncodeToString(sum[:])
	}
	return name
}
