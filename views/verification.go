package views

import (
	"slices"
	"time"

	"callboard/models"
)

// VerificationPage shows whether the addresses of a callback were tried, and
// what came of it.
type VerificationPage struct {
	Company     models.Company
	Location    models.Location    // zero: the company as a whole
	DatabaseRef models.DatabaseRef // of a database callback
	Callback    models.Callback
	Held        int              // deliveries that are held back
	Tried       []models.Attempt // newest first
	MayVerify   bool
	CanSee      bool // bodies and header values
	MayWrite    bool
	MayMark     bool   // mark it as verified by hand
	Reason      string // as it was typed
	Problems    models.Problems
	Lost        models.Problems // of its sign-in: it cannot be tried without
	Now         time.Time
}

func (v VerificationPage) head() Head {
	return Head{
		Title: checkTitle(v.Callback), Document: checkTitle(v.Callback) + ", " + v.Callback.Title(), Problems: v.Problems,
		Crumbs:  append(callbackCrumbs(v.Company, v.Location, v.DatabaseRef), Link{Text: v.Callback.Title(), Href: CallbackURL(v.Callback)}),
		Lead:    []string{v.lead(), v.Callback.Host},
		Actions: verificationActions(v),
		Tabs:    callbackTabs(v.Callback, checkTitle(v.Callback), v.MayWrite && !v.Callback.Ended(models.At(v.Now))),
	}
}

// verifiedWords says since when a callback is verified.
func verifiedWords(c models.Callback) string {
	if c.VerifiedAt == 0 {
		return "Not verified"
	}
	return "Verified " + Moment(c.VerifiedAt) + " UTC"
}

// markedWords says who marked a callback as verified, and why.
func markedWords(c models.Callback) string {
	return "Marked as verified by " + c.MarkedBy + ", " + Moment(c.VerifiedAt) + " UTC: " + c.MarkReason
}

// verifiedFact is the same as one line of a list of settings.
func verifiedFact(c models.Callback) string {
	if c.MarkedBy != "" {
		return markedWords(c)
	}
	return verifiedWords(c)
}

// handshakeWords says what came of the handshake of the last check, "" for none.
func (v VerificationPage) handshakeWords() string {
	if i := len(v.latest()); i < len(v.Tried) && v.Tried[i].IsHandshake() {
		return v.Tried[i].HandshakeAnswer().Text
	}
	return ""
}

// where names the address that an attempt went to.
func (v VerificationPage) where(a models.Attempt) string {
	if a.IsHandshake() {
		return "Handshake"
	}
	if a.Backup {
		return "Backup URL"
	}
	return "URL"
}

// lead says since when a callback is verified; what kind it is where nothing
// depends on that.
func (v VerificationPage) lead() string {
	if v.Callback.Kind.Traits().Verified {
		return verifiedWords(v.Callback)
	}
	return v.Callback.Kind.Traits().Name
}

// heldWords says what waits for the verification.
func (v VerificationPage) heldWords() string {
	if v.Held == 0 {
		return "Until then events are held, not lost."
	}
	return Plural(v.Held, "delivery is held until then.", "deliveries are held until then.")
}

// latest are the requests of the last check, the URL's first: each check tries
// the URL, and then the backup URL where there is one.
func (v VerificationPage) latest() []models.Attempt {
	for i, a := range v.Tried {
		if !a.Backup {
			last := slices.Clone(v.Tried[:i+1])
			slices.Reverse(last)
			return last
		}
	}
	return nil
}

// targets says where a check goes, and what each must do.
func (v VerificationPage) targets() string {
	if v.Callback.Settings.BackupURL == "" {
		return "to the URL. It must answer 2xx"
	}
	return "to the URL and to the backup URL. Each must answer 2xx"
}
