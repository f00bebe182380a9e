package models

import (
	"bytes"
	"compress/flate"
	"fmt"
	"io"
)

// Packing says how the table keeps the body of an attempt. The event already
// holds most of its bytes, so they are seldom stored twice.
type Packing uint8

// The ways a body is kept.
const (
	Unpacked Packing = iota
	Deflated         // with the event's data as preset dictionary
)

// Pack returns body as the table keeps it: deflated with the event's data as
// dictionary when that is smaller, else as it is.
func Pack(body, data []byte) ([]byte, Packing) {
	var packed bytes.Buffer
	w, err := flate.NewWriterDict(&packed, flate.BestSpeed, data)
	if err != nil {
		return body, Unpacked
	}
	_, err = w.Write(body)
	if err != nil || w.Close() != nil || packed.Len() >= len(body) {
		return body, Unpacked
	}
	return packed.Bytes(), Deflated
}

// Unpack returns the body that Pack was given with the same data.
func Unpack(kept []byte, how Packing, data []byte) ([]byte, error) {
	if how == Unpacked {
		return kept, nil
	}
	body, err := io.ReadAll(flate.NewReaderDict(bytes.NewReader(kept), data))
	if err != nil {
		return nil, fmt.Errorf("unpack body: %w", err)
	}
	return body, nil
}
