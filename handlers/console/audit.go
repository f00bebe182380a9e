package console

import (
	"net/http"
	"strings"
	"time"

	"callboard/models"
	"callboard/models/store"
	"callboard/views"
	"callboard/web"
)

// auditPages is the audit log.
type auditPages struct{ Base }

// auditAtOnce is how many entries a page lists.
const auditAtOnce = 25

func auditRoutes(d Base) []web.Route {
	a := auditPages{d}
	return []web.Route{{Pattern: "GET /admin/audit", Need: models.AuditRead, Page: a.Index}}
}

// Index lists what was done, by whom and from where; one entry open, with what
// changed, when the address names it.
func (a auditPages) Index(w http.ResponseWriter, r *http.Request) error {
	log := views.AuditLog{Filter: views.AuditFilter{
		Actor: strings.TrimSpace(r.FormValue("actor")), Object: strings.TrimSpace(r.FormValue("object")),
		Kind: r.FormValue("kind"), From: r.FormValue("from"), To: r.FormValue("to"),
	}, Open: idOf(r.FormValue("entry"))}
	filter := store.AuditFilter{
		Actor: log.Filter.Actor, Object: log.Filter.Object, Kind: log.Filter.Kind,
		Before: idOf(r.FormValue("before")), Limit: auditAtOnce + 1,
	}
	filter.From = day(log.Filter.From, 0, "from", &log.Problems)
	filter.To = day(log.Filter.To, 1, "to", &log.Problems)
	status := http.StatusOK
	if len(log.Problems) > 0 {
		status = http.StatusUnprocessableEntity
	} else {
		rows, err := a.Store.AuditEntries(r.Context(), web.Scope(r), filter)
		if err != nil {
			return err
		}
		if log.Rows = rows[:min(auditAtOnce, len(rows))]; len(rows) > auditAtOnce {
			log.Before = rows[auditAtOnce-1].ID
		}
		log.First = filter.Before == 0
	}
	return web.Render(w, r, status, views.Audit(a.frame(w, r, views.NavAudit), log))
}

// day reads a day in UTC and returns its beginning, so many days later.
func day(text string, later int, field string, problems *models.Problems) models.Millis {
	if text == "" {
		return 0
	}
	at, err := time.Parse(time.DateOnly, text)
	if err != nil || at.Before(models.Epoch) {
		problems.Add(field, "Enter a day like 2026-11-30, not before 2026")
		return 0
	}
	return models.At(at.AddDate(0, 0, later))
}
