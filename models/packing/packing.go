// Package packing keeps the body of an attempt without the part of it that its
// event holds already.
package packing

import (
	"bytes"
	"encoding/binary"
	"errors"
	"net/url"
	"slices"
)

// How says how the table keeps the body of an attempt. The event already
// holds most of its bytes, so they are seldom stored twice.
type How uint8

// The ways a body is kept.
const (
	Unpacked      How = iota
	AroundData        // what stands before and after the event's data
	AroundEscaped     // likewise, the data escaped as in a form
)

// ErrPacking says that a packed body cannot be put together again.
var ErrPacking = errors.New("packed body is damaged")

// Pack returns body as the table keeps it: without the event's data where it
// stands in the body, else as it is. Deflating with the data as dictionary
// would be about as small, and costs more than sending the request.
func Pack(body, data []byte) ([]byte, How) {
	if kept, ok := cut(body, data); ok {
		return kept, AroundData
	}
	if kept, ok := cut(body, escaped(data)); ok {
		return kept, AroundEscaped
	}
	return body, Unpacked
}

// Unpack returns the body that Pack was given with the same data, and
// ErrPacking when kept is not what Pack returned.
func Unpack(kept []byte, how How, data []byte) ([]byte, error) {
	switch how {
	case Unpacked:
		return kept, nil
	case AroundData:
		return join(kept, data)
	case AroundEscaped:
		return join(kept, escaped(data))
	}
	return nil, ErrPacking
}

// cut returns body without part, the length of what stood before it in front;
// ok is false when that would not be smaller.
func cut(body, part []byte) (kept []byte, ok bool) {
	if len(part) <= binary.MaxVarintLen64 {
		return nil, false
	}
	before, after, ok := bytes.Cut(body, part)
	if !ok {
		return nil, false
	}
	kept = binary.AppendUvarint(nil, uint64(len(before)))
	return slices.Concat(kept, before, after), true
}

// join undoes cut.
func join(kept, part []byte) ([]byte, error) {
	length, n := binary.Uvarint(kept)
	if n <= 0 || length > uint64(len(kept)-n) {
		return nil, ErrPacking
	}
	rest := kept[n:]
	return slices.Concat(rest[:length], part, rest[length:]), nil
}

func escaped(data []byte) []byte { return []byte(url.QueryEscape(string(data))) }
