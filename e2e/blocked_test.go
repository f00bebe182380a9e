package e2e

import (
	"bufio"
	"io"
	"net"
	"net/http"
	"slices"
	"strings"
	"testing"
)

func TestPrivateAddresses(t *testing.T) {
	t.Parallel()

	p := start(t)
	company, key := p.company("Northwind Gyms")
	location := p.location(company, "Rotterdam Zuid")
	for _, target := range []string{
		"http://127.0.0.1:9/", "http://localhost:9/", "http://[::1]:9/", "http://169.254.169.254/latest/meta-data/",
		"http://10.0.0.1/", "http://192.168.1.1/", "http://172.16.0.1/", "http://[fd00::1]/", "http://[::ffff:127.0.0.1]/",
		"http://0.0.0.0/",
	} {
		event := key.call(http.MethodPost, "/companies/"+company+"/config/callbacks", object(t,
			"event_type", "person_added", "destination", map[string]string{"url": target}))
		if event.code != http.StatusBadRequest {
			t.Errorf("%s: the event API answers %d: %s", target, event.code, event.body)
		}
		postback := key.call(http.MethodPost, "/v2/postbackconfigs", sampleConfig(location, target))
		if postback.code != http.StatusUnprocessableEntity {
			t.Errorf("%s: the postback API answers %d: %s", target, postback.code, postback.body)
		}
	}
}

// TestADestinationIsJudgedAtEveryDial saves a callback while its address is
// allowed, and then takes that away.
func TestADestinationIsJudgedAtEveryDial(t *testing.T) {
	t.Parallel()

	rc := receive(t)
	p := start(t, "-allow-destinations", "127.0.0.1/32")
	company, key := p.company("Northwind Gyms")
	base := "/companies/" + company + "/config/"
	want[entity](t, key.call(http.MethodPost, base+"callbacks", object(t,
		"event_type", "person_added", "destination", map[string]string{"url": rc.url + "/200/crm"})), http.StatusCreated)
	admin := p.admin()

	p.stop()
	p.flags = slices.DeleteFunc(p.flags, func(flag string) bool {
		return flag == "-allow-destinations" || strings.HasPrefix(flag, "127.0.0.1/")
	})
	p.run()
	sent := want[testEvent](t, key.call(http.MethodPost, base+"callback_events/test", `{"event_type":"person_added"}`), http.StatusCreated)
	admin.shows(sent.EventID, "Failed")
	if got := rc.at("/"); len(got) > 0 {
		t.Errorf("the receiver got %+v", got)
	}
}

// What a receiver says unasked, on a connection that is kept for the next
// request, is not for those who read the log of the program.
func TestWhatAReceiverSaysUnasked(t *testing.T) {
	t.Parallel()

	l, err := net.Listen("tcp4", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { _ = l.Close() })
	answered, closed := make(chan struct{}), make(chan error, 1)
	go func() {
		c, err := l.Accept()
		if err == nil {
			if _, err = http.ReadRequest(bufio.NewReader(c)); err == nil {
				_, err = io.WriteString(c, "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n")
			}
			<-answered
			_, _ = io.WriteString(c, "220 planted-secret\r\n")
			_, _ = io.Copy(io.Discard, c)
		}
		closed <- err
	}()
	p := start(t, "-allow-destinations", "127.0.0.1/32")
	company, key := p.company("Northwind Gyms")
	base := "/companies/" + company + "/config/"
	want[entity](t, key.call(http.MethodPost, base+"callbacks", object(t,
		"event_type", "person_added", "destination", map[string]string{"url": "http://" + l.Addr().String()})), http.StatusCreated)
	want[testEvent](t, key.call(http.MethodPost, base+"callback_events/test", `{"event_type":"person_added"}`), http.StatusCreated)
	until(t, "it is delivered", func() bool {
		return strings.Contains(key.call(http.MethodGet, "/api/v1/deliveries?status=delivered", "").body, `"id"`)
	})
	close(answered)
	if err := <-closed; err != nil {
		t.Fatal(err)
	}
	p.stop()
	if strings.Contains(p.log.String(), "planted-secret") {
		t.Errorf("the log holds it:\n%s", p.log)
	}
}
