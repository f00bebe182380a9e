package models_test

import (
	"bytes"
	"errors"
	"net/url"
	"testing"

	"callboard/models"
)

func TestPack(t *testing.T) {
	t.Parallel()
	data := []byte(`{"id":12,"name":"Ané & Søn","note":"a+b = c%"}`)
	form := url.Values{"data": {string(data)}, "type": {"UPDATE"}, "resource": {"contact"}}.Encode()
	large := bytes.Repeat([]byte("0123456789abcdef"), 1<<20)
	for _, c := range []struct {
		name       string
		body, data []byte
		how        models.Packing
		kept       int // bytes at most
	}{
		{"data inside JSON", []byte(`{"event":` + string(data) + `,"n":1}`), data, models.AroundData, 20},
		{"data alone", data, data, models.AroundData, 1},
		{"data in a form", []byte(form), data, models.AroundEscaped, 40},
		{"data not in the body", []byte(`<person id="12"/>`), data, models.Unpacked, 17},
		{"no data", []byte(`{"event":null}`), nil, models.Unpacked, 14},
		{"little data", []byte(`{"event":{}}`), []byte(`{}`), models.Unpacked, 12},
		{"no body", nil, data, models.Unpacked, 0},
		{"bytes that are no text", []byte("\x00\xff\xfe" + string(data) + "\x80\x00"), data, models.AroundData, 6},
		{"16 MiB", append(append([]byte("x"), large...), 'y'), large, models.AroundData, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kept, how := models.Pack(c.body, c.data)
			if how != c.how || len(kept) > c.kept {
				t.Errorf("packing %d in %d bytes, want %d in at most %d", how, len(kept), c.how, c.kept)
			}
			body, err := models.Unpack(kept, how, c.data)
			if err != nil || !bytes.Equal(body, c.body) {
				t.Errorf("unpacked %d bytes, %v; want the %d packed", len(body), err, len(c.body))
			}
		})
	}
}

func TestUnpackDamaged(t *testing.T) {
	t.Parallel()
	for _, kept := range [][]byte{nil, {200}, {5, 'a'}} {
		if _, err := models.Unpack(kept, models.AroundData, nil); !errors.Is(err, models.ErrPacking) {
			t.Errorf("%v: %v, want ErrPacking", kept, err)
		}
	}
	if _, err := models.Unpack(nil, 9, nil); !errors.Is(err, models.ErrPacking) {
		t.Errorf("unknown packing: %v, want ErrPacking", err)
	}
}

func FuzzPack(f *testing.F) {
	f.Add([]byte(`{"event":{"id":12345678}}`), []byte(`{"id":12345678}`))
	f.Fuzz(func(t *testing.T, body, data []byte) {
		kept, how := models.Pack(body, data)
		if len(kept) > len(body) {
			t.Errorf("kept %d bytes of %d", len(kept), len(body))
		}
		again, err := models.Unpack(kept, how, data)
		if err != nil || !bytes.Equal(again, body) {
			t.Errorf("unpacked %q, %v; want %q", again, err, body)
		}
	})
}
