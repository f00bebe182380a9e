package api

import (
	"bytes"
	"compress/gzip"
	"errors"
	"fmt"
	"io"
	"net/http"
	"strings"
)

// BodyLimit is the longest body that is read, in bytes.
const BodyLimit = 1 << 20

// unpackLimit is how many times its size a packed body may become: no text of
// use shrinks to a hundredth.
const unpackLimit = 100

// BodyError says in words why a body could not be read.
type BodyError struct{ Text string }

func (e BodyError) Error() string { return e.Text }

// EncodingError says that a body is packed in a way that is not read.
type EncodingError struct{}

func (EncodingError) Error() string {
	return "The body must be packed with gzip, once, or not at all"
}

// DenseError says that a body would unpack to more than unpackLimit times its
// size.
type DenseError struct{}

func (DenseError) Error() string {
	return fmt.Sprintf("The body must not unpack to more than %d times its size", unpackLimit)
}

// ReadObject reads the body of a request, which must be one JSON object. The
// content type is not looked at: clients of old APIs often send none, or the
// wrong one. BodyError when it is no object, and the errors of ReadBody for
// BodyLimit.
func ReadObject(w http.ResponseWriter, r *http.Request) (Object, error) {
	body, err := ReadBody(w, r, BodyLimit)
	if err != nil {
		return Object{}, err
	}
	return ParseObject(body)
}

// ReadBody reads a body of at most limit bytes, unpacked and without the mark
// that some editors put before UTF-8. *http.MaxBytesError when it is longer,
// packed or unpacked; EncodingError and DenseError of one that cannot be
// unpacked, BusyError when the BodyBudget of the request is used up.
func ReadBody(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	if read, ok := r.Body.(readBody); ok && int64(len(read.whole)) <= limit {
		return read.whole, nil
	}
	packed, err := isPacked(r)
	if err != nil {
		return nil, err
	}
	charge := chargeOf(r)
	body, err := readWhole(charge.reader(http.MaxBytesReader(w, r.Body, limit)))
	if err == nil && packed {
		body, err = unpack(charge, body, limit)
	}
	return bytes.TrimPrefix(body, []byte("\uFEFF")), err
}

// readBody is a body that ReadBody has read.
type readBody struct {
	io.ReadCloser
	whole []byte
}

// KeepBody lets the body of a request, as ReadBody returned it, be read once
// more.
func KeepBody(r *http.Request, body []byte) {
	r.Body = readBody{io.NopCloser(bytes.NewReader(body)), body}
	r.Header.Del("Content-Encoding")
}

// isPacked says whether a body is packed with gzip.
func isPacked(r *http.Request) (bool, error) {
	var layers []string
	for layer := range strings.SplitSeq(strings.Join(r.Header.Values("Content-Encoding"), ","), ",") {
		if layer = strings.ToLower(strings.TrimSpace(layer)); layer != "" && layer != "identity" {
			layers = append(layers, layer)
		}
	}
	switch {
	case len(layers) == 0:
		return false, nil
	case len(layers) == 1 && (layers[0] == "gzip" || layers[0] == "x-gzip"):
		return true, nil
	}
	return false, EncodingError{}
}

// unpack returns what was packed, at most limit bytes.
func unpack(charge *bodyCharge, packed []byte, limit int64) ([]byte, error) {
	zipped, err := gzip.NewReader(bytes.NewReader(packed))
	if err != nil {
		return nil, errPacked
	}
	most := min(limit, int64(len(packed))*unpackLimit)
	body, err := readWhole(charge.reader(io.LimitReader(zipped, most+1)))
	switch size := int64(len(body)); {
	case size > limit:
		return nil, &http.MaxBytesError{Limit: limit}
	case size > most:
		return nil, DenseError{}
	case errors.Is(err, errUnread):
		return nil, errPacked
	}
	return body, err
}

var (
	errUnread = BodyError{"The body could not be read to its end"}
	errPacked = BodyError{"The body is said to be packed with gzip, and cannot be unpacked"}
)

// readWhole reads to the end. errUnread when it cannot, unless the body is too
// long or there is no room for it.
func readWhole(from io.Reader) ([]byte, error) {
	body, err := io.ReadAll(from)
	_, tooLong := errors.AsType[*http.MaxBytesError](err)
	_, busy := errors.AsType[BusyError](err)
	if err != nil && !tooLong && !busy {
		err = errUnread
	}
	return body, err
}
