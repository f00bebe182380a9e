package console

import (
	"errors"
	"net/http"
	"strconv"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/resend"
	"callboard/models/store"
	"callboard/views"
	"callboard/web"
)

// New shows what would be sent again: all that a filter shows, or the rows that
// were ticked in a list, which says where to go back to. What was delivered is left out unless
// the form on the page says otherwise.
func (h resendPages) New(w http.ResponseWriter, r *http.Request) error {
	filter, notices := deliverylog.ParseQuery(r.URL.RawQuery)
	if back := r.URL.Query(); back.Has("back") && len(filter.Deliveries) == 0 {
		return h.flash(w, r, views.DeliveriesURL(deliverylog.Read(back.Get("back"))), "Select one delivery or more, then press Resend selected.")
	}
	order := resend.Request{Filter: filter, Rate: rateOf(r), Until: momentOf(r.FormValue("until"))}
	order.Delivered = r.FormValue("chosen") == "yes" && r.FormValue("leave") != "yes"
	return h.show(w, r, views.ResendPreviewPage{Preview: resend.Preview{Order: order}, Notices: notices})
}

// show shows the preview of an order, and what is to be mended in it.
func (h resendPages) show(w http.ResponseWriter, r *http.Request, page views.ResendPreviewPage) error {
	preview, err := h.Store.PreviewResend(r.Context(), web.Access(r), page.Preview.Order)
	problems, refused := errors.AsType[models.Problems](err)
	switch {
	case refused:
		page.Problems = problems
	case err != nil:
		return err
	default:
		page.Preview = preview
		for i, share := range preview.ByCallback {
			preview.ByCallback[i].Callback = share.Callback.ShownTo(web.Access(r).Actor)
		}
	}
	page.Key = h.Store.NewID().String()
	if page.Names, err = h.logNames(r, page.Preview.Order.Filter); err != nil {
		return err
	}
	if preview.Count == 0 && !refused {
		if page.Former, err = h.former(r, page.Preview.Order.Filter); err != nil {
			return err
		}
	}
	status := http.StatusOK
	if len(page.Problems) > 0 {
		status = http.StatusUnprocessableEntity
	}
	return web.Render(w, r, status, views.ResendPreview(h.frame(w, r, views.NavDeliveries), page), "preview")
}

// former returns the last run of a filter, nil when there was none.
func (h resendPages) former(r *http.Request, f deliverylog.Filter) (*views.ResendRunRow, error) {
	runs, err := h.Store.ResendRuns(r.Context(), web.Access(r), store.ResendPage{Filter: f.Page(0, 0).Encode(), Limit: 1})
	if err != nil || len(runs) == 0 || len(f.Pairs()) == 0 {
		return nil, err
	}
	row, err := h.row(r, runs[0])
	return &row, err
}

// rateOf reads the rate of a form: zero for the usual one.
func rateOf(r *http.Request) int {
	text := r.FormValue("rate")
	n, err := strconv.ParseInt(text, 10, 32)
	if text != "" && (err != nil || n == 0) {
		return -1
	}
	return int(n)
}

// momentOf reads the moment for which a filter was answered.
func momentOf(text string) models.Millis {
	n, _ := strconv.ParseInt(text, 10, 64) // what is no number is now
	return models.Millis(max(0, n))
}
