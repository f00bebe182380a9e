// Package openapi describes the native API to programs and people: OpenAPI 3.1,
// made from its table of routes and the Go types of its requests and answers.
package openapi

import (
	"net/http"
	"reflect"
	"regexp"
	"slices"
	"strconv"
	"strings"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/web"
)

// The media types of answers and of errors.
const (
	jsonType    = "application/json"
	problemType = "application/problem+json"
)

// Document is an OpenAPI document.
type Document struct {
	OpenAPI    string                                    `json:"openapi"`
	Info       Info                                      `json:"info"`
	Servers    []Server                                  `json:"servers"`
	Security   []map[string][]string                     `json:"security"`
	Paths      api.OrderedMap[api.OrderedMap[Operation]] `json:"paths"` // by the method in lower case
	Components Components                                `json:"components"`
}

// Info says which API this is.
type Info struct {
	Title       string  `json:"title"`
	Version     string  `json:"version"`
	Description string  `json:"description"`
	License     License `json:"license"`
}

// License is one of the list of SPDX.
type License struct {
	Name       string `json:"name"`
	Identifier string `json:"identifier"`
}

// Server is where the paths begin.
type Server struct {
	URL string `json:"url"`
}

// Operation is one call.
type Operation struct {
	ID          string              `json:"operationId"`
	Summary     string              `json:"summary"`
	Description string              `json:"description"`
	Parameters  []Parameter         `json:"parameters,omitzero"`
	RequestBody *RequestBody        `json:"requestBody,omitzero"`
	Responses   map[string]Response `json:"responses"`
	Need        models.Permission   `json:"-"`
	Status      int                 `json:"-"` // of success
}

// Request is the schema of what is sent; the zero one for nothing.
func (o Operation) Request() Schema {
	if o.RequestBody == nil {
		return Schema{}
	}
	return o.RequestBody.Content[jsonType].Schema
}

// Response is the schema of what is answered when all is well; the zero one for
// nothing.
func (o Operation) Response() Schema {
	return o.Responses[strconv.Itoa(o.Status)].Content[jsonType].Schema
}

// Parameter stands in the path, in the query or in a header.
type Parameter struct {
	Name        string `json:"name"`
	In          string `json:"in"`
	Required    bool   `json:"required,omitzero"`
	Description string `json:"description,omitzero"`
	Schema      Schema `json:"schema"`
}

// RequestBody is what is sent.
type RequestBody struct {
	Required bool                 `json:"required,omitzero"`
	Content  map[string]MediaType `json:"content"`
}

// Response is what is answered.
type Response struct {
	Ref         string               `json:"$ref,omitzero"`
	Description string               `json:"description,omitzero"`
	Content     map[string]MediaType `json:"content,omitzero"`
}

// MediaType is the form of a body.
type MediaType struct {
	Schema Schema `json:"schema"`
}

// Components are what operations refer to.
type Components struct {
	SecuritySchemes map[string]SecurityScheme `json:"securitySchemes"`
	Responses       api.OrderedMap[Response]  `json:"responses"`
	Schemas         api.OrderedMap[*Schema]   `json:"schemas"`
}

// SecurityScheme is a way to sign in.
type SecurityScheme struct {
	Type        string `json:"type"`
	Scheme      string `json:"scheme"`
	Description string `json:"description"`
}

// Call is what the description of the API says of a route.
type Call struct {
	ID, Summary string
	Query       any   // a struct whose fields are the parameters of the query; nil for none
	Request     any   // what is sent; nil for nothing
	Optional    bool  // the body may be left out
	Response    any   // what is answered; nil for nothing
	Status      int   // when all is well
	Errors      []int // that neither its method nor its path tell of
}

// refusals are the answers to a call that cannot be done.
var refusals = []struct {
	status      int
	description string
}{
	{http.StatusBadRequest, "The body cannot be read as JSON"},
	{http.StatusUnauthorized, "No key was shown, or none that is known"},
	{http.StatusForbidden, "The role of the key does not allow this"},
	{http.StatusNotFound, "There is no such thing, or none that the key reaches"},
	{http.StatusConflict, "Something stands against it: a change by somebody else meanwhile, a state that does not allow it, or the same Idempotency-Key at work"},
	{http.StatusRequestEntityTooLarge, "The body is too long"},
	{http.StatusUnprocessableEntity, "Something must be mended: see errors"},
	{http.StatusLoopDetected, "More than 5 requests of Callboard led to this one (X-Callboard-Hops)"},
}

// New describes every route, with what calls say of it by its pattern below
// base. Whatever goes wrong is answered with problem. words lists the values of
// each type that is a word of a closed list.
func New(base string, routes []web.Route, calls map[string]Call, problem any, words ...any) Document {
	schemas := newSchemas(words)
	d := Document{
		OpenAPI: "3.1.0",
		Info: Info{
			Title:       "Callboard",
			Version:     "1",
			Description: "Callbacks of every kind, the events that they receive, and the log of their deliveries.",
			License:     License{Name: "Apache License 2.0", Identifier: "Apache-2.0"},
		},
		Servers:  []Server{{URL: base}},
		Security: []map[string][]string{{"key": {}}},
		Components: Components{SecuritySchemes: map[string]SecurityScheme{
			"key": {Type: "http", Scheme: "bearer", Description: "An API key: cb_ and 43 characters."},
		}},
	}
	for _, route := range routes {
		method, path, _ := strings.Cut(strings.Replace(route.Pattern, base, "", 1), " ")
		operations, _ := d.Paths.Get(path)
		operations.Set(strings.ToLower(method), schemas.operation(method, path, calls[method+" "+path], route.Need))
		d.Paths.Set(path, operations)
	}
	content := map[string]MediaType{problemType: {Schema: schemas.of(problem)}}
	for _, refusal := range refusals {
		d.Components.Responses.Set(responseName(refusal.status), Response{Description: refusal.description, Content: content})
	}
	d.Components.Responses.Set(failure, Response{Description: "Callboard failed, or is not able to do this now", Content: content})
	d.Components.Schemas = schemas.named
	return d
}

// failure is the name of the answer that is no fault of the caller.
const failure = "Failure"

// responseName is the name of the answer with a status: NotFound.
func responseName(status int) string { return strings.ReplaceAll(http.StatusText(status), " ", "") }

func (s *schemas) operation(method, path string, call Call, need models.Permission) Operation {
	success := Response{Description: "Done"}
	if call.Response != nil {
		success.Content = map[string]MediaType{jsonType: {Schema: s.of(call.Response)}}
	}
	o := Operation{
		ID: call.ID, Summary: call.Summary, Status: call.Status, Need: need,
		Description: "Needs " + string(need) + ", which the role " + string(models.LeastRole(need)) + " has.",
		Parameters:  s.parameters(method, path, call.Query),
		Responses:   map[string]Response{strconv.Itoa(call.Status): success, "default": {Ref: "#/components/responses/" + failure}},
	}
	if call.Request != nil {
		o.RequestBody = &RequestBody{Required: !call.Optional, Content: map[string]MediaType{jsonType: {Schema: s.of(call.Request)}}}
	}
	for _, refusal := range refusals {
		if refuses(method, path, refusal.status) || slices.Contains(call.Errors, refusal.status) {
			o.Responses[strconv.Itoa(refusal.status)] = Response{Ref: "#/components/responses/" + responseName(refusal.status)}
		}
	}
	return o
}

// refuses says whether a call can be answered with a status.
func refuses(method, path string, status int) bool {
	switch status {
	case http.StatusBadRequest, http.StatusRequestEntityTooLarge: // of those with a body
		return method == http.MethodPost || method == http.MethodPatch
	case http.StatusNotFound: // of those that name something
		return strings.Contains(path, "{")
	case http.StatusConflict:
		return method != http.MethodGet
	case http.StatusLoopDetected:
		return false
	}
	return true
}

var inPath = regexp.MustCompile(`\{([a-z]+)\}`)

// parameters lists what stands in the path, in the query and in headers.
func (s *schemas) parameters(method, path string, query any) []Parameter {
	var list []Parameter
	text := Schema{Type: jsonTypes{"string"}}
	for _, match := range inPath.FindAllStringSubmatch(path, -1) {
		list = append(list, Parameter{Name: match[1], In: "path", Required: true, Schema: text})
	}
	if query != nil {
		var object Schema
		s.addFields(&object, reflect.TypeOf(query), false)
		for _, property := range object.Properties {
			description := property.Value.Description
			property.Value.Description = ""
			list = append(list, Parameter{Name: property.Name, In: "query", Description: description, Schema: property.Value})
		}
	}
	if method == http.MethodPost {
		list = append(list, Parameter{
			Name: "Idempotency-Key", In: "header", Schema: text,
			Description: "Names the call: sent again within a day, it is answered as the first time and done once.",
		})
	}
	return list
}
