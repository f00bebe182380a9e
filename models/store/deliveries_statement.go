package store

import (
	"fmt"
	"strings"

	"callboard/models"
)

// statement is a part of an SQL statement with its arguments.
type statement struct {
	text string
	args []any
}

func (s *statement) add(text string, args ...any) {
	s.text += text
	s.args = append(s.args, args...)
}

// indexRun is a part of an index of the deliveries that is in the order of time once
// the status is fixed too.
type indexRun struct {
	index string // "" lets the database choose
	where statement
}

// orderByID stands for the index of an index run that names the deliveries
// themselves.
const orderByID = "PRIMARY"

// question is a filter whose names were looked up: which index runs to read, and
// which conditions each row must meet besides.
type question struct {
	runs     []indexRun
	statuses []models.Status
	besides  []statement
}

// narrow adds a condition that every row must meet.
func (q *question) narrow(text string, args ...any) {
	q.besides = append(q.besides, statement{text, args})
}

// page reads the first rows of every index run in the given order. The caller merges
// them: the database would sort them once more.
func (q *question) page(dialect, order string, limit int) statement {
	var all statement
	for i, run := range q.each(dialect) {
		all.add(fmt.Sprintf("%sSELECT id FROM (%s ORDER BY %s LIMIT %d) AS r%d",
			between(i), run.rows.text, order, limit, i), run.rows.args...)
	}
	return all
}

// counts counts the rows of every index run, at most limit of each.
func (q *question) counts(dialect string, limit int) statement {
	var all statement
	for i, run := range q.each(dialect) {
		all.add(fmt.Sprintf("%sSELECT %d AS status, COUNT(*) AS n FROM (%s LIMIT %d) AS r%d",
			between(i), run.status, run.rows.text, limit, i), run.rows.args...)
	}
	return all
}

// statusIndex is one index run for one status.
type statusIndex struct {
	status models.Status
	rows   statement
}

// each returns every index run for every status.
func (q *question) each(dialect string) []statusIndex {
	var all []statusIndex
	for _, r := range q.runs {
		for _, status := range q.statuses {
			rows := statement{text: "SELECT id FROM deliveries" + indexRunsOf(dialect, r.index) + " WHERE status = ?", args: []any{status}}
			for _, c := range append([]statement{r.where}, q.besides...) {
				if c.text != "" {
					rows.add(" AND "+c.text, c.args...)
				}
			}
			all = append(all, statusIndex{status, rows})
		}
	}
	return all
}

// indexRunsOf tells the database which index to read. It would often choose another
// one, because it does not know that only the first rows are wanted.
func indexRunsOf(dialect, index string) string {
	switch {
	case index == "":
		return ""
	case index == orderByID && dialect == "sqlite":
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

// reach is the condition that a row lies within a scope; empty when every row does.
func reach(in models.Scope) statement {
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
		return statement{}
	case len(either) == 0:
		return statement{text: "1 = 0"}
	}
	return statement{"(" + strings.Join(either, " OR ") + ")", args}
}
