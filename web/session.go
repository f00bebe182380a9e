package web

import (
	"encoding/json"
	"errors"
	"fmt"
	"net/http"

	"github.com/gorilla/sessions"

	"callboard/models"
	"callboard/models/store"
	"callboard/views"
)

// sessionAge is how long a browser keeps the cookie, in seconds; the store ends the
// session sooner when it is idle.
const sessionAge = 7 * 24 * 60 * 60

// cookies are the names of our cookies, and what they are sent with.
type cookies struct {
	session, flash, path string
	secure               bool
}

// Under https the browser itself sees that nobody else sets our cookies, neither a
// sister domain nor plain HTTP: that is what the prefix __Host- asks of it, and it
// wants the path of all.
var (
	plainCookies  = cookies{session: "callboard_session", flash: "callboard_flash", path: "/admin"}
	secureCookies = cookies{session: "__Host-callboard_session", flash: "__Host-callboard_flash", path: "/", secure: true}
)

// sessionStore keeps sessions as rows of the database. The cookie holds nothing but
// the random token of a row.
type sessionStore struct{ store *store.Store }

// userKey is where a session holds its models.User.
const userKey = "user"

// Get returns the session of a request, which is read once.
func (s *sessionStore) Get(r *http.Request, name string) (*sessions.Session, error) {
	return sessions.GetRegistry(r).Get(s, name)
}

// New reads the session that the cookie names; one without a user when there
// is none, or when it has ended.
func (s *sessionStore) New(r *http.Request, name string) (*sessions.Session, error) {
	session := sessions.NewSession(s, name)
	session.IsNew = true
	cookie, err := r.Cookie(name)
	if err != nil || cookie.Value == "" {
		return session, nil
	}
	user, err := s.store.SessionUser(r.Context(), cookie.Value)
	if errors.Is(err, models.ErrNotFound) {
		return session, nil
	}
	if err != nil {
		return session, fmt.Errorf("read session: %w", err)
	}
	session.ID, session.IsNew = cookie.Value, false
	session.Values[userKey] = user
	return session, nil
}

// Save hands the token to the browser, or takes it back when MaxAge is below
// zero.
func (s *sessionStore) Save(_ *http.Request, w http.ResponseWriter, session *sessions.Session) error {
	http.SetCookie(w, sessions.NewCookie(session.Name(), session.ID, session.Options))
	return nil
}

// user returns who is signed in, or ErrSignIn.
func (c *Console) user(r *http.Request) (models.User, error) {
	session, err := c.sessions.Get(r, c.cookies.session)
	if err != nil {
		return models.User{}, err
	}
	user, ok := session.Values[userKey].(models.User)
	if !ok {
		return user, ErrSignIn
	}
	return user, nil
}

// Authenticate returns who asks, or ErrSignIn. It is the Authenticate of the console's site.
func (c *Console) Authenticate(r *http.Request) (models.Actor, error) {
	user, err := c.user(r)
	return user.Actor(Address(r)), err
}

// SessionToken returns the token of the session that the browser of r has, or ""
// for none.
func (c *Console) SessionToken(r *http.Request) string {
	session, err := c.sessions.Get(r, c.cookies.session)
	if err != nil {
		return ""
	}
	return session.ID
}

// SignIn opens a session for user and ends the one that the browser had.
func (c *Console) SignIn(w http.ResponseWriter, r *http.Request, user models.User) error {
	session, err := c.sessions.Get(r, c.cookies.session)
	if err != nil {
		return err
	}
	if !session.IsNew {
		if err := c.store.EndSession(r.Context(), session.ID); err != nil {
			return fmt.Errorf("end the session before: %w", err)
		}
	}
	session.ID, err = c.store.StartSession(r.Context(), user.ID, Address(r), r.UserAgent())
	if err != nil {
		return fmt.Errorf("start session: %w", err)
	}
	session.Options = c.options(sessionAge)
	return session.Save(r, w)
}

// SignOut ends the session of the browser.
func (c *Console) SignOut(w http.ResponseWriter, r *http.Request) error {
	session, err := c.sessions.Get(r, c.cookies.session)
	if err != nil {
		return err
	}
	if err := c.store.EndSession(r.Context(), session.ID); err != nil {
		return fmt.Errorf("end session: %w", err)
	}
	session.ID, session.Options = "", c.options(-1)
	return session.Save(r, w)
}

func (c *Console) options(age int) *sessions.Options {
	return &sessions.Options{
		Path: c.cookies.path, MaxAge: age, HttpOnly: true, Secure: c.cookies.secure, SameSite: http.SameSiteLaxMode,
	}
}

// Flash keeps a message for the page that the browser is sent to next. Where more are
// kept than a cookie holds, because nobody looks at a page, the oldest go. What was done
// is done: a message that fits nowhere is left out.
func (c *Console) Flash(w http.ResponseWriter, r *http.Request, m views.Message) error {
	text, err := json.Marshal(m)
	if err != nil {
		return fmt.Errorf("write message: %w", err)
	}
	session, _ := c.flash.Get(r, c.cookies.flash) // a cookie that cannot be read holds nothing
	session.Options = c.options(60)
	for kept := append(session.Flashes(), string(text)); len(kept) > 0; kept = kept[1:] {
		_ = session.Flashes() // takes out what was too much
		for _, message := range kept {
			session.AddFlash(message)
		}
		if session.Save(r, w) == nil {
			return nil
		}
	}
	return nil
}

// messages takes the kept messages out of the browser.
func (c *Console) messages(w http.ResponseWriter, r *http.Request) []views.Message {
	if _, err := r.Cookie(c.cookies.flash); err != nil {
		return nil
	}
	session, _ := c.flash.Get(r, c.cookies.flash)
	var kept []views.Message
	for _, flash := range session.Flashes() {
		var m views.Message
		text, _ := flash.(string)
		if json.Unmarshal([]byte(text), &m) == nil {
			kept = append(kept, m)
		}
	}
	session.Options = c.options(-1)
	_ = session.Save(r, w) // an empty session fits into any cookie
	return kept
}
