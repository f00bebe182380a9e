package openapi

import (
	"net/http"
	"slices"

	"callboard/handlers/api"
)

// operation is what the description of the API says about one call.
type operation struct {
	id, summary string
	body        string // schema of the request; "" for none
	optional    bool   // the body may be left out
	answer      string // schema of the answer; "" for none
	list        bool   // the answer is a page of them
	status      int
	query       []string
}

// schema is that of the answer.
func (o operation) schema() api.Ordered {
	if !o.list {
		return ref(o.answer)
	}
	return api.Ordered{
		{Name: "type", Value: "object"},
		{Name: "required", Value: []string{"data", "next_cursor"}},
		{Name: "properties", Value: api.Ordered{
			{Name: "data", Value: api.Ordered{{Name: "type", Value: "array"}, {Name: "items", Value: ref(o.answer)}}},
			{Name: "next_cursor", Value: api.Ordered{
				{Name: "type", Value: []string{"string", "null"}}, {Name: "description", Value: "The cursor of the next page; null on the last."},
			}},
		}},
	}
}

var paged = []string{"limit", "cursor"}

// matching are the filters of deliveries.
var matching = []string{
	"company", "location", "callback", "event", "status", "type", "cause", "code", "host", "test", "slow", "attempts", "range", "from", "to", "delivery", "batch", "run", "q",
}

// filters are the parameters of the delivery log, resending those of a look at
// what a run would send again.
var (
	filters   = slices.Concat(matching, paged)
	resending = slices.Concat(matching, []string{"include_delivered", "rate", "until"})
)

// operations describes every route of the API.
var operations = map[string]operation{
	"GET /companies":             {id: "listCompanies", summary: "List companies by name", answer: "Company", list: true, status: http.StatusOK, query: append([]string{"q"}, paged...)},
	"POST /companies":            {id: "createCompany", summary: "Add a company", body: "CompanyChange", answer: "Company", status: http.StatusCreated},
	"GET /companies/{company}":   {id: "showCompany", summary: "Read a company", answer: "Company", status: http.StatusOK},
	"PATCH /companies/{company}": {id: "updateCompany", summary: "Change a company", body: "CompanyChange", answer: "Company", status: http.StatusOK},

	"GET /companies/{company}/locations":  {id: "listLocations", summary: "List the locations of a company by name", answer: "Location", list: true, status: http.StatusOK, query: append([]string{"q"}, paged...)},
	"POST /companies/{company}/locations": {id: "createLocation", summary: "Add a location", body: "LocationChange", answer: "Location", status: http.StatusCreated},
	"GET /locations/{location}":           {id: "showLocation", summary: "Read a location", answer: "Location", status: http.StatusOK},
	"PATCH /locations/{location}":         {id: "updateLocation", summary: "Change a location", body: "LocationChange", answer: "Location", status: http.StatusOK},

	"GET /companies/{company}/databases":     {id: "listDatabases", summary: "List the databases of a company by name", answer: "Database", list: true, status: http.StatusOK, query: append([]string{"q"}, paged...)},
	"POST /companies/{company}/databases":    {id: "createDatabase", summary: "Add a database", body: "NewDatabase", answer: "Database", status: http.StatusCreated},
	"GET /databases/{database}":              {id: "showDatabase", summary: "Read a database", answer: "Database", status: http.StatusOK},
	"PATCH /databases/{database}":            {id: "updateDatabase", summary: "Rename a database", body: "DatabaseChange", answer: "Database", status: http.StatusOK},
	"DELETE /databases/{database}":           {id: "deleteDatabase", summary: "Take an unused database away", status: http.StatusNoContent, query: []string{"version"}},
	"GET /databases/{database}/collections":  {id: "listCollections", summary: "List the collections of a database by name", answer: "Collection", list: true, status: http.StatusOK, query: append([]string{"q"}, paged...)},
	"POST /databases/{database}/collections": {id: "createCollection", summary: "Add a collection", body: "NewCollection", answer: "Collection", status: http.StatusCreated},
	"GET /collections/{collection}":          {id: "showCollection", summary: "Read a collection", answer: "Collection", status: http.StatusOK},
	"PATCH /collections/{collection}":        {id: "updateCollection", summary: "Rename a collection", body: "CollectionChange", answer: "Collection", status: http.StatusOK},
	"DELETE /collections/{collection}":       {id: "deleteCollection", summary: "Take an unused collection away", status: http.StatusNoContent, query: []string{"version"}},

	"GET /companies/{company}/records":  {id: "listRecords", summary: "List records, newest first", answer: "Record", list: true, status: http.StatusOK, query: append([]string{"resource", "location", "database", "collection", "profile"}, paged...)},
	"POST /companies/{company}/records": {id: "createRecord", summary: "Store a record and report it", body: "NewRecord", answer: "Record", status: http.StatusCreated},
	"GET /records/{record}":             {id: "showRecord", summary: "Read a record", answer: "Record", status: http.StatusOK},
	"PATCH /records/{record}":           {id: "updateRecord", summary: "Change a record and report it", body: "RecordChange", answer: "Record", status: http.StatusOK},
	"DELETE /records/{record}":          {id: "deleteRecord", summary: "Take a record away and report it", status: http.StatusNoContent, query: []string{"version"}},

	"GET /companies/{company}/events":         {id: "listEvents", summary: "List events, newest first", answer: "Event", list: true, status: http.StatusOK, query: append([]string{"location", "type", "test", "from", "to"}, paged...)},
	"POST /companies/{company}/events":        {id: "publish", summary: "Publish an event, or up to 1,000", body: "Publication", answer: "Ids", status: http.StatusAccepted},
	"GET /companies/{company}/events/{event}": {id: "showEvent", summary: "Read an event", answer: "Event", status: http.StatusOK},

	"GET /companies/{company}/event-types":           {id: "listEventTypes", summary: "List the event types that can be published", answer: "EventType", list: true, status: http.StatusOK, query: paged},
	"POST /companies/{company}/event-types":          {id: "createEventType", summary: "Add an event type", body: "NewEventType", answer: "EventType", status: http.StatusCreated},
	"GET /companies/{company}/event-types/{type}":    {id: "showEventType", summary: "Read an event type", answer: "EventType", status: http.StatusOK},
	"PATCH /companies/{company}/event-types/{type}":  {id: "updateEventType", summary: "Change an own event type", body: "EventTypeChange", answer: "EventType", status: http.StatusOK},
	"DELETE /companies/{company}/event-types/{type}": {id: "deleteEventType", summary: "Take an own event type away", status: http.StatusNoContent},

	"GET /companies/{company}/callbacks":  {id: "listCallbacks", summary: "List the callbacks of a company and its locations", answer: "Callback", list: true, status: http.StatusOK, query: append([]string{"kind", "live", "location", "database", "collection"}, paged...)},
	"POST /companies/{company}/callbacks": {id: "createCallback", summary: "Register a callback", body: "NewCallback", answer: "Callback", status: http.StatusCreated},
	"GET /callbacks/{callback}":           {id: "showCallback", summary: "Read a callback", answer: "Callback", status: http.StatusOK},
	"PATCH /callbacks/{callback}":         {id: "updateCallback", summary: "Change a callback", body: "CallbackChange", answer: "Callback", status: http.StatusOK},
	"DELETE /callbacks/{callback}":        {id: "deleteCallback", summary: "End a company or signed callback, take another one away", status: http.StatusNoContent},
	"POST /callbacks/{callback}/pause":    {id: "pauseCallback", summary: "Hold the deliveries of a callback back", body: "PauseReason", optional: true, answer: "Callback", status: http.StatusOK},
	"POST /callbacks/{callback}/resume":   {id: "resumeCallback", summary: "Let go what is held back", answer: "Released", status: http.StatusOK},
	"POST /callbacks/{callback}/end":      {id: "endCallback", summary: "End a callback now", body: "Ending", optional: true, answer: "Callback", status: http.StatusOK},
	"POST /callbacks/{callback}/test":     {id: "testCallback", summary: "Send a test event to a callback", body: "TestEvent", optional: true, answer: "Ids", status: http.StatusAccepted},
	"POST /callbacks/{callback}/verify":   {id: "verifyCallback", summary: "Try whether the URLs of a callback answer", answer: "Verification", status: http.StatusOK},
	"POST /callbacks/{callback}/secret":   {id: "rotateSecret", summary: "Give a callback a new signing secret", body: "Rotation", optional: true, answer: "Callback", status: http.StatusOK},
	"DELETE /callbacks/{callback}/secret": {id: "removeSecret", summary: "Stop signing", answer: "Callback", status: http.StatusOK},

	"GET /deliveries":                    {id: "listDeliveries", summary: "List deliveries, newest first", answer: "Delivery", list: true, status: http.StatusOK, query: filters},
	"GET /deliveries/{delivery}":         {id: "showDelivery", summary: "Read a delivery and its attempts", answer: "DeliveryWithLog", status: http.StatusOK},
	"POST /deliveries/{delivery}/resend": {id: "resendDelivery", summary: "Send a delivery again", answer: "Delivery", status: http.StatusOK},
	"POST /deliveries/{delivery}/cancel": {id: "cancelDelivery", summary: "Stop what is still planned", answer: "Delivery", status: http.StatusOK},
	"GET /resends":                       {id: "listResends", summary: "List runs that send many deliveries again, newest first", answer: "Resend", list: true, status: http.StatusOK, query: paged},
	"POST /resends":                      {id: "startResend", summary: "Send all deliveries again that match a filter", body: "NewResend", answer: "Resend", status: http.StatusCreated},
	"GET /resend-preview":                {id: "previewResend", summary: "See what a run would send again", answer: "ResendPreview", status: http.StatusOK, query: resending},
	"GET /resends/{run}":                 {id: "showResend", summary: "Read a run and how far it has come", answer: "Resend", status: http.StatusOK},
	"POST /resends/{run}/stop":           {id: "stopResend", summary: "Stop a run", answer: "Resend", status: http.StatusOK},
	"POST /resends/{run}/resume":         {id: "resumeResend", summary: "Let a stopped run go on", answer: "Resend", status: http.StatusOK},
	"GET /statistics":                    {id: "statistics", summary: "Count the last 24 hours", answer: "Statistics", status: http.StatusOK, query: []string{"company", "location", "callback"}},

	"GET /companies/{company}/keys":          {id: "listKeys", summary: "List the living keys of a company, newest first", answer: "Key", list: true, status: http.StatusOK, query: paged},
	"POST /companies/{company}/keys":         {id: "createKey", summary: "Make a key", body: "NewKey", answer: "MadeKey", status: http.StatusCreated},
	"DELETE /companies/{company}/keys/{key}": {id: "revokeKey", summary: "Shut a key out", status: http.StatusNoContent},
}
