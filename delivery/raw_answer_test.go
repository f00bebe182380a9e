package delivery

import "testing"

// FuzzRawAnswer lets a receiver begin its answer with anything.
func FuzzRawAnswer(f *testing.F) {
	for _, answer := range []string{
		"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", "HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 204\r\n\r\n", "HTTP/1.1 200 OK\r\n:\r\n",
		"HTTP/1.1 099 No\r\n\r\n", "HTTP/1.1 +20 OK\r\n\r\n", "HTTP/1.1 101\n\n", "HTTP/1.1 200\nContent-Length: -1\n\n", "\x15\x03\x01\x00", "",
	} {
		f.Add([]byte(answer))
	}
	f.Fuzz(func(t *testing.T, begins []byte) {
		answer, ok := readRaw(begins)
		if ok && (answer.code < 100 || answer.code > 999 || answer.starts > len(begins) || answer.length < -1) {
			t.Errorf("%+v", answer)
		}
		if cause, _ := strange(begins); cause == "" {
			t.Error("no cause")
		}
	})
}
