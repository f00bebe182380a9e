// Package openapi describes the native API, for programs and people: OpenAPI
// 3.1, made from its table of routes.
package openapi

import (
	"bytes"
	_ "embed"
	"encoding/json"
	"regexp"
	"strconv"
	"strings"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/web"
)

//go:embed schemas.json
var schemas []byte

// problem is the media type of errors.
const problem = "application/problem+json"

// Of describes every call that there is a route for, below base.
func Of(base string, routes []web.Route) api.Ordered {
	return api.Ordered{
		{Name: "openapi", Value: "3.1.0"},
		{Name: "info", Value: api.Ordered{
			{Name: "title", Value: "Callboard"},
			{Name: "version", Value: "1"},
			{Name: "description", Value: "Callbacks of every kind, the events that they receive, and the log of their deliveries."},
			{Name: "license", Value: api.Ordered{{Name: "name", Value: "See the licence of Callboard"}, {Name: "identifier", Value: "NOASSERTION"}}},
		}},
		{Name: "servers", Value: []api.Ordered{{{Name: "url", Value: base}}}},
		{Name: "security", Value: []api.Ordered{{{Name: "key", Value: []string{}}}}},
		{Name: "paths", Value: paths(base, routes)},
		{Name: "components", Value: api.Ordered{
			{Name: "securitySchemes", Value: api.Ordered{{Name: "key", Value: api.Ordered{
				{Name: "type", Value: "http"}, {Name: "scheme", Value: "bearer"}, {Name: "description", Value: "An API key: cb_ and 43 characters."},
			}}}},
			{Name: "schemas", Value: json.RawMessage(described())},
		}},
	}
}

// described are the schemas, with every kind there is where they say {kinds}.
func described() []byte {
	var names []string
	for _, kind := range models.Kinds() {
		names = append(names, strconv.Quote(string(kind)))
	}
	return bytes.ReplaceAll(schemas, []byte(`"{kinds}"`), []byte(strings.Join(names, ", ")))
}

// paths describes the routes, those of one path together.
func paths(base string, routes []web.Route) api.Ordered {
	var paths api.Ordered
	byPath := map[string]int{}
	for _, route := range routes {
		method, path, _ := strings.Cut(strings.Replace(route.Pattern, base, "", 1), " ")
		if _, known := byPath[path]; !known {
			byPath[path] = len(paths)
			paths = append(paths, api.Member{Name: path, Value: api.Ordered{}})
		}
		item, _ := paths[byPath[path]].Value.(api.Ordered)
		described := describe(method+" "+path, route.Need)
		paths[byPath[path]].Value = append(item, api.Member{Name: strings.ToLower(method), Value: described})
	}
	return paths
}

// describe writes one call.
func describe(pattern string, need models.Permission) api.Ordered {
	o := operations[pattern]
	success := api.Ordered{{Name: "description", Value: "Done"}}
	if o.answer != "" {
		success = append(success, content("application/json", o.schema()))
	}
	call := api.Ordered{
		{Name: "operationId", Value: o.id},
		{Name: "summary", Value: o.summary},
		{Name: "description", Value: "Needs " + string(need) + ", which the role " + string(models.LeastRole(need)) + " has."},
	}
	if list := parameters(pattern, o); len(list) > 0 {
		call = append(call, api.Member{Name: "parameters", Value: list})
	}
	if o.body != "" {
		call = append(call, api.Member{Name: "requestBody", Value: api.Ordered{
			{Name: "required", Value: !o.optional}, content("application/json", ref(o.body)),
		}})
	}
	return append(call, api.Member{Name: "responses", Value: api.Ordered{
		{Name: strconv.Itoa(o.status), Value: success},
		{Name: "default", Value: api.Ordered{{Name: "description", Value: "A problem"}, content(problem, ref("Problem"))}},
	}})
}

func content(media string, schema api.Ordered) api.Member {
	return api.Member{Name: "content", Value: api.Ordered{{Name: media, Value: api.Ordered{{Name: "schema", Value: schema}}}}}
}

func ref(name string) api.Ordered {
	return api.Ordered{{Name: "$ref", Value: "#/components/schemas/" + name}}
}

var inPath = regexp.MustCompile(`\{([a-z]+)\}`)

// parameters lists what stands in the path, in the query and in headers.
func parameters(pattern string, o operation) []api.Ordered {
	var list []api.Ordered
	for _, found := range inPath.FindAllStringSubmatch(pattern, -1) {
		list = append(list, api.Ordered{{Name: "name", Value: found[1]}, {Name: "in", Value: "path"}, {Name: "required", Value: true}, {Name: "schema", Value: plain}})
	}
	for _, name := range o.query {
		list = append(list, ofQuery(name))
	}
	if strings.HasPrefix(pattern, "POST ") {
		list = append(list, api.Ordered{
			{Name: "name", Value: "Idempotency-Key"},
			{Name: "in", Value: "header"},
			{Name: "description", Value: "Names the call: sent again within a day, it is answered as the first time and done once."},
			{Name: "schema", Value: plain},
		})
	}
	return list
}

// Call is one call as people read of it.
type Call struct {
	Method, Path, Summary string
	Need                  models.Permission
	Query                 []string
	Body, Answer          string // names of schemas; "" for none
	Status                int
}

// Calls lists the calls of all routes, in their order.
func Calls(base string, routes []web.Route) []Call {
	calls := make([]Call, len(routes))
	for i, route := range routes {
		method, path, _ := strings.Cut(route.Pattern, " ")
		o := operations[strings.Replace(route.Pattern, base, "", 1)]
		calls[i] = Call{Method: method, Path: path, Summary: o.summary, Need: route.Need, Query: o.query, Body: o.body, Answer: o.answer, Status: o.status}
	}
	return calls
}

// Schema is a named form of a request or an answer.
type Schema struct {
	Name string
	Text []byte // JSON Schema
}

// Schemas lists the schemas that calls name, in their order.
func Schemas() ([]Schema, error) {
	all, err := api.ParseObject(described())
	if err != nil {
		return nil, err
	}
	var list []Schema
	for _, name := range all.Names() {
		list = append(list, Schema{name, all.Raw(name)})
	}
	return list, nil
}
