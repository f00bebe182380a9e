package logbook

import (
	"fmt"
	"strings"

	"callboard/models"
)

// sql is a piece of a statement with its values.
type sql struct {
	text string
	args []any
}

func (s *sql) add(text string, args ...any) {
	s.text += text
	s.args = append(s.args, args...)
}

// run is a part of an index of the deliveries that is in the order of time
// once the status is fixed too.
type run struct {
	index string // "" lets the database choose
	where sql
}

// byID is the index of a run that names the deliveries themselves.
const byID = "PRIMARY"

// question is a filter that has been looked up: which runs to read, and what
// each row of them must be besides.
type question struct {
	runs     []run
	statuses []models.Status
	besides  []sql
}

// narrow adds a condition that every row must meet.
func (q *question) narrow(text string, args ...any) {
	q.besides = append(q.besides, sql{text, args})
}

// page reads the first rows of every run in the given order. They are merged
// afterwards: the database would sort them once more.
func (q *question) page(dialect, order string, limit int) sql {
	var all sql
	for i, one := range q.each(dialect) {
		all.add(fmt.Sprintf("%sSELECT id FROM (%s ORDER BY %s LIMIT %d) AS r%d",
			between(i), one.rows.text, order, limit, i), one.rows.args...)
	}
	return all
}

// counts counts the rows of every run, at most limit of each.
func (q *question) counts(dialect string, limit int) sql {
	var all sql
	for i, one := range q.each(dialect) {
		all.add(fmt.Sprintf("%sSELECT %d AS status, COUNT(*) AS n FROM (%s LIMIT %d) AS r%d",
			between(i), one.status, one.rows.text, limit, i), one.rows.args...)
	}
	return all
}

// statusRun is one run for one status.
type statusRun struct {
	status models.Status
	rows   sql
}

// each returns every run for every status.
func (q *question) each(dialect string) []statusRun {
	var all []statusRun
	for _, r := range q.runs {
		for _, status := range q.statuses {
			rows := sql{text: "SELECT id FROM deliveries" + By(dialect, r.index) + " WHERE status = ?", args: []any{status}}
			for _, c := range append([]sql{r.where}, q.besides...) {
				if c.text != "" {
					rows.add(" AND "+c.text, c.args...)
				}
			}
			all = append(all, statusRun{status, rows})
		}
	}
	return all
}

// By tells the database which index to read. It would often guess another,
// because it cannot know that the first rows are all we want.
func By(dialect, index string) string {
	switch {
	case index == "":
		return ""
	case index == byID && dialect == "sqlite":
		return " NOT INDEXED" // but by the row id
	case dialect == "mysql":
		return " FORCE INDEX (" + index + ")"
	}
	return " INDEXED BY " + index
}

func between(i int) string {
	if i == 0 {
		return ""
	}
	return " UNION ALL "
}

// reach is the condition that a row lies within a scope; empty when
// everything does.
func reach(in models.Scope) sql {
	var either []string
	var args []any
	if len(in.Companies) > 0 {
		either, args = append(either, "company_id IN ?"), append(args, in.Companies)
	}
	if len(in.Locations) > 0 {
		either, args = append(either, "location_id IN ?"), append(args, in.Locations)
	}
	switch {
	case in.All:
		return sql{}
	case len(either) == 0:
		return sql{text: "1 = 0"}
	}
	return sql{"(" + strings.Join(either, " OR ") + ")", args}
}
