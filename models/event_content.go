package models

import (
	"bytes"
	"cmp"
	"crypto/sha256"
	"encoding/binary"
	"encoding/json"
	"slices"
	"strconv"
	"strings"
)

// ContentSum returns the SHA-256 of what an event says: its type, action, owner, date
// if it was given one, data and the record before. Two events with one sum say the
// same: JSON is compared by its values, so that blanks and the order of members do not
// count; numbers count as they are written. It is asked before the event without a
// date gets one.
func (e Event) ContentSum() []byte {
	sum := sha256.New()
	for _, part := range [][]byte{
		[]byte(e.Type), []byte(e.Action), number(int64(e.CompanyID)), number(int64(e.LocationID)), number(int64(e.DatabaseRefID)),
		number(int64(e.OccurredAt)), canonicalJSON(e.Data), canonicalJSON(e.Before),
	} {
		sum.Write(number(int64(len(part))))
		sum.Write(part)
	}
	return sum.Sum(nil)
}

func number(n int64) []byte { return binary.BigEndian.AppendUint64(nil, uint64(n)) }

// maxDifferences is how many differences of two events are told.
const maxDifferences = 20

// Differences lists the members of a publication in which an event differs from
// another: "type", "data.person.email", "data.lines.0". Those behind the first 20 are
// left out.
func (e Event) Differences(other Event) []string {
	var paths []string
	for _, member := range []struct {
		name    string
		differs bool
	}{
		{"type", e.Type != other.Type || e.Action != other.Action},
		{"occurred_at", e.OccurredAt != other.OccurredAt},
		{"location_id", e.LocationID != other.LocationID},
		{"database_id", e.DatabaseRefID != other.DatabaseRefID},
	} {
		if member.differs {
			paths = append(paths, member.name)
		}
	}
	paths = append(paths, differences("data", e.Data, other.Data, maxDifferenceDepth)...)
	paths = append(paths, differences("before", e.Before, other.Before, maxDifferenceDepth)...)
	return paths[:min(len(paths), maxDifferences)]
}

// maxDifferenceDepth is how deep a difference is looked for: each level reads all
// that lies below it.
const maxDifferenceDepth = 8

// differences lists the paths in which two JSON values differ, below path.
func differences(path string, a, b []byte, depth int) []string {
	if bytes.Equal(canonicalJSON(a), canonicalJSON(b)) {
		return nil
	}
	names, ofA, ofB := children(a, b)
	var paths []string
	for _, name := range names {
		if depth == 0 || len(paths) >= maxDifferences {
			break
		}
		paths = append(paths, differences(path+"."+name, ofA[name], ofB[name], depth-1)...)
	}
	if len(paths) == 0 {
		return []string{path}
	}
	return paths
}

// children returns what lies within two objects or two lists, by names or numbers:
// the names of both in order. None when one is neither, or they are not alike.
func children(a, b []byte) (names []string, ofA, ofB map[string]json.RawMessage) {
	if json.Unmarshal(a, &ofA) == nil && json.Unmarshal(b, &ofB) == nil && ofA != nil && ofB != nil {
		for name := range ofA {
			names = append(names, name)
		}
		for name := range ofB {
			if _, both := ofA[name]; !both {
				names = append(names, name)
			}
		}
		slices.Sort(names)
		return names, ofA, ofB
	}
	var listA, listB []json.RawMessage
	if json.Unmarshal(a, &listA) != nil || json.Unmarshal(b, &listB) != nil || listA == nil || listB == nil {
		return nil, nil, nil
	}
	ofA, ofB = map[string]json.RawMessage{}, map[string]json.RawMessage{}
	for i := range max(len(listA), len(listB)) {
		name := strconv.Itoa(i)
		names = append(names, name)
		if i < len(listA) {
			ofA[name] = listA[i]
		}
		if i < len(listB) {
			ofB[name] = listB[i]
		}
	}
	return names, ofA, ofB
}

// canonicalJSON writes a JSON value in the one way in which all that say the same are
// written: without blanks, members sorted by name, texts without needless escapes,
// numbers as they are. Of what is long within it stands its SHA-256. What is no JSON
// stays as it is.
func canonicalJSON(text []byte) []byte {
	w := canonicalWriter{text: text, decoder: json.NewDecoder(bytes.NewReader(text))}
	w.decoder.UseNumber()
	if w.value() != nil {
		return text
	}
	return w.out
}

type canonicalWriter struct {
	text    []byte
	decoder *json.Decoder
	out     []byte
}

// value writes the next value.
func (w *canonicalWriter) value() error {
	before := w.decoder.InputOffset()
	token, err := w.decoder.Token()
	if err != nil {
		return err
	}
	switch v := token.(type) {
	case json.Delim:
		if v == '{' {
			return w.object()
		}
		return w.list()
	case string:
		w.string(v, before)
	case json.Number:
		w.out = append(w.out, v...)
	case bool:
		w.out = strconv.AppendBool(w.out, v)
	default:
		w.out = append(w.out, "null"...)
	}
	return nil
}

// string writes a text that was read from an offset on. Half of a pair of surrogates
// is no character, and all of them would be read alike: they stay as they are written.
func (w *canonicalWriter) string(text string, from int64) {
	if strings.ContainsRune(text, '\uFFFD') {
		w.out = append(w.out, bytes.TrimLeft(w.text[from:w.decoder.InputOffset()], " \t\r\n,:")...)
		return
	}
	w.out = append(w.out, JSONString(text)...)
}

func (w *canonicalWriter) list() error {
	start := len(w.out)
	w.out = append(w.out, '[')
	for w.decoder.More() {
		if err := w.value(); err != nil {
			return err
		}
		w.out = append(w.out, ',')
	}
	w.out = append(w.out, ']')
	return w.end(start)
}

// maxCanonical is up to how many bytes of a list or an object are kept as they are.
// Longer ones would be copied again for each that they lie in.
const maxCanonical = 1 << 10

// end ends the list or the object whose text starts at start.
func (w *canonicalWriter) end(start int) error {
	if text := w.out[start:]; len(text) > maxCanonical {
		sum := sha256.Sum256(text)
		w.out = append(append(w.out[:start], '#'), sum[:]...)
	}
	_, err := w.decoder.Token()
	return err
}

// object writes the members of an object by their names. Those of one name keep their
// order.
func (w *canonicalWriter) object() error {
	start := len(w.out)
	var members []canonicalMember
	for w.decoder.More() {
		begin := len(w.out)
		token, err := w.decoder.Token()
		if err != nil {
			return err
		}
		name, _ := token.(string)
		w.out = append(append(w.out, JSONString(name)...), ':')
		if err := w.value(); err != nil {
			return err
		}
		members = append(members, canonicalMember{name, slices.Clone(w.out[begin:])})
	}
	slices.SortStableFunc(members, func(a, b canonicalMember) int { return cmp.Compare(a.name, b.name) })
	w.out = append(w.out[:start], '{')
	for _, member := range members {
		w.out = append(append(w.out, member.text...), ',')
	}
	w.out = append(w.out, '}')
	return w.end(start)
}

type canonicalMember struct {
	name string
	text []byte
}
