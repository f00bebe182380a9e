package demo

import (
	"context"
	"errors"
	"fmt"
	"io"
	"net"
	"net/http"
	"os"
	"path/filepath"
	"strings"
	"sync/atomic"
	"time"
)

// slowAnswer is how long the slow path takes to answer.
const slowAnswer = 2500 * time.Millisecond

// Receiver is the other side: a small server whose paths answer well, badly
// or late. Its address stays the same over restarts where it can, because the
// callbacks of the sample company name it.
type Receiver struct {
	listener net.Listener
	flaky    atomic.Int64 // requests to the path that sometimes fails
}

// Listen opens the receiver on a port of 127.0.0.1 that it keeps in a file of
// dir. When another program has taken that port, it picks a new one.
func Listen(dir string) (*Receiver, error) {
	if err := os.MkdirAll(dir, 0o700); err != nil {
		return nil, fmt.Errorf("make the folder of the demo: %w", err)
	}
	file := filepath.Join(dir, "receiver")
	text, err := os.ReadFile(file)
	if err != nil && !errors.Is(err, os.ErrNotExist) {
		return nil, fmt.Errorf("read the receiver's address: %w", err)
	}
	listener, err := net.Listen("tcp", strings.TrimSpace(string(text)))
	if len(text) == 0 || err != nil {
		listener, err = net.Listen("tcp", "127.0.0.1:0")
	}
	if err != nil {
		return nil, fmt.Errorf("open the receiver: %w", err)
	}
	if err := os.WriteFile(file, []byte(listener.Addr().String()+"\n"), 0o600); err != nil {
		return nil, fmt.Errorf("keep the receiver's address: %w", err)
	}
	return &Receiver{listener: listener}, nil
}

// address returns where the receiver listens: "127.0.0.1:40123".
func (r *Receiver) address() string { return r.listener.Addr().String() }

// run answers until ctx ends.
func (r *Receiver) run(ctx context.Context) error {
	server := &http.Server{Handler: r.routes(), ReadHeaderTimeout: 5 * time.Second, ReadTimeout: 10 * time.Second}
	stopped := context.AfterFunc(ctx, func() { server.Close() })
	defer stopped()
	if err := server.Serve(r.listener); !errors.Is(err, http.ErrServerClosed) {
		return fmt.Errorf("run the receiver: %w", err)
	}
	return nil
}

// routes says how each path answers. A path that is not there answers 404.
func (r *Receiver) routes() http.Handler {
	mux := http.NewServeMux()
	mux.HandleFunc("/crm", answer(http.StatusOK, `{"status":"stored"}`))
	mux.HandleFunc("/campaigns", answer(http.StatusOK, `{"received":true}`))
	mux.HandleFunc("/pos", answer(http.StatusNoContent, ""))
	mux.HandleFunc("/billing", answer(http.StatusServiceUnavailable, `{"error":"maintenance until 18:00"}`))
	mux.HandleFunc("/loyalty", func(w http.ResponseWriter, req *http.Request) {
		if r.flaky.Add(1)%3 == 0 {
			answer(http.StatusInternalServerError, `{"error":"points could not be booked"}`)(w, req)
			return
		}
		answer(http.StatusOK, `{"points":25}`)(w, req)
	})
	mux.HandleFunc("/door", func(w http.ResponseWriter, req *http.Request) {
		select {
		case <-time.After(slowAnswer):
			answer(http.StatusOK, `{"door":"opened"}`)(w, req)
		case <-req.Context().Done():
		}
	})
	return mux
}

// answer reads the request to its end and answers with code and a JSON body.
func answer(code int, body string) http.HandlerFunc {
	return func(w http.ResponseWriter, r *http.Request) {
		if _, err := io.Copy(io.Discard, http.MaxBytesReader(w, r.Body, 1<<20)); err != nil {
			http.Error(w, "too large", http.StatusRequestEntityTooLarge)
			return
		}
		if body != "" {
			w.Header().Set("Content-Type", "application/json")
		}
		w.WriteHeader(code)
		io.WriteString(w, body)
	}
}
