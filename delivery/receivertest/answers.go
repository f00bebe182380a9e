package receivertest

import (
	"bufio"
	"bytes"
	"compress/flate"
	"compress/gzip"
	"compress/zlib"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"time"

	"github.com/andybalholm/brotli"

	"callboard/models"
)

// unclean are answers whose status can be read, and whose rest breaks the
// rules of HTTP.
func unclean() []Receiver {
	of := func(name, does, answer, fault string) Receiver {
		return Receiver{
			Name: name, Does: "answers 200 " + does, Serve: saysAndCloses("HTTP/1.1 200 OK\r\n" + answer),
			Code: 200, Unclean: fault, Next: Delivered,
		}
	}
	line := func(n int) string { return "X-Much: " + strings.Repeat("x", n) + "\r\n" }
	return []Receiver{
		of("NUL in a header", "with a NUL in a header", "X-Odd: a\x00b\r\nContent-Length: 0\r\n\r\n", "a header holds control characters"),
		of("no colon", "with a header line without a colon", "Bearer hunter2\r\nContent-Length: 0\r\n\r\n", "a header line has no colon"),
		of("two lengths", "with two lengths", "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello", "it has two lengths"),
		of("status line twice", "with the status line twice", "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n", "its status line came twice"),
		of("negative length", "with a negative length", "Content-Length: -5\r\n\r\nhello", "its length is no number"),
		of("length in words", "with a length in words", "Content-Length: five\r\n\r\nhello", "its length is no number"),
		of("brackets in a name", "with brackets in the name of a header", "Bad[Name]: x\r\n\r\n", "the name of a header is none"),
		of("unknown transfer encoding", "with a transfer encoding that nobody knows", "Transfer-Encoding: gzip, chunked\r\n\r\n", "its transfer encoding is none that we know"),
		of("300 KiB of headers", "with 300 KiB of headers", strings.Repeat(line(1000), 300)+"\r\n", "its headers are longer than 256 KiB"),
		of("a header of 300 KiB", "with one header of 300 KiB", line(300<<10)+"\r\n", "its headers are longer than 256 KiB"),
		{
			Name: "endless headers", Does: "answers 200 and sends headers for ever", Serve: pours("HTTP/1.1 200 OK\r\n", line(1000)),
			Code: 200, Unclean: "its headers are longer than 256 KiB", Next: Delivered,
		},
		of("64 KiB of headers", "with 64 KiB of headers", strings.Repeat(line(1000), 64)+"Content-Length: 2\r\n\r\nok", ""),
		of("ten thousand headers", "with ten thousand short headers", strings.Repeat("X-A: b\r\n", 10_000)+"Content-Length: 2\r\n\r\nok", ""),
		of("bad chunk", "with a chunk whose length is none", "Transfer-Encoding: chunked\r\n\r\nzz\r\nhello\r\n", ""),
		of("absurd chunk", "with a chunk of many exabytes", "Transfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFF\r\nhello\r\n", ""),
		of("chunks and a length", "in chunks, with a length besides", "Transfer-Encoding: chunked\r\nContent-Length: 3\r\n\r\n2\r\nok\r\n0\r\n\r\n", ""),
		of("bare line ends", "with line ends of one character", "X-Unix: yes\nContent-Length: 2\n\nok", ""),
		{
			Name: "unclean 410", Does: "answers 410 with a control character in a header",
			Serve: saysAndCloses("HTTP/1.1 410 Gone\r\nX-Odd: \x07\r\nContent-Length: 0\r\n\r\n"),
			Code:  410, Cause: models.HTTP410, Unclean: "a header holds control characters", Next: Final,
		},
		{
			Name: "unclean 503", Does: "answers 503 with Retry-After and a line without a colon",
			Serve: saysAndCloses("HTTP/1.1 503 Busy\r\nRetry-After: 900\r\nback soon\r\n\r\n"),
			Code:  503, Cause: models.HTTP5xx, Detail: "900", Unclean: "a header line has no colon", Next: Waits, Wait: 15 * time.Minute,
		},
		{
			Name: "HTTP/1.0", Does: "answers in HTTP/1.0", Serve: saysAndCloses("HTTP/1.0 200 OK\r\n\r\nok"), Code: 200, Next: Delivered, Text: "ok",
		},
		{Name: "no reason", Does: "answers 200 without a word behind it", Serve: saysAndCloses("HTTP/1.1 200\r\nContent-Length: 0\r\n\r\n"), Code: 200, Next: Delivered},
	}
}

// foreign are receivers that do not speak HTTP/1.1.
func foreign() []Receiver {
	of := func(name, does, text, detail string) Receiver {
		return Receiver{
			Name: name, Does: does, Serve: func(c net.Conn) { saysAndCloses(text)(c); until(c) },
			Cause: models.NotHTTP, Detail: detail, Next: Planned,
		}
	}
	return []Receiver{
		of("HTTP/0.9", "answers as HTTP/0.9 did, without a status", "<html>thank you</html>\r\n", ""),
		of("bytes", "answers with bytes that mean nothing", "\x01\x02\x03\x04\x05\x06\r\n", ""),
		of("a status of two digits", "answers with a status of two digits", "HTTP/1.1 20 OK\r\n\r\n", "its status line cannot be read"),
		of("a status in words", "answers with a status in words", "HTTP/1.1 OK\r\n\r\n", "its status line cannot be read"),
		of("an empty line", "answers with empty lines", "\r\n\r\n\r\n", ""),
		{
			Name: "mail server", Does: "greets as a mail server does",
			Serve: func(c net.Conn) { _, _ = io.WriteString(c, "220 mail.example ESMTP\r\n"); until(c) }, Cause: models.NotHTTP, Next: Planned,
		},
		{
			Name: "SSH server", Does: "greets as an SSH server does",
			Serve: func(c net.Conn) { _, _ = io.WriteString(c, "SSH-2.0-OpenSSH_9.9\r\n"); until(c) }, Cause: models.NotHTTP, Next: Planned,
		},
		{
			Name: "endless line", Does: "sends one line for ever", Serve: pours("", strings.Repeat("x", 4096)),
			Cause: models.NotHTTP, Next: Planned,
		},
		{
			Name: "echo", Does: "sends back what it gets", Serve: func(c net.Conn) { _, _ = io.Copy(struct{ io.Writer }{c}, c) },
			Cause: models.NotHTTP, Next: Planned,
		},
	}
}

// bodies are answers whose bodies are too large.
func bodies() []Receiver {
	block := strings.Repeat("x", 64<<10)
	return []Receiver{
		{
			Name: "a gigabyte", Does: "answers 200 with a gigabyte, and says so", Serve: pours("HTTP/1.1 200 OK\r\nContent-Length: 1073741824\r\n\r\n", block),
			Code: 200, Next: Delivered,
		},
		{
			Name: "endless body", Does: "answers 200 with a body that never ends", Serve: pours("HTTP/1.1 200 OK\r\n\r\n", block),
			Code: 200, Next: Delivered,
		},
		{
			Name: "endless chunks", Does: "answers 500 with chunks that never end",
			Serve: pours("HTTP/1.1 500 No\r\nTransfer-Encoding: chunked\r\n\r\n", "10000\r\n"+block+"\r\n"),
			Code:  500, Cause: models.HTTP5xx, Next: Planned,
		},
		{
			Name: "endless trailers", Does: "answers 200 and sends trailers for ever",
			Serve: pours("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\nx\r\n0\r\n", "X-Trailer: "+strings.Repeat("x", 1000)+"\r\n"),
			Code:  200, Next: Delivered,
		},
		{
			Name: "gzip bomb", Does: "answers 200 with a gigabyte of zeros, compressed", Serve: says(answer("gzip", "text/plain", gzipped(make([]byte, 1<<26)))),
			Code: 200, Next: Delivered, Coding: "gzip",
		},
	}
}

func answer(encoding, contentType string, body []byte) string {
	text := "HTTP/1.1 200 OK\r\nContent-Type: " + contentType + "\r\nContent-Length: " + strconv.Itoa(len(body)) + "\r\n"
	if encoding != "" {
		text += "Content-Encoding: " + encoding + "\r\n"
	}
	return text + "\r\n" + string(body)
}

// texts are answers that are text in another dress.
func texts() []Receiver {
	of := func(name, does, encoding, contentType string, body []byte, text, coding string) Receiver {
		return Receiver{
			Name: name, Does: "answers 200 with text " + does, Serve: says(answer(encoding, contentType, body)),
			Code: 200, Next: Delivered, Text: text, Coding: coding,
		}
	}
	const word = "Grüße"
	long := strings.Repeat("é", models.AnswerKept) // the 16 KiB that are kept end within a character when one byte goes before
	return []Receiver{
		of("gzip", "in gzip", "gzip", "text/plain; charset=utf-8", gzipped([]byte(word)), word, "gzip"),
		of("br", "in Brotli", "br", "text/plain; charset=utf-8", packed(func(w io.Writer) io.WriteCloser { return brotli.NewWriter(w) }, word), word, "br"),
		of("deflate", "in deflate", "deflate", "text/plain; charset=utf-8", packed(func(w io.Writer) io.WriteCloser { return zlib.NewWriter(w) }, word), word, "deflate"),
		of("bare deflate", "in deflate without its frame", "deflate", "text/plain; charset=utf-8", packed(func(w io.Writer) io.WriteCloser {
			raw, _ := flate.NewWriter(w, flate.BestSpeed) // fails for unknown levels only
			return raw
		}, word), word, "deflate"),
		of("Latin-1", "in Latin-1", "", "text/plain; charset=iso-8859-1", []byte("Gr\xfc\xdfe"), word, "iso-8859-1"),
		of("Shift_JIS", "in Shift_JIS", "", "text/html; charset=Shift_JIS", []byte("\x93\xfa\x96\x7b"), "日本", "Shift_JIS"),
		of("UTF-16", "in UTF-16", "", "text/plain; charset=utf-16le", []byte("o\x00k\x00"), "ok", "utf-16le"),
		of("Latin-1 in gzip", "in Latin-1, in gzip", "gzip", "text/plain; charset=iso-8859-1", gzipped([]byte("Gr\xfc\xdfe")), word, "gzip, iso-8859-1"),
		of("cut in a character", "that is cut within a character", "", "text/plain; charset=utf-8", []byte("x"+long), "x"+long[:models.AnswerKept-2], ""),
		of("says gzip, is none", "that is said to be gzip and is none", "gzip", "text/plain", []byte("plain"), "plain", ""),
	}
}

func gzipped(body []byte) []byte {
	return packed(func(w io.Writer) io.WriteCloser { return gzip.NewWriter(w) }, string(body))
}

func packed(writer func(io.Writer) io.WriteCloser, text string) []byte {
	var out bytes.Buffer
	w := writer(&out)
	_, _ = io.WriteString(w, text) // a buffer takes all
	_ = w.Close()
	return out.Bytes()
}

// redirects are answers that point elsewhere.
func redirects() []Receiver {
	of := func(code int, location string) Receiver {
		r := Receiver{
			Name: strconv.Itoa(code) + " without an address", Does: "answers " + strconv.Itoa(code) + " and names no address",
			Code: code, Cause: models.Redirect, Detail: location, Next: Planned,
		}
		head := "HTTP/1.1 " + strconv.Itoa(code) + " Elsewhere\r\nContent-Length: 0\r\n"
		if location != "" {
			r.Name, r.Does = strconv.Itoa(code), "answers "+strconv.Itoa(code)+" and names an address"
			head += "Location: " + location + "\r\n"
		}
		r.Serve = says(head + "\r\n")
		return r
	}
	const there = "https://elsewhere.example/in"
	all := []Receiver{of(300, ""), of(301, there), of(301, ""), of(302, there), of(303, there), of(304, ""), of(307, there), of(308, there)}
	relative := of(302, "/thanks")
	relative.Name, relative.Does = "302 to itself", "answers 302 and names a path of its own"
	private := of(307, "http://169.254.169.254/latest/meta-data")
	private.Name, private.Does = "307 to a private address", "answers 307 and names a private address"
	bad := of(302, "http://hunter2:%zz")
	bad.Name, bad.Does, bad.Detail, bad.Unclean = "302 to no address", "answers 302 and names an address that is none", "", "its Location is no URL"
	return append(all, relative, private, bad)
}

// waits are the ways to ask for patience.
func waits() []Receiver {
	of := func(name string, code int, headers string, cause models.Cause, wait time.Duration) Receiver {
		r := Receiver{
			Name: strconv.Itoa(code) + " and " + name, Does: "answers " + strconv.Itoa(code) + " with Retry-After: " + name,
			Serve: func(c net.Conn) {
				in := bufio.NewReader(c)
				for request(in) == nil {
					now := time.Now().Add(time.Hour)
					text := strings.NewReplacer("{GMT}", now.UTC().Format(http.TimeFormat), "{zone}", now.In(time.FixedZone("", 2*3600)).Format(time.RFC1123Z)).Replace(headers)
					_, _ = io.WriteString(c, "HTTP/1.1 "+strconv.Itoa(code)+" Wait\r\nContent-Length: 0\r\n"+text+"\r\n")
				}
			},
			Code: code, Cause: cause, Next: Waits, Wait: wait,
		}
		if cause == models.HTTP429 || cause == models.HTTP5xx {
			r.Detail = strconv.Itoa(int((wait + time.Second - 1) / time.Second))
		}
		if wait == time.Hour { // a date has whole seconds
			r.Detail = "*"
		}
		if wait == 0 {
			r.Detail, r.Next = "", Planned
		}
		return r
	}
	const day = 24 * time.Hour
	return []Receiver{
		of("seconds", 429, "Retry-After: 900\r\n", models.HTTP429, 15*time.Minute),
		of("seconds", 503, "Retry-After: 900\r\n", models.HTTP5xx, 15*time.Minute),
		of("seconds", 500, "Retry-After: 900\r\n", models.HTTP5xx, 15*time.Minute),
		of("seconds", 408, "Retry-After: 900\r\n", models.HTTP4xx, 15*time.Minute),
		of("seconds", 425, "Retry-After: 900\r\n", models.HTTP4xx, 15*time.Minute),
		of("seconds", 413, "Retry-After: 900\r\n", models.HTTP413, 15*time.Minute),
		of("decimals", 429, "Retry-After: 900.5\r\n", models.HTTP429, 900*time.Second+500*time.Millisecond),
		of("a date", 503, "Retry-After: {GMT}\r\n", models.HTTP5xx, time.Hour),
		of("a date with a numeric zone", 503, "Retry-After: {zone}\r\n", models.HTTP5xx, time.Hour),
		of("several headers", 429, "Retry-After: 600\r\nRetry-After: 1200\r\nRetry-After: 5\r\n", models.HTTP429, 20*time.Minute),
		of("several values", 429, "Retry-After: 600, 1200\r\n", models.HTTP429, 20*time.Minute),
		of("an absurd size", 503, "Retry-After: 99999999999999999999999999\r\n", models.HTTP5xx, day),
		of("less than nothing", 503, "Retry-After: -900\r\n", models.HTTP5xx, 0),
		of("words", 503, "Retry-After: soon\r\n", models.HTTP5xx, 0),
	}
}

// statuses are plain answers that are not 2xx.
func statuses() []Receiver {
	of := func(code int, cause models.Cause, detail string, next Next) Receiver {
		return Receiver{
			Name: "answers " + strconv.Itoa(code), Does: "answers " + strconv.Itoa(code),
			Serve: says("HTTP/1.1 " + strconv.Itoa(code) + " No\r\nContent-Length: 0\r\n\r\n"), Code: code, Cause: cause, Detail: detail, Next: next,
		}
	}
	return []Receiver{
		of(400, models.HTTP400, "", Final), of(401, models.HTTP401, "", Final), of(403, models.HTTP403, "", Final),
		of(404, models.HTTP404, "/in", Final), of(408, models.HTTP4xx, "", Planned), of(410, models.HTTP410, "", Final),
		of(413, models.HTTP413, "", Final), of(415, models.HTTP415, "application/json", Final), of(422, models.HTTP422, "", Final),
		of(425, models.HTTP4xx, "", Planned), of(429, models.HTTP429, "", Planned), of(500, models.HTTP5xx, "", Planned),
		of(600, models.SendError, "answer 600 has no meaning here", Planned), of(999, models.SendError, "answer 999 has no meaning here", Planned),
		{Name: "204", Does: "answers 204 without a body", Serve: says("HTTP/1.1 204 No Content\r\n\r\n"), Code: 204, Next: Delivered},
		{Name: "204 with a body", Does: "answers 204 with a body all the same", Serve: saysAndCloses("HTTP/1.1 204 No Content\r\nContent-Length: 2\r\n\r\nok"), Code: 204, Next: Delivered},
	}
}
