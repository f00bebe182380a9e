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
		how        models.BodyPacking
		kept       int // bytes at most
	}{
		{"data inside JSON", []byte(`{"event":` + string(data) + `,"n":1}`), data, models.PackedAroundData, 20},
		{"data alone", data, data, models.PackedAroundData, 1},
		{"data in a form", []byte(form), data, models.PackedAroundEscaped, 40},
		{"database callback", []byte(`{"id":"5","action":"create","fields":{"a":"Zoë & Søn","b":1.50},"updated":{},"interests":[]}`), []byte(`{"id":"5","database":"7","fields":{"a":"Zoë & Søn","b":1.50},"interests":[]}`), models.NotPacked, 97},
		{"database callback of a flat object", []byte(`{"id":"5","action":"delete","fields":` + string(data) + `,"updated":{},"interests":[]}`), data, models.PackedAroundData, 80},
		{"database callback in XML", []byte("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<profile><id>5</id><fields><note>a+b = c%&#xA;</note></fields></profile>"), data, models.NotPacked, 120},
		{"data not in the body", []byte(`<person id="12"/>`), data, models.NotPacked, 17},
		{"no data", []byte(`{"event":null}`), nil, models.NotPacked, 14},
		{"little data", []byte(`{"event":{}}`), []byte(`{}`), models.NotPacked, 12},
		{"no body", nil, data, models.NotPacked, 0},
		{"bytes that are no text", []byte("\x00\xff\xfe" + string(data) + "\x80\x00"), data, models.PackedAroundData, 6},
		{"16 MiB", append(append([]byte("x"), large...), 'y'), large, models.PackedAroundData, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kept, how := models.PackBody(c.body, c.data)
			if how != c.how || len(kept) > c.kept {
				t.Errorf("packing %d in %d bytes, want %d in at most %d", how, len(kept), c.how, c.kept)
			}
			body, err := models.UnpackBody(kept, how, c.data)
			if err != nil || !bytes.Equal(body, c.body) {
				t.Errorf("unpacked %d bytes, %v; want the %d packed", len(body), err, len(c.body))
			}
		})
	}
}

func TestUnpackDamaged(t *testing.T) {
	t.Parallel()
	for _, kept := range [][]byte{nil, {200}, {5, 'a'}} {
		if _, err := models.UnpackBody(kept, models.PackedAroundData, nil); !errors.Is(err, models.ErrBodyPacking) {
			t.Errorf("%v: %v, want ErrPacking", kept, err)
		}
	}
	if _, err := models.UnpackBody(nil, 9, nil); !errors.Is(err, models.ErrBodyPacking) {
		t.Errorf("unknown packing: %v, want ErrPacking", err)
	}
}

func FuzzPack(f *testing.F) {
	f.Add([]byte(`{"event":{"id":12345678}}`), []byte(`{"id":12345678}`))
	f.Fuzz(func(t *testing.T, body, data []byte) {
		kept, how := models.PackBody(body, data)
		if len(kept) > len(body) {
			t.Errorf("kept %d bytes of %d", len(kept), len(body))
		}
		again, err := models.UnpackBody(kept, how, data)
		if err != nil || !bytes.Equal(again, body) {
			t.Errorf("unpacked %q, %v; want %q", again, err, body)
		}
	})
}
