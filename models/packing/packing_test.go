package packing_test

import (
	"bytes"
	"errors"
	"net/url"
	"testing"

	"callboard/models/packing"
)

func TestPack(t *testing.T) {
	t.Parallel()
	data := []byte(`{"id":12,"name":"Ané & Søn","note":"a+b = c%"}`)
	form := url.Values{"data": {string(data)}, "type": {"UPDATE"}, "resource": {"contact"}}.Encode()
	large := bytes.Repeat([]byte("0123456789abcdef"), 1<<20)
	for _, c := range []struct {
		name       string
		body, data []byte
		how        packing.How
		kept       int // bytes at most
	}{
		{"data inside JSON", []byte(`{"event":` + string(data) + `,"n":1}`), data, packing.AroundData, 20},
		{"data alone", data, data, packing.AroundData, 1},
		{"data in a form", []byte(form), data, packing.AroundEscaped, 40},
		{"database callback", []byte(`{"id":"5","action":"create","fields":{"a":"Zoë & Søn","b":1.50},"updated":{},"interests":[]}`), []byte(`{"id":"5","database":"7","fields":{"a":"Zoë & Søn","b":1.50},"interests":[]}`), packing.Unpacked, 97},
		{"database callback of a flat object", []byte(`{"id":"5","action":"delete","fields":` + string(data) + `,"updated":{},"interests":[]}`), data, packing.AroundData, 80},
		{"database callback in XML", []byte("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<profile><id>5</id><fields><note>a+b = c%&#xA;</note></fields></profile>"), data, packing.Unpacked, 120},
		{"data not in the body", []byte(`<person id="12"/>`), data, packing.Unpacked, 17},
		{"no data", []byte(`{"event":null}`), nil, packing.Unpacked, 14},
		{"little data", []byte(`{"event":{}}`), []byte(`{}`), packing.Unpacked, 12},
		{"no body", nil, data, packing.Unpacked, 0},
		{"bytes that are no text", []byte("\x00\xff\xfe" + string(data) + "\x80\x00"), data, packing.AroundData, 6},
		{"16 MiB", append(append([]byte("x"), large...), 'y'), large, packing.AroundData, 3},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			kept, how := packing.Pack(c.body, c.data)
			if how != c.how || len(kept) > c.kept {
				t.Errorf("packing %d in %d bytes, want %d in at most %d", how, len(kept), c.how, c.kept)
			}
			body, err := packing.Unpack(kept, how, c.data)
			if err != nil || !bytes.Equal(body, c.body) {
				t.Errorf("unpacked %d bytes, %v; want the %d packed", len(body), err, len(c.body))
			}
		})
	}
}

func TestUnpackDamaged(t *testing.T) {
	t.Parallel()
	for _, kept := range [][]byte{nil, {200}, {5, 'a'}} {
		if _, err := packing.Unpack(kept, packing.AroundData, nil); !errors.Is(err, packing.ErrPacking) {
			t.Errorf("%v: %v, want ErrPacking", kept, err)
		}
	}
	if _, err := packing.Unpack(nil, 9, nil); !errors.Is(err, packing.ErrPacking) {
		t.Errorf("unknown packing: %v, want ErrPacking", err)
	}
}

func FuzzPack(f *testing.F) {
	f.Add([]byte(`{"event":{"id":12345678}}`), []byte(`{"id":12345678}`))
	f.Fuzz(func(t *testing.T, body, data []byte) {
		kept, how := packing.Pack(body, data)
		if len(kept) > len(body) {
			t.Errorf("kept %d bytes of %d", len(kept), len(body))
		}
		again, err := packing.Unpack(kept, how, data)
		if err != nil || !bytes.Equal(again, body) {
			t.Errorf("unpacked %q, %v; want %q", again, err, body)
		}
	})
}
