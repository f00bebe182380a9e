package models_test

import (
	"bytes"
	"compress/gzip"
	"testing"
	"unicode/utf8"

	"callboard/models"
)

func answerOf(encoding, contentType string, body []byte) models.Attempt {
	return models.Attempt{
		ResponseHeaders: []models.Header{{Name: "Content-Encoding", Value: encoding}, {Name: "Content-Type", Value: contentType}}, ResponseBody: body,
	}
}

// What is packed in 16 KiB may be a hundred mebibytes: no more is unpacked than
// is shown. Package receivertest has the answers of real receivers.
func TestAnswerTextIsBounded(t *testing.T) {
	t.Parallel()
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	for range 16 {
		_, _ = w.Write(bytes.Repeat([]byte("a"), 1<<20))
	}
	_ = w.Close()
	text, encoding, ok := answerOf("gzip", "text/plain", packed.Bytes()[:models.AnswerKept]).AnswerText()
	if len(text) != models.AnswerShown || encoding != "gzip" || !ok {
		t.Errorf("%d bytes of text, encoding %q, %t", len(text), encoding, ok)
	}
}

func TestAnswerThatIsNoText(t *testing.T) {
	t.Parallel()
	for name, answer := range map[string]models.Attempt{
		"an image":            answerOf("", "image/png", []byte("\x89PNG\r\n\x1a\n\x00\x00")),
		"unknown packing":     answerOf("zstd", "text/plain", []byte("\x28\xb5\x2f\xfd\x00")),
		"unknown characters":  answerOf("", "text/plain; charset=klingon", []byte("\xff\xfe\xfd")),
		"a picture in gzip":   answerOf("gzip", "image/png", gzipped("\x89PNG\x00")),
		"Latin-1 without say": answerOf("", "text/plain", []byte("Gr\xfc\xdfe")),
	} {
		if text, _, ok := answer.AnswerText(); ok {
			t.Errorf("%s is the text %q", name, text)
		}
	}
}

func gzipped(text string) []byte {
	var packed bytes.Buffer
	w := gzip.NewWriter(&packed)
	_, _ = w.Write([]byte(text))
	_ = w.Close()
	return packed.Bytes()
}

func FuzzAnswerText(f *testing.F) {
	f.Add("gzip", "text/plain; charset=iso-8859-1", gzipped("Gr\xfc\xdfe"))
	f.Add("deflate", "text/plain; charset=utf-16", []byte("\x00"))
	f.Add("br", "", []byte("\x0b\x02\x80ok\x03"))
	f.Fuzz(func(t *testing.T, encoding, contentType string, body []byte) {
		text, _, ok := answerOf(encoding, contentType, body).AnswerText()
		if ok && (!utf8.Valid(text) || len(text) > max(models.AnswerShown, len(body))) {
			t.Errorf("%d bytes of text", len(text))
		}
	})
}
