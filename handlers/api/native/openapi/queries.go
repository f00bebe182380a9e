package openapi

import (
	"callboard/handlers/api"
	"callboard/models"
)

// query is what the description of the API says about a parameter of a query.
type query struct {
	words  string
	schema api.Ordered
}

var (
	plain  = api.Ordered{{Name: "type", Value: "string"}}
	number = api.Ordered{{Name: "type", Value: "integer"}}
	either = api.Ordered{{Name: "type", Value: "boolean"}}
	moment = append(plain[:1:1], api.Member{Name: "format", Value: "date-time"})
	many   = api.Ordered{{Name: "type", Value: "array"}, {Name: "items", Value: plain}} // given several times
)

// whole is a number between two bounds.
func whole(least, most int) api.Ordered {
	return append(number[:1:1], api.Member{Name: "minimum", Value: least}, api.Member{Name: "maximum", Value: most})
}

// oneOf is one of a list of words.
func oneOf[T ~string](words ...T) api.Ordered {
	return append(plain[:1:1], api.Member{Name: "enum", Value: words})
}

// queries are all parameters of queries.
var queries = map[string]query{
	"limit":  {"Rows of a page: 50 unless given, of event types 200.", whole(1, 200)},
	"cursor": {"The next_cursor of the page before.", plain},
	"q":      {"A part of the name; of deliveries, an id or a part of what the log shows.", plain},

	"company":    {"Id of a company.", plain},
	"location":   {"Id of a location.", plain},
	"callback":   {"Id of a callback.", plain},
	"database":   {"Id of a database.", plain},
	"collection": {"Id of a collection.", plain},
	"profile":    {"Id of a profile, whose subprofiles are listed.", plain},
	"resource":   {"What the records are.", oneOf("contact", "transaction", "transactionbatch", "accountvault", models.Profile, models.Subprofile)},
	"kind":       {"Kind of the callbacks.", oneOf(models.Kinds()...)},
	"live":       {"true leaves out those that have ended.", either},
	"version":    {"When it is given, a change by somebody else since that version is a conflict.", number},

	"status":   {"Status of the deliveries; may be given several times.", many},
	"type":     {"Event type; may be given several times.", many},
	"cause":    {"Why they failed; may be given several times.", many},
	"delivery": {"Id of a delivery; may be given several times.", many},
	"event":    {"Id of an event.", plain},
	"code":     {"What receivers answered: 503, or 5xx.", plain},
	"host":     {"Host of the URL.", plain},
	"test":     {"Test events only, or real ones only.", oneOf("yes", "no")},
	"slow":     {"Answers that took this many milliseconds or more.", number},
	"attempts": {"This many attempts or more.", number},
	"range":    {"The last hour, day or week; 30 days unless this, from or to is given.", oneOf("1h", "24h", "7d", "30d")},
	"from":     {"Accepted in this minute or later: 2027-01-31T09:30Z.", plain},
	"to":       {"Accepted before this minute.", plain},
	"batch":    {"Id of a batch: all that went in one request.", plain},
	"run":      {"Id of a run that sent them again.", plain},

	"include_delivered": {"Also what was answered 2xx before.", either},
	"rate":              {"Deliveries each second, 10 unless given.", whole(1, 100)},
	"until":             {"Leave out what was accepted or settled later. Now, unless it is given.", moment},
}

// ofQuery describes a parameter of a query.
func ofQuery(name string) api.Ordered {
	q := queries[name]
	return api.Ordered{{Name: "name", Value: name}, {Name: "in", Value: "query"}, {Name: "description", Value: q.words}, {Name: "schema", Value: q.schema}}
}
