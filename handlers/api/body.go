package api

import (
	"errors"
	"io"
	"net/http"
)

// BodyLimit is the longest body that is read, in bytes.
const BodyLimit = 1 << 20

// BodyError says in words why a body could not be read.
type BodyError struct{ Text string }

func (e BodyError) Error() string { return e.Text }

// ReadObject reads the body of a request, which must be one JSON object. The
// content type is not looked at: clients of old APIs often send none, or the
// wrong one. BodyError when it is no object, *http.MaxBytesError when it is
// longer than BodyLimit.
func ReadObject(w http.ResponseWriter, r *http.Request) (Object, error) {
	body, err := ReadBody(w, r, BodyLimit)
	if err != nil {
		return Object{}, err
	}
	return ParseObject(body)
}

// ReadBody reads a body of at most limit bytes. *http.MaxBytesError when it is
// longer.
func ReadBody(w http.ResponseWriter, r *http.Request, limit int64) ([]byte, error) {
	body, err := io.ReadAll(http.MaxBytesReader(w, r.Body, limit))
	if _, long := errors.AsType[*http.MaxBytesError](err); long {
		return nil, err
	}
	if err != nil {
		return nil, BodyError{"The body could not be read to its end"}
	}
	return body, nil
}
