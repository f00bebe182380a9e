package openapi

import (
	"encoding/json"
	"path"
	"reflect"
	"slices"
	"strconv"
	"strings"

	"callboard/handlers/api"
)

// Schema is a JSON Schema, with the keywords that this API needs.
type Schema struct {
	Ref                  string                 `json:"$ref,omitzero"`
	OneOf                []Schema               `json:"oneOf,omitzero"`
	Type                 jsonTypes              `json:"type,omitzero"`
	Format               string                 `json:"format,omitzero"`
	Description          string                 `json:"description,omitzero"`
	Enum                 []string               `json:"enum,omitzero"`
	Minimum              *int                   `json:"minimum,omitzero"`
	Maximum              *int                   `json:"maximum,omitzero"`
	Default              json.RawMessage        `json:"default,omitzero"`
	Items                *Schema                `json:"items,omitzero"`
	MinItems             *int                   `json:"minItems,omitzero"`
	MaxItems             *int                   `json:"maxItems,omitzero"`
	Properties           api.OrderedMap[Schema] `json:"properties,omitzero"`
	Required             []string               `json:"required,omitzero"`
	AdditionalProperties bool                   `json:"additionalProperties,omitzero"`
}

// jsonTypes are the types that a value may have: one, or one and "null".
type jsonTypes []string

// MarshalJSON writes a single type as a string.
func (t jsonTypes) MarshalJSON() ([]byte, error) {
	if len(t) == 1 {
		return api.Encode(t[0])
	}
	return api.Encode([]string(t))
}

// componentsPath is where named schemas stand in the document.
const componentsPath = "#/components/schemas/"

// Name is the name of the schema that s refers to; "" for none.
func (s Schema) Name() string { return strings.TrimPrefix(s.Ref, componentsPath) }

// Describer is a type that says more of its schema than Go can.
type Describer interface{ Describe(s *Schema) }

// Union is a type whose values have one of several forms.
type Union interface{ Forms() []any }

// schemas makes the schemas of Go types. Structs, named lists and types of
// words are written once, below components, and referred to by their names.
type schemas struct {
	words map[reflect.Type][]string
	types map[string]reflect.Type // by the names in named
	named api.OrderedMap[*Schema]
}

// newSchemas takes a list of all values for each type that is a word of a
// closed list: []models.Kind{...}.
func newSchemas(lists []any) *schemas {
	s := &schemas{words: map[reflect.Type][]string{}, types: map[string]reflect.Type{}}
	for _, list := range lists {
		values := reflect.ValueOf(list)
		for i := range values.Len() {
			t := values.Type().Elem()
			s.words[t] = append(s.words[t], values.Index(i).String())
		}
	}
	return s
}

// of returns the schema of a value's type.
func (s *schemas) of(value any) Schema { return s.ofType(reflect.TypeOf(value)) }

// free is raw JSON: an object of which only its author knows the members.
var free = reflect.TypeFor[json.RawMessage]()

func (s *schemas) ofType(t reflect.Type) Schema {
	if t == free {
		return Schema{Type: jsonTypes{"object"}, AdditionalProperties: true}
	}
	switch kind := t.Kind(); {
	case kind == reflect.Pointer:
		return orNull(s.ofType(t.Elem()))
	case kind == reflect.Struct, kind == reflect.Slice && t.Name() != "", s.words[t] != nil:
		return s.ref(t)
	}
	var schema Schema
	s.describe(&schema, t)
	return schema
}

// describe writes the schema of a type in place.
func (s *schemas) describe(schema *Schema, t reflect.Type) {
	zero := reflect.Zero(t).Interface()
	if union, ok := zero.(Union); ok {
		for _, form := range union.Forms() {
			schema.OneOf = append(schema.OneOf, s.of(form))
		}
		return
	}
	switch t.Kind() {
	case reflect.Struct:
		schema.Type = jsonTypes{"object"}
		s.addFields(schema, t, false)
	case reflect.Slice:
		schema.Type, schema.Items = jsonTypes{"array"}, new(s.ofType(t.Elem()))
	case reflect.String:
		schema.Type, schema.Enum = jsonTypes{"string"}, s.words[t]
	case reflect.Bool:
		schema.Type = jsonTypes{"boolean"}
	case reflect.Int, reflect.Int64:
		schema.Type = jsonTypes{"integer"}
	}
	if describer, ok := zero.(Describer); ok {
		describer.Describe(schema)
	}
}

// orNull is the schema of a pointer: what it points to, or null.
func orNull(schema Schema) Schema {
	if schema.Ref != "" {
		return Schema{OneOf: []Schema{schema, {Type: jsonTypes{"null"}}}}
	}
	schema.Type = append(slices.Clip(schema.Type), "null")
	return schema
}

// ref refers to the schema of a named type, which is made at its first use.
func (s *schemas) ref(t reflect.Type) Schema {
	name := nameOf(t)
	if other := s.types[name]; other != nil && other != t {
		name = capital(path.Base(t.PkgPath())) + name
	}
	if s.types[name] == nil {
		schema := &Schema{}
		s.types[name] = t
		s.named.Set(name, schema) // before its members, which may refer to it
		s.describe(schema, t)
	}
	return Schema{Ref: componentsPath + name}
}

// nameOf is the name of a type. That of a generic one begins with its parameter:
// Page[native.Company] is a CompanyPage.
func nameOf(t reflect.Type) string {
	name, parameter, generic := strings.Cut(t.Name(), "[")
	if !generic {
		return name
	}
	return strings.TrimSuffix(parameter[strings.LastIndexByte(parameter, '.')+1:], "]") + capital(name)
}

func capital(name string) string { return strings.ToUpper(name[:1]) + name[1:] }

// addFields adds the fields of t to an object as encoding/json writes them:
// those of embedded structs among them, which may all be absent when the struct
// is embedded as a pointer.
func (s *schemas) addFields(object *Schema, t reflect.Type, absent bool) {
	for field := range t.Fields() {
		tag, tagged := field.Tag.Lookup("json")
		if field.Anonymous && !tagged {
			if field.Type.Kind() == reflect.Pointer {
				s.addFields(object, field.Type.Elem(), true)
			} else {
				s.addFields(object, field.Type, absent)
			}
			continue
		}
		name, options, _ := strings.Cut(tag, ",")
		object.Properties.Set(name, s.ofField(field))
		if !absent && options != "omitzero" {
			object.Required = append(object.Required, name)
		}
	}
}

// ofField is the schema of a field, with what its tags say.
func (s *schemas) ofField(field reflect.StructField) Schema {
	schema := s.ofType(field.Type)
	if field.Tag.Get("type") == "any" {
		schema = Schema{}
	}
	schema.Description = field.Tag.Get("description")
	if format, ok := field.Tag.Lookup("format"); ok {
		schema.Format = format
	}
	if words, ok := field.Tag.Lookup("enum"); ok {
		schema.Enum = strings.Split(words, ",")
	}
	if text, ok := field.Tag.Lookup("default"); ok {
		schema.Default = json.RawMessage(text)
	}
	for name, number := range map[string]**int{
		"minimum": &schema.Minimum, "maximum": &schema.Maximum, "minItems": &schema.MinItems, "maxItems": &schema.MaxItems,
	} {
		if n, err := strconv.Atoi(field.Tag.Get(name)); err == nil {
			*number = &n
		}
	}
	return schema
}
