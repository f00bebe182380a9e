package api

import (
	"bytes"
	"encoding/json"
	"fmt"
	"net/http"
)

// Encode writes a value as JSON in which &, < and > stay as they are: URLs
// are read by people.
func Encode(value any) ([]byte, error) {
	if raw, ok := value.(json.RawMessage); ok {
		return raw, nil // as it was given, blanks too
	}
	var text bytes.Buffer
	encoder := json.NewEncoder(&text)
	encoder.SetEscapeHTML(false)
	if err := encoder.Encode(value); err != nil {
		return nil, fmt.Errorf("write JSON: %w", err)
	}
	return bytes.TrimSuffix(text.Bytes(), []byte("\n")), nil
}

// Write answers with a JSON body.
func Write(w http.ResponseWriter, status int, value any) error {
	return WriteAs(w, "application/json", status, value)
}

// WriteAs answers with a JSON body of a media type of its own.
func WriteAs(w http.ResponseWriter, media string, status int, value any) error {
	body, err := Encode(value)
	if err != nil {
		return err
	}
	w.Header().Set("Content-Type", media)
	w.Header().Set("Cache-Control", "no-store")
	w.WriteHeader(status)
	// The caller has gone when this fails: nobody is left to be told.
	_, _ = w.Write(body)
	return nil
}
