package models

import (
	"bytes"
	"encoding/binary"
	"errors"
	"net/url"
	"slices"
)

// BodyPacking says how the table keeps the body of an attempt. The event already
// holds most of its bytes, so they are seldom stored twice.
type BodyPacking uint8

// The ways a body is kept.
const (
	NotPacked           BodyPacking = iota
	PackedAroundData                // what stands before and after the event's data
	PackedAroundEscaped             // likewise, the data escaped as in a form
	BodiesRemoved                   // not at all, and that of the answer neither: they were kept long enough
)

// ErrBodyPacking says that a packed body cannot be put together again.
var ErrBodyPacking = errors.New("packed body is damaged")

// PackBody returns body as the table keeps it: without the event's data where it
// stands in the body, else as it is. Deflating with the data as dictionary
// would be about as small, and costs more than sending the request.
func PackBody(body, data []byte) ([]byte, BodyPacking) {
	if kept, ok := cutAround(body, data); ok {
		return kept, PackedAroundData
	}
	if kept, ok := cutAround(body, jsonEscaped(data)); ok {
		return kept, PackedAroundEscaped
	}
	return body, NotPacked
}

// UnpackBody returns the body that PackBody was called with and the same data, and
// ErrBodyPacking when kept is not what PackBody returned.
func UnpackBody(kept []byte, how BodyPacking, data []byte) ([]byte, error) {
	switch how {
	case NotPacked:
		return kept, nil
	case BodiesRemoved:
		return nil, nil
	case PackedAroundData:
		return joinAround(kept, data)
	case PackedAroundEscaped:
		return joinAround(kept, jsonEscaped(data))
	}
	return nil, ErrBodyPacking
}

// cutAround returns body without part, the length of what stood before it in front;
// ok is false when that would not be smaller.
func cutAround(body, part []byte) (kept []byte, ok bool) {
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

// joinAround undoes cutAround.
func joinAround(kept, part []byte) ([]byte, error) {
	length, n := binary.Uvarint(kept)
	if n <= 0 || length > uint64(len(kept)-n) {
		return nil, ErrBodyPacking
	}
	rest := kept[n:]
	return slices.Concat(rest[:length], part, rest[length:]), nil
}

func jsonEscaped(data []byte) []byte { return []byte(url.QueryEscape(string(data))) }
