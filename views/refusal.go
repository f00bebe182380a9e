package views

import "net/http"

// refusals are the usual words of each status: title and text.
var refusals = map[int][2]string{
	http.StatusBadRequest:            {"Not understood", "What was sent is no form, or not all of it arrived, so nothing was saved. Open the page again and send it once more."},
	http.StatusForbidden:             {"You may not do this", "Your role does not allow it."},
	http.StatusNotFound:              {"Page not found", "There is nothing at this address. It may have been removed, or belong to a company you cannot see."},
	http.StatusConflict:              {"Somebody was faster", "This was changed meanwhile, so nothing was saved. Open it again and repeat your change."},
	http.StatusRequestEntityTooLarge: {"Too much text", "What was sent is larger than 1 MB, so nothing was saved. Shorten it and send it again."},
	http.StatusUnprocessableEntity:   {"Something must be mended", "What was sent cannot be stored as it is."},
	http.StatusTooManyRequests:       {"Too many tries", "Wait 1 minute, then try again."},
	http.StatusServiceUnavailable:    {"Not available right now", "Callboard cannot reach its database. Deliveries that were accepted are kept. Try again in a moment."},
	http.StatusInternalServerError:   {"Something went wrong", "It was noted. Try again; if it happens again, tell whoever runs Callboard the reference below."},
}

// Refusal is why there is no page, in words.
type Refusal struct {
	Status    int
	Title     string // "" for the usual one of the status
	Text      string // "" for the usual words of the status
	Open      string // the address at which Callboard is reached, if this is another
	Reference string // names the request in the log
}

func (r Refusal) title() string { return orDefault(r.Title, r.usual()[0]) }

func (r Refusal) words() string {
	if r.Text != "" {
		return r.Text
	}
	return r.usual()[1]
}

func (r Refusal) usual() [2]string {
	if words, ok := refusals[r.Status]; ok {
		return words
	}
	return refusals[http.StatusInternalServerError]
}
