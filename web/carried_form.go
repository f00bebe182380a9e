package web

import (
	"net/http"
	"net/url"
	"regexp"

	"github.com/gorilla/securecookie"

	"callboard/models"
	"callboard/views"
)

// carriedForm is what somebody sent when their session was over. It goes through the
// sign-in page, encrypted, to the same person alone.
type carriedForm struct {
	User   models.ID
	Path   string
	Values url.Values
}

// The most that is carried, in bytes, and for how long, in seconds.
const (
	carriedLimit = 256 << 10
	carriedAge   = 60 * 60
	carriedName  = "carried form"
)

// secretField is the name of a field that is never carried: it is typed again.
var secretField = regexp.MustCompile(`(?i)pass|secret|token|header|key`)

// newCarrier returns what encrypts carried forms.
func newCarrier(hash, block []byte) *securecookie.SecureCookie {
	return securecookie.New(hash, block).MaxAge(carriedAge).MaxLength(2 * carriedLimit)
}

// carry packs the form of a post whose session is over; "" when there is none, when
// nobody knows whose it was, or when it is too long.
func (c *Console) carry(r *http.Request) string {
	cookie, err := r.Cookie(c.cookies.session)
	if err != nil || r.Method != http.MethodPost || len(r.PostForm) == 0 {
		return ""
	}
	user, err := c.store.EndedSessionUser(r.Context(), cookie.Value)
	if err != nil {
		return ""
	}
	carried, size := carriedForm{User: user, Path: r.URL.RequestURI(), Values: url.Values{}}, 0
	for name, values := range r.PostForm {
		if secretField.MatchString(name) {
			continue
		}
		carried.Values[name] = values
		for _, value := range values {
			size += len(name) + len(value)
		}
	}
	if size > carriedLimit {
		return ""
	}
	text, err := c.carrier.Encode(carriedName, carried)
	if err != nil {
		return ""
	}
	return text
}

// Carried unpacks what was carried through the sign-in page for a person; false when
// there is nothing for them.
func (c *Console) Carried(text string, user models.ID) (views.CarriedForm, bool) {
	var carried carriedForm
	if text == "" || c.carrier.Decode(carriedName, text, &carried) != nil || carried.User != user {
		return views.CarriedForm{}, false
	}
	return views.CarriedForm{Action: carried.Path, Values: carried.Values}, true
}
