package native

import (
	"encoding/json"
	"net/http"
	"sync"

	"callboard/handlers/api"
	"callboard/handlers/api/native/openapi"
	"callboard/models"
	"callboard/models/records"
	"callboard/models/resend"
	"callboard/web"
)

// Document describes the API: its routes, with what operations say of them.
func (a API) Document() openapi.Document {
	return openapi.New(BasePath, a.Routes(), operations, Problem{}, words()...)
}

// openAPI answers with the document, which is made at the first call. It needs
// no key.
func (a API) openAPI() web.Page {
	document := sync.OnceValues(func() ([]byte, error) { return api.Encode(a.Document()) })
	return func(w http.ResponseWriter, _ *http.Request) error {
		text, err := document()
		if err != nil {
			return err
		}
		return api.Write(w, http.StatusOK, json.RawMessage(text))
	}
}

// loops are the errors of calls that publish, beside the usual ones.
var loops = []int{http.StatusLoopDetected}

// words lists all values of the types that are a word of a closed list.
func words() []any {
	var statuses []DeliveryStatus
	for _, status := range models.Statuses {
		statuses = append(statuses, DeliveryStatus(status.String()))
	}
	var resources []RecordResource
	for _, resource := range records.All() {
		resources = append(resources, RecordResource(resource.Name))
	}
	return []any{
		models.Kinds(),
		models.Roles(),
		models.Causes[:],
		allActions(),
		[]models.ActorKind{models.PersonActor, models.KeyActor, models.ProgramActor},
		resend.Reasons[:],
		[]ResendStatus{ResendStatus(resend.Running.String()), ResendStatus(resend.Done.String()), ResendStatus(resend.Stopped.String())},
		statuses,
		append(resources, models.Profile, models.Subprofile),
		[]CoverageMode{coverAll, coverOnly, coverExcept},
		[]CallbackState{CallbackActive, CallbackPaused, CallbackUnverified, CallbackInactive, CallbackScheduled, CallbackEnded},
	}
}

// pageQuery says which page of a list is asked for.
type pageQuery struct {
	Limit  int    `json:"limit,omitzero" minimum:"1" maximum:"200" description:"Rows of a page: 50 unless given, of event types 200."`
	Cursor string `json:"cursor,omitzero" description:"The next_cursor of the page before."`
}

type namedQuery struct {
	Q string `json:"q,omitzero" description:"A part of the name."`
	pageQuery
}

type versionQuery struct {
	Version int64 `json:"version,omitzero" description:"When it is given, a change by somebody else since that version is a conflict."`
}

type recordQuery struct {
	Resource   RecordResource `json:"resource,omitzero" description:"What the records are."`
	Location   string         `json:"location,omitzero" description:"Id of a location."`
	Database   string         `json:"database,omitzero" description:"Id of a database."`
	Collection string         `json:"collection,omitzero" description:"Id of a collection."`
	Profile    string         `json:"profile,omitzero" description:"Id of a profile, whose subprofiles are listed."`
	pageQuery
}

type eventQuery struct {
	Location string   `json:"location,omitzero" description:"Id of a location."`
	Type     []string `json:"type,omitzero" description:"Event type; may be given several times."`
	Test     string   `json:"test,omitzero" enum:"yes,no" description:"Test events only, or real ones only."`
	From     string   `json:"from,omitzero" description:"Accepted in this minute or later: 2027-01-31T09:30Z."`
	To       string   `json:"to,omitzero" description:"Accepted before this minute."`
	pageQuery
}

type callbackQuery struct {
	Kind       models.Kind `json:"kind,omitzero" description:"Kind of the callbacks."`
	Live       bool        `json:"live,omitzero" description:"true leaves out those that have ended."`
	Location   string      `json:"location,omitzero" description:"Id of a location."`
	Database   string      `json:"database,omitzero" description:"Id of a database."`
	Collection string      `json:"collection,omitzero" description:"Id of a collection."`
	pageQuery
}

type deliveryQuery struct {
	DeliveryFilter
	pageQuery
}

type previewQuery struct {
	DeliveryFilter
	IncludeDelivered bool   `json:"include_delivered,omitzero" description:"Also what was answered 2xx before."`
	Rate             int    `json:"rate,omitzero" minimum:"1" maximum:"100" description:"Deliveries each second, 10 unless given."`
	Until            string `json:"until,omitzero" format:"date-time" description:"Leave out what was accepted or settled later. Now, unless it is given."`
}

type statisticsQuery struct {
	Company  string `json:"company,omitzero" description:"Id of a company."`
	Location string `json:"location,omitzero" description:"Id of a location."`
	Callback string `json:"callback,omitzero" description:"Id of a callback."`
}

// operations documents every route by its pattern below BasePath.
var operations = map[string]openapi.Call{
	"GET /companies":             {ID: "listCompanies", Summary: "List companies by name", Query: namedQuery{}, Response: listPage[Company]{}, Status: http.StatusOK},
	"POST /companies":            {ID: "createCompany", Summary: "Add a company", Request: NewCompany{}, Response: Company{}, Status: http.StatusCreated},
	"GET /companies/{company}":   {ID: "showCompany", Summary: "Read a company", Response: Company{}, Status: http.StatusOK},
	"PATCH /companies/{company}": {ID: "updateCompany", Summary: "Change a company", Request: CompanyChange{}, Response: Company{}, Status: http.StatusOK},

	"GET /companies/{company}/locations":  {ID: "listLocations", Summary: "List the locations of a company by name", Query: namedQuery{}, Response: listPage[Location]{}, Status: http.StatusOK},
	"POST /companies/{company}/locations": {ID: "createLocation", Summary: "Add a location", Request: NewLocation{}, Response: Location{}, Status: http.StatusCreated},
	"GET /locations/{location}":           {ID: "showLocation", Summary: "Read a location", Response: Location{}, Status: http.StatusOK},
	"PATCH /locations/{location}":         {ID: "updateLocation", Summary: "Change a location", Request: LocationChange{}, Response: Location{}, Status: http.StatusOK},

	"GET /companies/{company}/databases":     {ID: "listDatabases", Summary: "List the databases of a company by name", Query: namedQuery{}, Response: listPage[Database]{}, Status: http.StatusOK},
	"POST /companies/{company}/databases":    {ID: "createDatabase", Summary: "Add a database", Request: NewDatabase{}, Response: Database{}, Status: http.StatusCreated},
	"GET /databases/{database}":              {ID: "showDatabase", Summary: "Read a database", Response: Database{}, Status: http.StatusOK},
	"PATCH /databases/{database}":            {ID: "updateDatabase", Summary: "Rename a database", Request: DatabaseChange{}, Response: Database{}, Status: http.StatusOK},
	"DELETE /databases/{database}":           {ID: "deleteDatabase", Summary: "Take an unused database away", Query: versionQuery{}, Status: http.StatusNoContent},
	"GET /databases/{database}/collections":  {ID: "listCollections", Summary: "List the collections of a database by name", Query: namedQuery{}, Response: listPage[Collection]{}, Status: http.StatusOK},
	"POST /databases/{database}/collections": {ID: "createCollection", Summary: "Add a collection", Request: NewCollection{}, Response: Collection{}, Status: http.StatusCreated},
	"GET /collections/{collection}":          {ID: "showCollection", Summary: "Read a collection", Response: Collection{}, Status: http.StatusOK},
	"PATCH /collections/{collection}":        {ID: "updateCollection", Summary: "Rename a collection", Request: CollectionChange{}, Response: Collection{}, Status: http.StatusOK},
	"DELETE /collections/{collection}":       {ID: "deleteCollection", Summary: "Take an unused collection away", Query: versionQuery{}, Status: http.StatusNoContent},

	"GET /companies/{company}/records":  {ID: "listRecords", Summary: "List records, newest first", Query: recordQuery{}, Response: listPage[Record]{}, Status: http.StatusOK},
	"POST /companies/{company}/records": {ID: "createRecord", Summary: "Store a record and report it", Request: NewRecord{}, Response: Record{}, Status: http.StatusCreated, Errors: loops},
	"GET /records/{record}":             {ID: "showRecord", Summary: "Read a record", Response: Record{}, Status: http.StatusOK},
	"PATCH /records/{record}":           {ID: "updateRecord", Summary: "Change a record and report it", Request: RecordChange{}, Response: Record{}, Status: http.StatusOK, Errors: loops},
	"DELETE /records/{record}":          {ID: "deleteRecord", Summary: "Take a record away and report it", Query: versionQuery{}, Status: http.StatusNoContent, Errors: loops},

	"GET /companies/{company}/events":         {ID: "listEvents", Summary: "List events, newest first", Query: eventQuery{}, Response: listPage[Event]{}, Status: http.StatusOK},
	"POST /companies/{company}/events":        {ID: "publish", Summary: "Publish an event, or up to 1,000", Request: Publication{}, Response: PublishedIDs{}, Status: http.StatusAccepted, Errors: loops},
	"GET /companies/{company}/events/{event}": {ID: "showEvent", Summary: "Read an event", Response: Event{}, Status: http.StatusOK},

	"GET /companies/{company}/event-types":           {ID: "listEventTypes", Summary: "List the event types that can be published", Query: pageQuery{}, Response: listPage[EventType]{}, Status: http.StatusOK},
	"POST /companies/{company}/event-types":          {ID: "createEventType", Summary: "Add an event type", Request: NewEventType{}, Response: EventType{}, Status: http.StatusCreated},
	"GET /companies/{company}/event-types/{type}":    {ID: "showEventType", Summary: "Read an event type", Response: EventType{}, Status: http.StatusOK},
	"PATCH /companies/{company}/event-types/{type}":  {ID: "updateEventType", Summary: "Change an own event type", Request: EventTypeChange{}, Response: EventType{}, Status: http.StatusOK},
	"DELETE /companies/{company}/event-types/{type}": {ID: "deleteEventType", Summary: "Take an own event type away", Status: http.StatusNoContent},

	"GET /companies/{company}/callbacks":  {ID: "listCallbacks", Summary: "List the callbacks of a company and its locations", Query: callbackQuery{}, Response: listPage[Callback]{}, Status: http.StatusOK},
	"POST /companies/{company}/callbacks": {ID: "createCallback", Summary: "Register a callback", Request: NewCallback{}, Response: Callback{}, Status: http.StatusCreated},
	"GET /callbacks/{callback}":           {ID: "showCallback", Summary: "Read a callback", Response: Callback{}, Status: http.StatusOK},
	"PATCH /callbacks/{callback}":         {ID: "updateCallback", Summary: "Change a callback", Request: CallbackChange{}, Response: Callback{}, Status: http.StatusOK},
	"DELETE /callbacks/{callback}":        {ID: "deleteCallback", Summary: "End a company or signed callback, take another one away", Status: http.StatusNoContent},
	"POST /callbacks/{callback}/pause":    {ID: "pauseCallback", Summary: "Hold the deliveries of a callback back", Request: CallbackPause{}, Optional: true, Response: Callback{}, Status: http.StatusOK},
	"POST /callbacks/{callback}/resume":   {ID: "resumeCallback", Summary: "Let go what is held back", Response: Released{}, Status: http.StatusOK},
	"POST /callbacks/{callback}/end":      {ID: "endCallback", Summary: "End a callback now", Request: CallbackEnd{}, Optional: true, Response: Callback{}, Status: http.StatusOK},
	"POST /callbacks/{callback}/test":     {ID: "testCallback", Summary: "Send a test event to a callback", Request: TestEvent{}, Optional: true, Response: PublishedIDs{}, Status: http.StatusAccepted, Errors: loops},
	"POST /callbacks/{callback}/verify":   {ID: "verifyCallback", Summary: "Try whether the URLs of a callback answer", Response: Verification{}, Status: http.StatusOK},
	"POST /callbacks/{callback}/secret":   {ID: "rotateSecret", Summary: "Give a callback a new signing secret", Request: SecretRotation{}, Optional: true, Response: Callback{}, Status: http.StatusOK},
	"DELETE /callbacks/{callback}/secret": {ID: "removeSecret", Summary: "Stop signing", Response: Callback{}, Status: http.StatusOK},

	"GET /deliveries":                    {ID: "listDeliveries", Summary: "List deliveries, newest first", Query: deliveryQuery{}, Response: listPage[Delivery]{}, Status: http.StatusOK},
	"GET /deliveries/{delivery}":         {ID: "showDelivery", Summary: "Read a delivery and its attempts", Response: DeliveryWithLog{}, Status: http.StatusOK},
	"POST /deliveries/{delivery}/resend": {ID: "resendDelivery", Summary: "Send a delivery again", Response: Delivery{}, Status: http.StatusOK},
	"POST /deliveries/{delivery}/cancel": {ID: "cancelDelivery", Summary: "Stop what is still planned", Response: Delivery{}, Status: http.StatusOK},
	"GET /resends":                       {ID: "listResends", Summary: "List runs that send many deliveries again, newest first", Query: pageQuery{}, Response: listPage[Resend]{}, Status: http.StatusOK},
	"POST /resends":                      {ID: "startResend", Summary: "Send all deliveries again that match a filter", Request: NewResend{}, Response: Resend{}, Status: http.StatusCreated},
	"GET /resend-preview":                {ID: "previewResend", Summary: "See what a run would send again", Query: previewQuery{}, Response: ResendPreview{}, Status: http.StatusOK},
	"GET /resends/{run}":                 {ID: "showResend", Summary: "Read a run and how far it has come", Response: Resend{}, Status: http.StatusOK},
	"POST /resends/{run}/stop":           {ID: "stopResend", Summary: "Stop a run", Response: Resend{}, Status: http.StatusOK},
	"POST /resends/{run}/resume":         {ID: "resumeResend", Summary: "Let a stopped run go on", Response: Resend{}, Status: http.StatusOK},
	"GET /statistics":                    {ID: "statistics", Summary: "Count the last 24 hours", Query: statisticsQuery{}, Errors: []int{http.StatusNotFound}, Response: Statistics{}, Status: http.StatusOK},

	"GET /companies/{company}/keys":          {ID: "listKeys", Summary: "List the living keys of a company, newest first", Query: pageQuery{}, Response: listPage[APIKey]{}, Status: http.StatusOK},
	"POST /companies/{company}/keys":         {ID: "createKey", Summary: "Make a key", Request: NewAPIKey{}, Response: CreatedAPIKey{}, Status: http.StatusCreated},
	"DELETE /companies/{company}/keys/{key}": {ID: "revokeKey", Summary: "Shut a key out", Status: http.StatusNoContent},
}
