package delivery

import (
	"bytes"
	"net/http"
	"net/url"
	"strconv"
	"strings"
	"unicode/utf8"

	"callboard/models"
)

// rawAnswer is how an answer begins, read more kindly than net/http does: the
// status counts though something behind it breaks the rules of HTTP.
type rawAnswer struct {
	code    int
	headers []models.Header // those that are some
	body    []byte          // how it begins, as it was sent
	starts  int             // where it begins
	length  int64           // what the headers say of it; -1 when they do not
	ended   bool            // the headers did
	fault   string          // what breaks the rules, in words
}

// readRaw reads how an answer begins, past interim answers. It is false
// where that is no HTTP/1.x with a final status.
func readRaw(begins []byte) (answer rawAnswer, ok bool) {
	total := len(begins)
	for {
		line, rest, whole := bytes.Cut(begins, []byte("\n"))
		code, isStatus := statusOf(line)
		if !whole || !isStatus {
			return rawAnswer{}, false
		}
		answer = rawAnswer{code: code}
		begins = answer.readHeaders(rest)
		answer.starts = total - len(begins)
		if code == 101 || code >= 200 {
			answer.body = begins
			answer.length = answer.declared()
			return answer, true
		}
		if !answer.ended {
			return rawAnswer{}, false
		}
	}
}

// declared returns the length of the body that the headers speak of, -1 when
// they do not.
func (r rawAnswer) declared() int64 {
	if r.code == http.StatusNoContent || r.code == http.StatusNotModified {
		return 0
	}
	if !r.ended || headerOf(r.headers, "Transfer-Encoding") != "" {
		return -1
	}
	length, err := strconv.ParseInt(headerOf(r.headers, "Content-Length"), 10, 64)
	if err != nil {
		return -1
	}
	return length
}

// statusOf reads "HTTP/1.1 200 OK".
func statusOf(line []byte) (code int, ok bool) {
	version, rest, _ := strings.Cut(strings.TrimRight(string(line), "\r"), " ")
	digits, _, _ := strings.Cut(rest, " ")
	code, err := strconv.Atoi(digits)
	return code, err == nil && strings.HasPrefix(version, "HTTP/1.") && len(digits) == 3 && code >= 100
}

// readHeaders reads header lines and returns what comes behind them.
func (r *rawAnswer) readHeaders(lines []byte) []byte {
	var lengths []string
	for {
		line, rest, whole := bytes.Cut(lines, []byte("\n"))
		if !whole {
			return nil
		}
		lines, line = rest, bytes.TrimSuffix(line, []byte("\r"))
		if len(line) == 0 {
			r.ended = true
			return lines
		}
		header, fault := readHeader(line)
		if fault == "" && strings.EqualFold(header.Name, "Content-Length") {
			lengths = append(lengths, header.Value)
			fault = lengthFault(lengths)
		}
		if fault == "" {
			fault = valueFault(header)
		}
		if fault != "" && r.fault == "" {
			r.fault = fault
		}
		if header.Name != "" {
			r.headers = append(r.headers, header)
		}
	}
}

// readHeader reads one line, and says what is wrong with it.
func readHeader(line []byte) (header models.Header, fault string) {
	if _, again := statusOf(line); again {
		return models.Header{}, "its status line came twice"
	}
	name, value, colon := bytes.Cut(line, []byte(":"))
	switch {
	case !colon:
		return models.Header{}, "a header line has no colon"
	case len(name) == 0 || bytes.ContainsFunc(name, notInName):
		return models.Header{}, "the name of a header is none"
	}
	header = models.Header{Name: string(name), Value: printable(bytes.TrimSpace(value))}
	if bytes.ContainsFunc(value, isControl) {
		return header, "a header holds control characters"
	}
	return header, ""
}

// valueFault says what is wrong with the value of a header.
func valueFault(h models.Header) string {
	switch _, err := url.Parse(h.Value); {
	case strings.EqualFold(h.Name, "Location") && err != nil:
		return "its Location is no URL"
	case strings.EqualFold(h.Name, "Transfer-Encoding") && !strings.EqualFold(h.Value, "chunked"):
		return "its transfer encoding is none that we know"
	}
	return ""
}

// lengthFault says what is wrong with the lengths that an answer declares.
func lengthFault(lengths []string) string {
	if _, err := strconv.ParseUint(lengths[0], 10, 63); err != nil {
		return "its length is no number"
	}
	if last := lengths[len(lengths)-1]; last != lengths[0] {
		return "it has two lengths"
	}
	return ""
}

func notInName(r rune) bool {
	return r <= ' ' || r >= 0x7f || strings.ContainsRune(`"(),/:;<=>?@[\]{}`, r)
}

func isControl(r rune) bool { return r < ' ' && r != '\t' || r == 0x7f }

// printable replaces what cannot be shown.
func printable(value []byte) string {
	return strings.Map(func(r rune) rune {
		if isControl(r) {
			return utf8.RuneError
		}
		return r
	}, strings.ToValidUTF8(string(value), "\uFFFD"))
}

// tooLong says that net/http gave up reading headers at their limit.
func tooLong(err error) bool { return strings.Contains(err.Error(), "response headers exceeded") }

// keepUnclean keeps an answer that net/http did not take. It is false where
// there is none, or where it did not come whole.
func (t *trace) keepUnclean(a *models.Attempt, err error) bool {
	conn, _ := t.taken()
	if conn == nil || timedOut(err) || conn.sent() == 0 {
		return false
	}
	answer, ok := readRaw(conn.begins())
	if !ok || closed(err) && !answer.ended {
		return false
	}
	switch {
	case tooLong(err):
		answer.fault = "its headers are longer than 256 KiB"
	case answer.fault == "":
		answer.fault = "its headers contradict each other"
	}
	a.Code, a.ResponseHeaders, a.Unclean = answer.code, answer.headers, answer.fault
	a.ResponseBody, a.ResponseSize = bytes.Clone(answer.body), int64(len(answer.body))
	return true
}

// halfAnswer says that an answer broke off within its status line, or behind
// it where the receiver has closed the connection.
func halfAnswer(begins []byte, err error) bool {
	line, _, whole := bytes.Cut(begins, []byte("\n"))
	start := []byte("HTTP/1.")
	return (closed(err) || !whole && len(line) < answerSeen) && bytes.HasPrefix(line, start[:min(len(line), len(start))])
}

// strange names what came instead of an answer.
func strange(begins []byte) (models.Cause, string) {
	line, _, _ := bytes.Cut(begins, []byte("\n"))
	code, isStatus := statusOf(line)
	switch {
	case isStatus && code < 200:
		return models.HTTP1xx, "only interim ones"
	case bytes.HasPrefix(begins, []byte{0x15, 0x03}): // a TLS record with an alert
		return models.TLSExpected, ""
	case len(begins) >= 9 && begins[3] == 0x04 && bytes.Equal(begins[5:9], make([]byte, 4)): // a SETTINGS frame
		return models.NotHTTP, "it speaks HTTP/2 only"
	case bytes.HasPrefix(begins, []byte("HTTP/")):
		return models.NotHTTP, "its status line cannot be read"
	}
	return models.NotHTTP, ""
}
