package web

import (
	"context"
	"errors"
	"fmt"
	"log/slog"
	"net/http"
	"net/url"
	"strconv"
	"strings"

	"callboard/models"
	"callboard/views"
)

// Fail answers what could not be done: a page with the usual header, a line
// for #alerts when htmx asked, or the way to the sign-in page. It is the OnError
// of the console's site. An error's own text is never shown.
func (c *Console) Fail(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, ErrSignIn) {
		c.askToSignIn(w, r)
		return
	}
	refusal := c.refusal(r, err)
	if refusal.Status >= http.StatusInternalServerError && r.Context().Err() == nil && !errors.Is(err, models.ErrAway) {
		slog.ErrorContext(r.Context(), "page failed", "route", r.Pattern, "reference", refusal.Reference, "error", err)
	}
	if wait := retryAfter(err, refusal.Status); wait != "" {
		w.Header().Set("Retry-After", wait)
	}
	page := views.Refused(c.Frame(w, r, ""), refusal)
	if Partial(r) {
		page = views.Alert(refusal)
	}
	if err := Render(w, r, refusal.Status, page); err != nil {
		slog.ErrorContext(r.Context(), "error page failed", "route", r.Pattern, "error", err)
		http.Error(w, "Something went wrong. Reference "+refusal.Reference, refusal.Status)
	}
}

// askToSignIn leads to the sign-in page. What was typed is kept: a part of a page
// stays as it is, a form comes with the page.
func (c *Console) askToSignIn(w http.ResponseWriter, r *http.Request) {
	if Partial(r) && r.Method == http.MethodPost {
		_ = Render(w, r, http.StatusUnauthorized, views.SignedOutAlert(Reference(r)))
		return
	}
	if carried := c.carry(r); carried != "" {
		form := views.SignInForm{Carried: carried, Elsewhere: c.SignInAddress(r)}
		_ = Render(w, r, http.StatusUnauthorized, views.SignIn(form))
		return
	}
	c.redirectToSignIn(w, r)
}

// redirectToSignIn asks who is there, and remembers where they wanted to go.
func (c *Console) redirectToSignIn(w http.ResponseWriter, r *http.Request) {
	wanted := r.URL.RequestURI()
	if r.Method != http.MethodGet || Partial(r) {
		wanted = views.OverviewURL
		if here, err := url.Parse(r.Header.Get("HX-Current-URL")); err == nil && Partial(r) {
			wanted = here.RequestURI()
		}
	}
	to := views.SignInURL
	if wanted = LocalPath(wanted); wanted != views.OverviewURL {
		to += "?next=" + url.QueryEscape(wanted)
	}
	if Partial(r) {
		w.Header().Set("HX-Redirect", to)
		w.WriteHeader(http.StatusUnauthorized)
		return
	}
	http.Redirect(w, r, to, http.StatusSeeOther)
}

// refusal puts an error into words.
func (c *Console) refusal(r *http.Request, err error) views.Refusal {
	refusal := views.Refusal{Reference: Reference(r)}
	forbidden, isForbidden := errors.AsType[ForbiddenError](err)
	ended, isEnded := errors.AsType[models.EndedError](err)
	subscribed, isSubscribed := errors.AsType[models.SubscribedError](err)
	problems, _ := errors.AsType[models.Problems](err)
	switch {
	case isForbidden:
		refusal.Status, refusal.Text = http.StatusForbidden, c.missingRole(r.Context(), forbidden)
	case errors.Is(err, errOtherHost):
		refusal.Status, refusal.Title = http.StatusMisdirectedRequest, "Another address"
		refusal.Text, refusal.Open = c.originWords(r, err)
	case errors.Is(err, errCrossOrigin), errors.Is(err, errNoOrigin), errors.Is(err, errPlain):
		refusal.Status, refusal.Title = http.StatusForbidden, "Not from here"
		refusal.Text, refusal.Open = c.originWords(r, err)
	case errors.Is(err, models.ErrHoldsMore):
		refusal.Status = http.StatusForbidden
		refusal.Text = "This key may do more than you. Somebody with its role must revoke it. Nothing was changed."
	case isSubscribed:
		refusal.Status, refusal.Title = http.StatusConflict, "‘"+subscribed.Name+"’ has subscriptions"
		refusal.Text = "Delete all of them first. Nothing was changed."
	case isEnded:
		refusal.Status, refusal.Title = http.StatusConflict, ended.Error()
		refusal.Text = "It sends nothing new and cannot be changed, so nothing was saved."
	case problems.On("q") != "":
		refusal.Status, refusal.Title = http.StatusUnprocessableEntity, "Nothing was searched"
		refusal.Text = problems.On("q") + ". Shorten it and search again."
	default:
		refusal.Status = statusOf(err)
	}
	return refusal
}

// statusOf returns the HTTP status that an error means to a browser.
func statusOf(err error) int {
	_, tooLarge := errors.AsType[*http.MaxBytesError](err)
	_, tooMany := errors.AsType[models.TooManyError](err)
	_, problems := errors.AsType[models.Problems](err)
	_, ended := errors.AsType[models.EndedError](err)
	_, overlaps := errors.AsType[models.OverlapError](err)
	_, unverified := errors.AsType[models.UnverifiedError](err)
	switch {
	case errors.Is(err, errForm):
		return http.StatusBadRequest
	case errors.Is(err, models.ErrNotFound):
		return http.StatusNotFound
	case errors.Is(err, models.ErrConflict), ended, overlaps, unverified:
		return http.StatusConflict
	case tooLarge, errors.Is(err, models.ErrTooLong):
		return http.StatusRequestEntityTooLarge
	case tooMany:
		return http.StatusTooManyRequests
	case problems:
		return http.StatusUnprocessableEntity
	case errors.Is(err, models.ErrAway), errors.Is(err, context.DeadlineExceeded), errors.Is(err, context.Canceled):
		return http.StatusServiceUnavailable
	}
	return http.StatusInternalServerError
}

// retryAfter says when it is worth to try again, in seconds; "" for never. That the
// database is away is logged where it is found, once for each outage.
func retryAfter(err error, status int) string {
	if tooMany, ok := errors.AsType[models.TooManyError](err); ok {
		return strconv.Itoa(max(1, int(tooMany.Wait.Seconds())))
	}
	if status == http.StatusServiceUnavailable {
		return "5"
	}
	return ""
}

// missingRole says which role is missing, and who can help. Both are left out when
// they cannot be read: the refusal stands without them.
func (c *Console) missingRole(ctx context.Context, e ForbiddenError) string {
	text := "You need the " + strings.ToUpper(string(models.LeastRole(e.Need))[:1]) + string(models.LeastRole(e.Need))[1:] + " role"
	if name := c.nameOf(ctx, e.Owner); name != "" {
		text += " for " + name
	}
	names, err := c.store.Managers(ctx, e.Owner, e.Need)
	if err != nil || len(names) == 0 {
		return text + "."
	}
	return fmt.Sprintf("%s. Ask: %s.", text, strings.Join(names, ", "))
}

// nameOf returns the name of an owner, or "" for the system. Only those who
// may see the owner are told that they may not change it.
func (c *Console) nameOf(ctx context.Context, o models.Owner) string {
	if o.LocationID != 0 {
		location, _ := c.store.LocationByID(ctx, models.Everything, o.LocationID)
		return location.Name
	}
	if o.CompanyID != 0 {
		company, _ := c.store.CompanyByID(ctx, models.Everything, o.CompanyID)
		return company.Name
	}
	return ""
}
