package batch_test

import (
	"slices"
	"strings"
	"sync"
	"testing"

	"callboard/handlers/api/apitest"
	"callboard/models"
	"callboard/models/store"
)

const bounced = `{"name":"S","callBackName":"Bounces","eventTypes":["EMAIL_BOUNCED"],"filters":[],"status":"ACTIVE"}`

func TestSubscriptions(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	f.create("Bounces")
	f.verify("Bounces")
	least := `{"name":"S","callBackName":"Bounces","eventTypes":["EMAIL_BOUNCED"]}`
	f.call("POST", "/subscriptions", least).Want(t, 200, bounced)
	f.call("POST", "/subscriptions", least).Want(t, 400, invalid("Subscription with same name already exists"))
	f.call("GET", "/subscriptions/S", "").Want(t, 200, bounced)
	f.call("GET", "/subscriptions", "").Want(t, 200, "["+bounced+"]")
	f.call("GET", "/callbacks/Bounces/subscriptions", "").Want(t, 200, "["+bounced+"]")
	f.call("GET", "/callbacks/Other/subscriptions", "").Want(t, 404, notFound("CallBack [Other] not found"))
	f.call("DELETE", "/callbacks/Bounces", "").
		Want(t, 400, invalid("CallBack [Bounces] has subscriptions. Delete all subscriptions before deleting the callback"))

	full := `{"name":"S","callBackName":"Bounces","eventTypes":["EMAIL_BOUNCED","SMS_FAILED"],` +
		`"filters":[{"eventTypes":["SMS_FAILED"],"values":[{"campaignNames":["Spring","Summer"]}]}],"status":"PAUSED"}`
	f.call("PUT", "/subscriptions/S", full).Want(t, 200, full)
	f.call("PUT", "/subscriptions/S", `{"status":"ACTIVE","filters":null,"eventTypes":["EMAIL_BOUNCED"]}`).Want(t, 200, bounced)

	f.call("DELETE", "/subscriptions/S", "").Want(t, 200, `{"message":"Subscription [S] deleted successfully","status":true}`)
	f.call("DELETE", "/subscriptions/S", "").Want(t, 404, notFound("Subscription [S] not found"))
	f.call("DELETE", "/callbacks/Bounces", "").Want(t, 200, `{"message":"CallBack [Bounces] deleted successfully","status":true}`)
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
	f := newFixture(t)
	f.create("Bounces")
	f.verify("Bounces")
	f.create("New")
	for name, tt := range tests {
		t.Run(name, func(t *testing.T) { f.call("POST", "/subscriptions", tt.body).Want(t, tt.status, tt.want) })
	}
	f.call("GET", "/subscriptions", "").Want(t, 200, "[]")
}

func TestSubscriptionMovesToAnotherCallback(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, name := range []string{"Old", "New"} {
		f.create(name)
	}
	f.verify("Old")
	f.call("POST", "/subscriptions", `{"name":"S","callBackName":"Old","eventTypes":["EMAIL_BOUNCED"]}`)
	const move = `{"callBackName":"New"}`
	f.call("PUT", "/subscriptions/S", move).Want(t, 400, invalid("Callback [New] is not verified"))
	f.asks("Old", "EMAIL_BOUNCED")
	f.verify("New")
	f.call("PUT", "/subscriptions/S", move).Want(t, 200, strings.Replace(bounced, "Bounces", "New", 1))
	f.asks("Old")
	f.asks("New", "EMAIL_BOUNCED")
	f.call("GET", "/callbacks/Old/subscriptions", "").Want(t, 200, "[]")
}

// What has ended keeps its name while subscriptions use it: they would seem to
// be those of another callback that took it.
func TestSubscriptionOfAnEndedCallback(t *testing.T) {
	t.Parallel()
	f := newFixture(t)
	for _, name := range []string{"Bounces", "New"} {
		f.create(name)
		f.verify(name)
	}
	f.call("POST", "/subscriptions", `{"name":"S","callBackName":"Bounces","eventTypes":["EMAIL_BOUNCED"]}`).Want(t, 200, bounced)
	f.end("Bounces")
	ended := invalid("Callback Bounces has ended")
	f.call("POST", "/subscriptions", `{"name":"T","callBackName":"Bounces","eventTypes":["SMS_FAILED"]}`).Want(t, 400, ended)
	f.call("PUT", "/subscriptions/S", `{"status":"PAUSED"}`).Want(t, 400, ended)
	f.call("GET", "/callbacks/Bounces/subscriptions", "").Want(t, 200, "["+bounced+"]")
	again := with(`"name":"Bounces","url":"https://some.url/again","batchSize":10`)
	f.call("POST", "/callbacks", again).Want(t, 400, invalid("Callback with name [Bounces] already exists"))

	f.call("PUT", "/subscriptions/S", `{"callBackName":"New"}`).Want(t, 200, strings.Replace(bounced, "Bounces", "New", 1))
	f.call("POST", "/callbacks", again).Want(t, 200, entity("Bounces", "https://some.url/again", "null", "10"))
	f.call("GET", "/callbacks/Bounces/subscriptions", "").Want(t, 200, "[]")
}

// asks fails the test unless a callback asks for these event types.
func (f *fixture) asks(callback string, types ...string) {
	f.T.Helper()
	name := store.Name{Company: f.Company.ID, Text: callback}
	c, err := f.Store.CallbackNamed(f.T.Context(), models.Everything, name)
	if err != nil {
		f.T.Fatal(err)
	}
	var got []string
	for _, callbackType := range c.Types {
		got = append(got, callbackType.Type)
	}
	if !slices.Equal(got, types) {
		f.T.Errorf("%s asks for %v, want %v", callback, got, types)
	}
}

// Two who change different fields at once must not undo each other's change.
func TestSubscriptionIsChangedByTwoAtOnce(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, f *fixture) {
		f.create("Bounces")
		f.verify("Bounces")
		f.call("POST", "/subscriptions", `{"name":"S","callBackName":"Bounces","eventTypes":["EMAIL_BOUNCED"]}`)
		for range 5 {
			f.call("PUT", "/subscriptions/S", `{"eventTypes":["EMAIL_BOUNCED"],"status":"ACTIVE"}`)
			var both sync.WaitGroup
			for _, change := range []string{`{"status":"PAUSED"}`, `{"eventTypes":["SMS_FAILED"]}`} {
				both.Go(func() { f.call("PUT", "/subscriptions/S", change) })
			}
			both.Wait()
			want := strings.NewReplacer("EMAIL_BOUNCED", "SMS_FAILED", "ACTIVE", "PAUSED").Replace(bounced)
			f.call("GET", "/subscriptions/S", "").Want(t, 200, want)
		}
	})
}

// Who deletes what somebody else has just deleted is told what everybody is
// told who comes later.
func TestSubscriptionIsDeletedByManyAtOnce(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, f *fixture) {
		f.create("Bounces")
		f.verify("Bounces")
		for range 5 {
			f.call("POST", "/subscriptions", `{"name":"S","callBackName":"Bounces","eventTypes":["EMAIL_BOUNCED"]}`).Want(t, 200, bounced)
			got := make([]apitest.Answer, 4)
			var all sync.WaitGroup
			for i := range got {
				all.Go(func() { got[i] = f.call("DELETE", "/subscriptions/S", "") })
			}
			all.Wait()
			slices.SortFunc(got, func(a, b apitest.Answer) int { return a.Status - b.Status })
			got[0].Want(t, 200, `{"message":"Subscription [S] deleted successfully","status":true}`)
			for _, late := range got[1:] {
				late.Want(t, 404, notFound("Subscription [S] not found"))
			}
		}
	})
}
