package batch_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"callboard/models"
	"callboard/models/store"
)

const bounced = `{"name":"S","callBackName":"Bounces","eventTypes":["EMAIL_BOUNCED"],"filters":[],"status":"ACTIVE"}`

func TestSubscriptions(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.create("Bounces")
		w.verify("Bounces")
		least := `{"name":"S","callBackName":"Bounces","eventTypes":["EMAIL_BOUNCED"]}`
		w.call("POST", "/subscriptions", least).want(t, 200, bounced)
		w.call("POST", "/subscriptions", least).want(t, 400, invalid("Subscription with same name already exists"))
		w.call("GET", "/subscriptions/S", "").want(t, 200, bounced)
		w.call("GET", "/subscriptions", "").want(t, 200, "["+bounced+"]")
		w.call("GET", "/callbacks/Bounces/subscriptions", "").want(t, 200, "["+bounced+"]")
		w.call("GET", "/callbacks/Other/subscriptions", "").want(t, 404, notFound("CallBack [Other] not found"))
		w.call("DELETE", "/callbacks/Bounces", "").
			want(t, 400, invalid("CallBack [Bounces] has subscriptions. Delete all subscriptions before deleting the callback"))

		full := `{"name":"S","callBackName":"Bounces","eventTypes":["EMAIL_BOUNCED","SMS_FAILED"],` +
			`"filters":[{"eventTypes":["SMS_FAILED"],"values":[{"campaignNames":["Spring","Summer"]}]}],"status":"PAUSED"}`
		w.call("PUT", "/subscriptions/S", full).want(t, 200, full)
		w.call("PUT", "/subscriptions/S", `{"status":"ACTIVE","filters":null,"eventTypes":["EMAIL_BOUNCED"]}`).want(t, 200, bounced)

		w.call("DELETE", "/subscriptions/S", "").want(t, 200, `{"message":"Subscription [S] deleted successfully","status":true}`)
		w.call("DELETE", "/subscriptions/S", "").want(t, 404, notFound("Subscription [S] not found"))
		w.call("DELETE", "/callbacks/Bounces", "").want(t, 200, `{"message":"CallBack [Bounces] deleted successfully","status":true}`)
	})
}

func TestSubscriptionRefused(t *testing.T) {
	t.Parallel()
	tests := map[string]struct {
		body   string
		status int
		want   string
	}{
		"not verified":      {`{"name":"S","callBackName":"New","eventTypes":["EMAIL_BOUNCED"]}`, 400, invalid("Callback [New] is not verified")},
		"no callback":       {`{"name":"S","eventTypes":["EMAIL_BOUNCED"]}`, 400, invalid("callback name cannot be empty or null")},
		"unknown callback":  {`{"name":"S","callBackName":"Other","eventTypes":["EMAIL_BOUNCED"]}`, 404, notFound("CallBack [Other] not found")},
		"no name":           {`{"callBackName":"Bounces","eventTypes":["EMAIL_BOUNCED"]}`, 400, invalid("Enter a name")},
		"no types":          {`{"name":"S","callBackName":"Bounces"}`, 400, invalid("Select at least one event type")},
		"unknown type":      {`{"name":"S","callBackName":"Bounces","eventTypes":["EMAIL_LOST"]}`, 400, invalid("We do not know the event type ‘EMAIL_LOST’")},
		"types a text":      {`{"name":"S","callBackName":"Bounces","eventTypes":"EMAIL_BOUNCED"}`, 400, invalid("eventTypes must be a list as the document shows it")},
		"unknown status":    {`{"name":"S","callBackName":"Bounces","eventTypes":["EMAIL_BOUNCED"],"status":"OFF"}`, 400, invalid("Status must be ACTIVE or PAUSED")},
		"filters not so":    {`{"name":"S","callBackName":"Bounces","eventTypes":["EMAIL_BOUNCED"],"filters":[{"values":"x"}]}`, 400, invalid("filters must be a list as the document shows it")},
		"filter of nothing": {`{"name":"S","callBackName":"Bounces","eventTypes":["EMAIL_BOUNCED"],"filters":[{"eventTypes":["EMAIL_BOUNCED"]}]}`, 400, invalid("A filter must name event types and campaigns")},
	}
	each(t, func(t *testing.T, w *world) {
		w.create("Bounces")
		w.verify("Bounces")
		w.create("New")
		for name, tt := range tests {
			t.Run(name, func(t *testing.T) { w.call("POST", "/subscriptions", tt.body).want(t, tt.status, tt.want) })
		}
		w.call("GET", "/subscriptions", "").want(t, 200, "[]")
	})
}

func TestSubscriptionMovesToAnotherCallback(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		for _, name := range []string{"Old", "New"} {
			w.create(name)
		}
		w.verify("Old")
		w.call("POST", "/subscriptions", `{"name":"S","callBackName":"Old","eventTypes":["EMAIL_BOUNCED"]}`)
		const move = `{"callBackName":"New"}`
		w.call("PUT", "/subscriptions/S", move).want(t, 400, invalid("Callback [New] is not verified"))
		w.asks("Old", "EMAIL_BOUNCED")
		w.verify("New")
		w.call("PUT", "/subscriptions/S", move).want(t, 200, strings.Replace(bounced, "Bounces", "New", 1))
		w.asks("Old")
		w.asks("New", "EMAIL_BOUNCED")
		w.call("GET", "/callbacks/Old/subscriptions", "").want(t, 200, "[]")
	})
}

// What has ended keeps its name while subscriptions use it: they would seem to
// be those of another callback that took it.
func TestSubscriptionOfAnEndedCallback(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		for _, name := range []string{"Bounces", "New"} {
			w.create(name)
			w.verify(name)
		}
		w.call("POST", "/subscriptions", `{"name":"S","callBackName":"Bounces","eventTypes":["EMAIL_BOUNCED"]}`).want(t, 200, bounced)
		w.end("Bounces")
		ended := invalid("Callback Bounces has ended")
		w.call("POST", "/subscriptions", `{"name":"T","callBackName":"Bounces","eventTypes":["SMS_FAILED"]}`).want(t, 400, ended)
		w.call("PUT", "/subscriptions/S", `{"status":"PAUSED"}`).want(t, 400, ended)
		w.call("GET", "/callbacks/Bounces/subscriptions", "").want(t, 200, "["+bounced+"]")
		again := with(`"name":"Bounces","url":"https://some.url/again","batchSize":10`)
		w.call("POST", "/callbacks", again).want(t, 400, invalid("Callback with name [Bounces] already exists"))

		w.call("PUT", "/subscriptions/S", `{"callBackName":"New"}`).want(t, 200, strings.Replace(bounced, "Bounces", "New", 1))
		w.call("POST", "/callbacks", again).want(t, 200, entity("Bounces", "https://some.url/again", "null", "10"))
		w.call("GET", "/callbacks/Bounces/subscriptions", "").want(t, 200, "[]")
	})
}

// asks fails the test unless a callback asks for these event types.
func (w *world) asks(callback string, types ...string) {
	w.t.Helper()
	name := store.Name{Company: w.company.ID, Text: callback}
	c, err := w.store.CallbackNamed(w.t.Context(), models.Everything, name)
	if err != nil {
		w.t.Fatal(err)
	}
	var got []string
	for _, one := range c.Types {
		got = append(got, one.Type)
	}
	if !slices.Equal(got, types) {
		w.t.Errorf("%s asks for %v, want %v", callback, got, types)
	}
}

// Two who change different fields at once must not undo each other's change.
func TestSubscriptionIsChangedByTwoAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.create("Bounces")
		w.verify("Bounces")
		w.call("POST", "/subscriptions", `{"name":"S","callBackName":"Bounces","eventTypes":["EMAIL_BOUNCED"]}`)
		for range 5 {
			w.call("PUT", "/subscriptions/S", `{"eventTypes":["EMAIL_BOUNCED"],"status":"ACTIVE"}`)
			var both sync.WaitGroup
			for _, change := range []string{`{"status":"PAUSED"}`, `{"eventTypes":["SMS_FAILED"]}`} {
				both.Go(func() { w.call("PUT", "/subscriptions/S", change) })
			}
			both.Wait()
			want := strings.NewReplacer("EMAIL_BOUNCED", "SMS_FAILED", "ACTIVE", "PAUSED").Replace(bounced)
			w.call("GET", "/subscriptions/S", "").want(t, 200, want)
		}
	})
}

// Who deletes what somebody else has just deleted is told what everybody is
// told who comes later.
func TestSubscriptionIsDeletedByManyAtOnce(t *testing.T) {
	t.Parallel()
	each(t, func(t *testing.T, w *world) {
		w.create("Bounces")
		w.verify("Bounces")
		for range 5 {
			w.call("POST", "/subscriptions", `{"name":"S","callBackName":"Bounces","eventTypes":["EMAIL_BOUNCED"]}`).want(t, 200, bounced)
			got := make([]answer, 4)
			var all sync.WaitGroup
			for i := range got {
				all.Go(func() { got[i] = w.call("DELETE", "/subscriptions/S", "") })
			}
			all.Wait()
			slices.SortFunc(got, func(a, b answer) int { return a.status - b.status })
			got[0].want(t, 200, `{"message":"Subscription [S] deleted successfully","status":true}`)
			for _, late := range got[1:] {
				late.want(t, 404, notFound("Subscription [S] not found"))
			}
		}
	})
}
