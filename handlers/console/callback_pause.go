package console

import (
	"net/http"

	"callboard/models"
	"callboard/views"
	"callboard/web"
)

func callbackPauseRoutes(d Base) []web.Route {
	p := callbackPausePages{d}
	return []web.Route{
		{Pattern: "POST /admin/callbacks/{callback}/pause", Need: models.CallbacksPause, Owner: d.ofCallback, Page: p.Create},
		{Pattern: "GET /admin/callbacks/{callback}/resume", Need: models.CallbacksPause, Owner: d.ofCallback, Page: p.Ask},
		{Pattern: "POST /admin/callbacks/{callback}/resume", Need: models.CallbacksPause, Owner: d.ofCallback, Page: p.Delete},
	}
}

// callbackPausePages holds the deliveries of a callback back, for a while.
type callbackPausePages struct{ Base }

// Create pauses a callback.
func (p callbackPausePages) Create(w http.ResponseWriter, r *http.Request) error {
	access := web.Access(r)
	callback, err := p.Store.PauseCallback(r.Context(), access, r.PathValue("callback"), "Paused by "+access.Actor.Name+".")
	if err != nil {
		return err
	}
	return p.flash(w, r, views.CallbackURL(callback), "Paused. New events are kept and sent when you resume.")
}

// Ask shows how many deliveries a resume would send.
func (p callbackPausePages) Ask(w http.ResponseWriter, r *http.Request) error {
	callback, at, err := p.callbackNamed(r)
	if err != nil {
		return err
	}
	if !callback.Paused() {
		return web.Redirect(w, r, views.CallbackURL(callback))
	}
	_, held, err := p.Store.Waiting(r.Context(), readScope(r), callback.ID)
	if err != nil {
		return err
	}
	question := views.CallbackQuestion{Company: at.company, Location: at.location, DatabaseRef: at.databaseRef, Callback: callback.ShownTo(web.Access(r).Actor), Held: held}
	return web.Render(w, r, http.StatusOK, views.ResumeCallback(p.frame(w, r, at.nav()), question))
}

// Delete ends the pause: what is held goes out.
func (p callbackPausePages) Delete(w http.ResponseWriter, r *http.Request) error {
	released, err := p.Store.ResumeCallback(r.Context(), web.Access(r), r.PathValue("callback"))
	if err != nil {
		return err
	}
	p.Wake()
	message := "Resumed. Nothing was held back."
	if released > 0 {
		message = "Resumed. " + views.Plural(released, "held delivery is", "held deliveries are") + " being sent."
	}
	return p.flash(w, r, views.CallbackURL(models.Callback{PublicID: r.PathValue("callback")}), message)
}
