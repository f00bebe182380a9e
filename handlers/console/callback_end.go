package console

import (
	"net/http"

	"callboard/models"
	"callboard/models/store"
	"callboard/views"
	"callboard/web"
)

func callbackEndRoutes(d Base) []web.Route {
	e := callbackEndPages{d}
	return []web.Route{
		{Pattern: "GET /admin/callbacks/{callback}/end", Need: models.CallbacksEnd, Owner: d.ofCallback, Page: e.New},
		{Pattern: "POST /admin/callbacks/{callback}/end", Need: models.CallbacksEnd, Owner: d.ofCallback, Page: e.Create},
	}
}

// callbackEndPages closes a callback for good.
type callbackEndPages struct{ Base }

// New asks whether a callback shall end, and what shall become of the
// deliveries that wait.
func (e callbackEndPages) New(w http.ResponseWriter, r *http.Request) error {
	callback, at, err := e.liveCallbackNamed(r)
	if err != nil {
		return err
	}
	waiting, held, err := e.Store.Waiting(r.Context(), readScope(r), callback.ID)
	if err != nil {
		return err
	}
	asked, err := e.Store.Subscriptions(r.Context(), readScope(r), store.SubscriptionFilter{Company: callback.CompanyID, Callback: callback.ID})
	if err != nil {
		return err
	}
	question := views.CallbackQuestion{
		Company: at.company, Location: at.location, DatabaseRef: at.databaseRef, Callback: callback, Waiting: waiting, Held: held,
		Ahead: callback.StartAt > models.At(e.Store.Now()), Asked: len(asked),
	}
	return web.Render(w, r, http.StatusOK, views.EndCallback(e.frame(w, r, at.nav()), question))
}

// Create ends a callback now.
func (e callbackEndPages) Create(w http.ResponseWriter, r *http.Request) error {
	callback, _, err := e.liveCallbackNamed(r)
	if err != nil {
		return err
	}
	keep := r.PostFormValue("keep") == "1"
	if _, err := e.Store.EndCallback(r.Context(), web.Access(r), callback.PublicID, keep); err != nil {
		return err
	}
	message := "Ended. It sends nothing new."
	if keep {
		message = "Ended. What waits is still sent."
	}
	return e.flash(w, r, views.CallbackURL(callback), message)
}
