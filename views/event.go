package views

import (
	"slices"

	"callboard/models"
	"callboard/models/deliverylog"
)

// EventPage is the page of one event.
type EventPage struct {
	Company     models.Company
	Location    models.Location    // zero: it happened to the company as a whole
	DatabaseRef models.DatabaseRef // of a profile
	Event       models.Event
	Decisions   []deliverylog.Decision
	CanSee      bool // what it carries
}

// asked are the callbacks that ask for the event, or have got it.
func (p EventPage) asked() []deliverylog.Decision { return p.verdicts(true) }

// others are the callbacks whose business it is not.
func (p EventPage) others() []deliverylog.Decision { return p.verdicts(false) }

func (p EventPage) verdicts(asks bool) []deliverylog.Decision {
	return slices.DeleteFunc(slices.Clone(p.Decisions), func(v deliverylog.Decision) bool { return asks != (v.Row != nil || v.Asks) })
}

// why says what there is to know beside a status, with what the event carries
// for those who may see it.
func (p EventPage) why(d models.Delivery) string {
	if p.CanSee && d.Status == models.NotSent {
		return d.Reason.Explained(d.ReasonDetail)
	}
	return why(d)
}

func (p EventPage) head() Head {
	where := p.Company.Name
	if p.Location.ID != 0 {
		where = p.Location.Name + ", " + p.Company.Name
	}
	if p.DatabaseRef.ID() != 0 {
		where = p.DatabaseRef.Words() + ", " + p.Company.Name
	}
	return Head{
		Title: "Event " + p.Event.PublicID, Crumbs: []Link{{Text: "Deliveries", Href: deliveriesURL}},
		Lead: []string{models.TypeWords(p.Event.Type), where, Moment(p.Event.AcceptedAt) + " UTC"},
	}
}
