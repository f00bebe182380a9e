package native

import (
	"net/http"
	"net/url"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/models/resend"
)

// Resend is a run that sends many deliveries again.
type Resend struct {
	ID               string         `json:"id"`
	Status           ResendStatus   `json:"status" description:"done: nothing is left to be sent again. The results may still come in."`
	StartedBy        ResendStarter  `json:"started_by"`
	Filter           DeliveryFilter `json:"filter"`
	IncludeDelivered bool           `json:"include_delivered"`
	Rate             int            `json:"rate" minimum:"1" maximum:"100" description:"Deliveries each second."`
	Until            *Date          `json:"until" description:"What was accepted or settled later is left out."`
	Total            int            `json:"total" description:"Deliveries that were fixed at the start: left, resent and skipped together."`
	LeftOut          []ReasonCount  `json:"left_out" description:"What matched and was passed over at the start, each exact to 10,000."`
	Left             int            `json:"left"`
	Resent           int            `json:"resent"`
	Skipped          []ReasonCount  `json:"skipped" description:"What had changed when its turn came."`
	Results          ResendResults  `json:"results" description:"What came of those that were resent."`
	FailedByCause    []CauseCount   `json:"failed_by_cause"`
	StoppedBy        *string        `json:"stopped_by"`
	StartedAt        Date           `json:"started_at"`
	EndedAt          *Date          `json:"ended_at"`
}

// ResendStatus is the name of a resend.Status.
type ResendStatus string

// ResendStarter is who started a resend.
type ResendStarter struct {
	Kind models.ActorKind `json:"kind"`
	Name string           `json:"name"`
}

// ResendResults counts the deliveries that were sent again by what came of
// them.
type ResendResults struct {
	Delivered int `json:"delivered"`
	Failed    int `json:"failed"`
	Waiting   int `json:"waiting"`
	NotSent   int `json:"not_sent"`
	Cancelled int `json:"cancelled"`
	Replaced  int `json:"replaced" description:"Sent again by somebody before they were settled."`
	Removed   int `json:"removed" description:"No longer in the log."`
}

// ReasonCount is how many deliveries were not sent again for one reason.
type ReasonCount struct {
	Reason ResendReason `json:"reason"`
	Count  int          `json:"count"`
}

// ResendReason is why a delivery was not sent again.
type ResendReason struct {
	Code resend.Reason `json:"code"`
	Text string        `json:"text"`
}

// CauseCount is how many deliveries failed for one cause; null for those that
// failed for none.
type CauseCount struct {
	Cause *models.Cause `json:"cause"`
	Count int           `json:"count"`
}

// DeliveryFilter are the filters of the delivery log, in the order of its URLs.
type DeliveryFilter struct {
	Company  string           `json:"company,omitzero" description:"Id of a company."`
	Location string           `json:"location,omitzero" description:"Id of a location."`
	Callback string           `json:"callback,omitzero" description:"Id of a callback."`
	Event    string           `json:"event,omitzero" description:"Id of an event."`
	Status   []DeliveryStatus `json:"status,omitzero" description:"Status of the deliveries."`
	Type     []string         `json:"type,omitzero" description:"Event types."`
	Cause    []models.Cause   `json:"cause,omitzero" description:"Why they failed."`
	Code     string           `json:"code,omitzero" description:"What receivers answered: 503, or 5xx."`
	Host     string           `json:"host,omitzero" description:"Host of the URL."`
	Test     string           `json:"test,omitzero" enum:"yes,no" description:"Test events only, or real ones only."`
	Slow     string           `json:"slow,omitzero" description:"Answers that took this many milliseconds or more."`
	Attempts string           `json:"attempts,omitzero" description:"This many attempts or more."`
	Range    string           `json:"range,omitzero" enum:"1h,24h,7d,30d" description:"The last hour, day or week; 30 days unless this, from or to is given."`
	From     string           `json:"from,omitzero" description:"Accepted in this minute or later: 2027-01-31T09:30Z."`
	To       string           `json:"to,omitzero" description:"Accepted before this minute."`
	Delivery []string         `json:"delivery,omitzero" description:"Ids of deliveries."`
	Batch    string           `json:"batch,omitzero" description:"Id of a batch: all that went in one request."`
	Run      string           `json:"run,omitzero" description:"Id of a resend that sent them again."`
	Q        string           `json:"q,omitzero" description:"An id, or a part of what the log shows."`
}

// ResendPreview says what a resend would do. Its filter, include_delivered,
// rate and until are what to start it with.
type ResendPreview struct {
	Count            int             `json:"count" description:"Deliveries that would be sent again."`
	TooMany          bool            `json:"too_many" description:"More than 10,000 match: a resend would be refused."`
	Seconds          int             `json:"seconds" description:"How long it takes at the rate."`
	DeliveredBefore  int             `json:"delivered_before" description:"Of count: the receiver may see them twice."`
	LeftOut          []ReasonCount   `json:"left_out"`
	ByStatus         []StatusCount   `json:"by_status"`
	ByCause          []CauseCount    `json:"by_cause"`
	ByCallback       []CallbackCount `json:"by_callback"`
	Filter           DeliveryFilter  `json:"filter"`
	IncludeDelivered bool            `json:"include_delivered"`
	Rate             int             `json:"rate" minimum:"1" maximum:"100" description:"Deliveries each second."`
	Until            *Date           `json:"until" description:"What was accepted or settled later is left out."`
}

// StatusCount is how many deliveries have one status.
type StatusCount struct {
	Status DeliveryStatus `json:"status"`
	Count  int            `json:"count"`
}

// CallbackCount is how many deliveries would go to one callback, as it is now.
type CallbackCount struct {
	ID    string  `json:"id"`
	Name  string  `json:"name"`
	URL   string  `json:"url" description:"Where they would go now."`
	Hold  *string `json:"hold"`
	Count int     `json:"count"`
}

// resendOf writes a resend and how far it has come.
func (a API) resendOf(r *http.Request, run resend.Run) (Resend, error) {
	progress, err := a.Store.ResendProgress(r.Context(), run)
	if err != nil {
		return Resend{}, err
	}
	return resendWith(run, progress), nil
}

// resendWith writes a resend that has come as far as progress says.
func resendWith(run resend.Run, progress resend.Progress) Resend {
	return Resend{
		ID: run.ID.String(), Status: ResendStatus(run.Status.String()), StartedBy: ResendStarter{Kind: run.ActorKind, Name: run.ActorName},
		Filter: deliveryFilterOf(run.Request().Filter), IncludeDelivered: run.Delivered, Rate: run.Rate, Until: dateOrNull(run.UntilAt),
		Total: run.Total, LeftOut: reasonCounts(run.LeftOut), Left: progress.Left, Resent: progress.Resent, Skipped: reasonCounts(progress.Skipped),
		Results: ResendResults{
			Delivered: progress.Delivered, Failed: progress.Failed, Waiting: progress.Waiting, NotSent: progress.NotSent,
			Cancelled: progress.Cancelled, Replaced: progress.Replaced, Removed: progress.Removed,
		},
		FailedByCause: causeCounts(progress.FailedBy), StoppedBy: orNull(run.StoppedBy),
		StartedAt: dateOf(run.CreatedAt), EndedAt: dateOrNull(run.EndedAt),
	}
}

func resendPreviewOf(p resend.Preview, reader models.Actor) ResendPreview {
	preview := ResendPreview{
		Count: p.Count, TooMany: p.More, Seconds: p.Seconds(), DeliveredBefore: p.Before(), LeftOut: reasonCounts(p.LeftOut),
		ByStatus: []StatusCount{}, ByCause: causeCounts(p.ByCause), ByCallback: make([]CallbackCount, len(p.ByCallback)),
		Filter: deliveryFilterOf(p.Order.Filter), IncludeDelivered: p.Order.Delivered, Rate: p.Order.Rate, Until: dateOrNull(p.Order.Until),
	}
	for _, status := range models.Statuses {
		if count := p.ByStatus[status]; count > 0 {
			preview.ByStatus = append(preview.ByStatus, StatusCount{DeliveryStatus(status.String()), count})
		}
	}
	for i, to := range p.ByCallback {
		c := to.Callback.ShownTo(reader)
		preview.ByCallback[i] = CallbackCount{ID: c.PublicID, Name: c.Title(), URL: c.URL, Hold: orNull(string(c.HeldBy())), Count: to.Count}
	}
	return preview
}

// deliveryFilterOf writes a filter as it can be sent again.
func deliveryFilterOf(f deliverylog.Filter) DeliveryFilter {
	values := url.Values{}
	for _, pair := range f.Pairs() {
		values.Add(pair.Key, pair.Value)
	}
	filter := DeliveryFilter{
		Company: values.Get("company"), Location: values.Get("location"), Callback: values.Get("callback"), Event: values.Get("event"),
		Type: values["type"], Cause: f.Causes, Code: values.Get("code"), Host: values.Get("host"), Test: values.Get("test"),
		Slow: values.Get("slow"), Attempts: values.Get("attempts"), Range: values.Get("range"), From: values.Get("from"), To: values.Get("to"),
		Delivery: values["delivery"], Batch: values.Get("batch"), Run: values.Get("run"), Q: values.Get("q"),
	}
	for _, status := range values["status"] {
		filter.Status = append(filter.Status, DeliveryStatus(status))
	}
	return filter
}

// reasonCounts lists how many deliveries were not sent again, by the reason.
func reasonCounts(counts map[resend.Reason]int) []ReasonCount {
	list := []ReasonCount{}
	for _, reason := range resend.Reasons {
		if count := counts[reason]; count > 0 {
			list = append(list, ReasonCount{ResendReason{reason, reason.Words()}, count})
		}
	}
	return list
}

func causeCounts(counts []resend.CauseCount) []CauseCount {
	list := make([]CauseCount, len(counts))
	for i, of := range counts {
		list[i] = CauseCount{orNull(of.Cause), of.Count}
	}
	return list
}
