package console

import (
	"errors"
	"net/http"
	"strconv"

	"callboard/models"
	"callboard/views"
	"callboard/web"
)

func verificationRoutes(d Base) []web.Route {
	v := verificationPages{d}
	return []web.Route{
		{Pattern: "GET /admin/callbacks/{callback}/verification", Need: models.CallbacksRead, Owner: d.ofCallback, Page: v.Show},
		{Pattern: "POST /admin/callbacks/{callback}/verification", Need: models.CallbacksVerify, Owner: d.ofCallback, Page: v.Create},
		{Pattern: "POST /admin/callbacks/{callback}/verification/by-hand", Need: models.VerifyManually, Owner: d.ofBatch, Page: v.ByHand},
	}
}

// ofBatch is the Lookup of the pages of batch callbacks.
func (d Base) ofBatch(r *http.Request, in models.Scope) (models.Owner, error) {
	callback, err := d.Store.Callback(r.Context(), in, r.PathValue("callback"))
	if err == nil && !callback.Kind.Traits().Batched {
		err = models.ErrNotFound
	}
	return callback.Owner(), err
}

// verificationPages tries whether the receiver of a callback answers. Batches wait
// for it; for the other kinds it only tells.
type verificationPages struct{ Base }

// Show says what was tried so far.
func (v verificationPages) Show(w http.ResponseWriter, r *http.Request) error {
	return v.show(w, r, http.StatusOK, views.VerificationPage{})
}

func (v verificationPages) show(w http.ResponseWriter, r *http.Request, status int, p views.VerificationPage) error {
	callback, at, err := v.callbackNamed(r)
	if err != nil {
		return err
	}
	_, held, err := v.Store.Waiting(r.Context(), readScope(r), callback.ID)
	if err != nil {
		return err
	}
	tried, err := v.Store.Verifications(r.Context(), readScope(r), callback.PublicID)
	if err != nil {
		return err
	}
	owner := callback.Owner()
	for i, attempt := range tried {
		tried[i] = attempt.ShownTo(web.Access(r).Actor, owner)
	}
	p.Company, p.Location, p.DatabaseRef = at.company, at.location, at.databaseRef
	p.Callback, p.Held, p.Tried, p.Now = callback, held, tried, v.Store.Now()
	p.MayVerify, p.MayMark = can(r, models.CallbacksVerify, owner), can(r, models.VerifyManually, owner)
	p.CanSee, p.MayWrite = can(r, models.DeliveriesPayload, owner), can(r, models.CallbacksWrite, owner)
	return web.Render(w, r, status, views.Verification(v.frame(w, r, at.nav()), p))
}

// Create tries the addresses of a callback.
func (v verificationPages) Create(w http.ResponseWriter, r *http.Request) error {
	path := views.VerificationURL(models.Callback{PublicID: r.PathValue("callback")})
	done, err := v.Verifier.Verify(r.Context(), web.Access(r), r.PathValue("callback"))
	if lost, ok := errors.AsType[models.Problems](err); ok {
		return v.show(w, r, http.StatusUnprocessableEntity, views.VerificationPage{Lost: lost})
	}
	if err != nil {
		return err
	}
	callback, err := v.Store.Callback(r.Context(), web.Scope(r), r.PathValue("callback"))
	if err != nil {
		return err
	}
	return v.flash(w, r, path, checkedWords(callback, done))
}

// checkedWords says what came of trying the addresses of a callback.
func checkedWords(c models.Callback, done models.Verification) string {
	if !c.Kind.Traits().Verified {
		return "Checked. The result is below."
	}
	if attempt, failed := done.Failed(); failed {
		return "Not verified. " + attempt.Failure().Sentence()
	}
	return releasedWords("Verified.", done.Released)
}

// releasedWords says what was done, and how much it let go.
func releasedWords(done string, released int) string {
	if released == 0 {
		return done
	}
	return done + " " + views.Plural(released, "held delivery is", "held deliveries are") + " being sent."
}

// ByHand marks a callback as verified whose receiver cannot answer the check.
func (v verificationPages) ByHand(w http.ResponseWriter, r *http.Request) error {
	reason := r.PostFormValue("reason")
	version, _ := strconv.ParseInt(r.PostFormValue("version"), 10, 64) // anything else is no version
	seen := models.Callback{PublicID: r.PathValue("callback"), Version: version}
	released, err := v.Store.VerifyByHand(r.Context(), web.Access(r), seen, reason)
	if problems, refused := errors.AsType[models.Problems](err); refused {
		return v.show(w, r, http.StatusUnprocessableEntity, views.VerificationPage{Reason: reason, Problems: problems})
	}
	if err != nil {
		return err
	}
	v.Wake()
	return v.flash(w, r, views.VerificationURL(seen), releasedWords("Marked as verified.", released))
}
