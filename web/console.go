package web

import (
	"errors"
	"fmt"
	"net/http"
	"net/url"
	"strings"

	"github.com/gorilla/securecookie"
	"github.com/gorilla/sessions"

	"callboard/models"
	"callboard/models/store"
	"callboard/views"
)

// errForm says that what a browser sent is no form, or not all of it.
var errForm = errors.New("form cannot be read")

// formLimit is the most that a form may hold, in bytes.
const formLimit = 1 << 20

// Console is what all pages for people share: who sits at the browser, the
// frame around each page, and what a page that cannot be shown looks like.
type Console struct {
	// What every page says, set before it serves: that sending is held, and after how
	// many days deliveries are removed, 0 for never.
	Held     bool
	KeepDays int

	store    *store.Store
	version  string
	public   *url.URL // where browsers find the console; nil: where they ask
	cookies  cookies
	sessions *sessionStore
	flash    *sessions.CookieStore
	carrier  *securecookie.SecureCookie // of forms that are carried through the sign-in page
	origin   *http.CrossOriginProtection
}

// NewConsole returns the console of a store. public is the address that
// -public-url gives, nil for none.
func NewConsole(s *store.Store, public *url.URL, version string) (*Console, error) {
	hash, block, err := s.CookieKeys()
	if err != nil {
		return nil, fmt.Errorf("make the keys of flash messages: %w", err)
	}
	c := &Console{
		store: s, version: version, public: public, cookies: plainCookies,
		sessions: &sessionStore{store: s}, flash: sessions.NewCookieStore(hash, block), carrier: newCarrier(hash, block), origin: http.NewCrossOriginProtection(),
	}
	if public == nil {
		return c, nil
	}
	if c.secure() {
		c.cookies = secureCookies
	}
	if err := c.origin.AddTrustedOrigin(public.Scheme + "://" + public.Host); err != nil {
		return nil, fmt.Errorf("trust public address %s: %w", public, err)
	}
	return c, nil
}

// Check refuses what came to a name that is not ours and what another site sent, and
// reads the form of a post, so that one that is too large is refused before anything
// is done.
func (c *Console) Check(w http.ResponseWriter, r *http.Request) error {
	if err := c.checkHost(r); err != nil {
		return err
	}
	if err := c.checkOrigin(r); err != nil {
		return err
	}
	if r.Method != http.MethodPost {
		return models.CheckSearch(r.URL.Query().Get("q")).Err()
	}
	if r.Header.Get("Content-Encoding") != "" {
		return errForm // no browser packs a form, and its fields would seem to be missing
	}
	if media := r.Header.Get("Content-Type"); media != "" && !strings.HasPrefix(strings.ToLower(media), "application/x-www-form-urlencoded") {
		return errForm // a page that asks for a field of another form would have net/http read files
	}
	r.Body = http.MaxBytesReader(w, r.Body, formLimit)
	err := r.ParseForm()
	if _, tooLarge := errors.AsType[*http.MaxBytesError](err); err != nil && !tooLarge {
		return errForm // its own text repeats what was typed
	}
	return err
}

// Frame returns what surrounds a page; nav is the item of the main menu that
// it belongs to. The messages of the last page are shown, and with it gone.
func (c *Console) Frame(w http.ResponseWriter, r *http.Request, nav string) views.Frame {
	frame := views.Frame{Nav: nav, Version: c.version}
	user, err := c.user(r)
	if err != nil {
		return frame
	}
	frame.Email, frame.Theme, frame.Held = user.Email, user.Theme, c.Held
	frame.KeepDays = c.KeepDays
	if user.Actor("").Scope(models.SettingsManage).All {
		frame.Skew = c.store.Skew()
	}
	frame.MayTest = !user.Actor("").Scope(models.TestsSend).Empty()
	frame.MayManageKeys = !user.Actor("").Scope(models.KeysManage).Empty()
	frame.MayManageUsers = !user.Actor("").Scope(models.UsersManage).Empty()
	frame.MayReadAudit = !user.Actor("").Scope(models.AuditRead).Empty()
	read := user.Actor("").Scope(models.CallbacksRead)
	frame.Companies = read.All || len(read.Companies) > 0
	if !Partial(r) {
		frame.Messages = c.messages(w, r)
	}
	return frame
}

// secure says whether browsers reach us through TLS. No header of a request can deny
// it: what it says of one request is no reason to send a cookie in clear text.
func (c *Console) secure() bool { return c.public != nil && c.public.Scheme == "https" }

// SignInAddress returns where somebody must go to be signed in, when their proxy says
// that they are here through plain HTTP, where browsers keep no cookie of ours; "" when
// they are right here.
func (c *Console) SignInAddress(r *http.Request) string {
	if !c.secure() || !forwardedPlain(r) {
		return ""
	}
	return c.public.String() + r.URL.RequestURI()
}

// LocalPath returns path if it is a page of the console, and the overview if
// it leads anywhere else.
func LocalPath(path string) string {
	const overview = views.OverviewURL
	if !strings.HasPrefix(path, overview) || strings.ContainsAny(path, "\\\r\n\t") {
		return overview
	}
	to, err := url.Parse(path)
	if err != nil || to.Host != "" || to.Scheme != "" || !isClean(to.Path) {
		return overview
	}
	return path
}
