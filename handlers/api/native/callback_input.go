package native

import "callboard/models"

// NewCallback is a callback to register. Reading it is more lenient than it
// says: numbers and flags may come as texts.
type NewCallback struct {
	Kind        models.Kind              `json:"kind"`
	Owner       *CallbackOwnerInput      `json:"owner,omitzero" description:"Without a location it belongs to the company as a whole."`
	Destination CallbackDestinationInput `json:"destination"`
	CallbackMembers
	Signing *CallbackSecret `json:"signing,omitzero"`
}

// CallbackChange says what shall change of a callback. What is left out stays
// as it is; null goes back to the usual value.
type CallbackChange struct {
	Version     int64                     `json:"version,omitzero" description:"When it is given, a change by somebody else since that version is a conflict."`
	Destination *CallbackDestinationInput `json:"destination,omitzero"`
	CallbackMembers
}

// CallbackMembers are what can be chosen when a callback is registered, and
// changed later.
type CallbackMembers struct {
	Name                 *string                `json:"name,omitzero"`
	Types                *[]string              `json:"types,omitzero" description:"Event types. A signed callback may ask for many, and for patterns such as person_*; a postback for one such as contact.*, or for some of one record, such as contact.created. Of a database callback they follow from its source, of a batch callback from its subscriptions."`
	Actions              *[]models.Action       `json:"actions,omitzero" description:"Of a postback or database callback."`
	Filter               *CallbackFilter        `json:"filter,omitzero" description:"What a company callback is narrowed down to."`
	Headers              *[]CallbackHeaderInput `json:"headers,omitzero"`
	SignIn               *CallbackSignInInput   `json:"sign_in,omitzero" description:"HTTP Basic. The password is never shown. One of the two may be empty."`
	Retry                *CallbackRetryInput    `json:"retry,omitzero"`
	Batch                *CallbackBatchInput    `json:"batch,omitzero" description:"Of batch callbacks: how many events a request carries at most, and how long it waits for them."`
	Timeout              *int                   `json:"timeout_s,omitzero"`
	RedirectsOK          *bool                  `json:"redirects_ok,omitzero" description:"Whether an answer of 3xx counts as delivered; false unless given."`
	Dates                *CallbackDatesInput    `json:"dates,omitzero" description:"Kept to the minute; the end is not included."`
	Condition            *string                `json:"condition,omitzero"`
	ExceptKeys           *[]string              `json:"except_keys,omitzero" description:"Names of API keys whose events are not sent to it."`
	Coverage             *CallbackCoverageInput `json:"coverage,omitzero" description:"Of which locations a company's callback receives events."`
	Replaces             *string                `json:"replaces,omitzero" description:"Id of the company's callback whose place one of a location takes there."`
	Expands              *string                `json:"expands,omitzero" description:"Of a postback: what is added to its records, with commas."`
	ProductTransactionID *string                `json:"product_transaction_id,omitzero" description:"Of a postback: only records with this ID are sent."`
	Active               *bool                  `json:"active,omitzero" description:"Of a postback."`
}

// CallbackOwnerInput is to whom a new callback shall belong.
type CallbackOwnerInput struct {
	Location *string              `json:"location,omitzero"`
	Source   *CallbackSourceInput `json:"source,omitzero" description:"Of a database callback: its database, or its collection."`
}

// CallbackSourceInput names a database, or a collection.
type CallbackSourceInput struct {
	Database   *string `json:"database,omitzero"`
	Collection *string `json:"collection,omitzero"`
}

// CallbackDestinationInput is where requests shall go.
type CallbackDestinationInput struct {
	URL       string  `json:"url,omitzero"`
	BackupURL *string `json:"backup_url,omitzero"`
	Method    *string `json:"method,omitzero"`
	Format    *string `json:"format,omitzero" description:"The content type of the requests."`
}

// CallbackHeaderInput is a header to send besides Callboard's own. A secret one
// without a value keeps the one that is stored.
type CallbackHeaderInput struct {
	Name   string  `json:"name"`
	Value  *string `json:"value,omitzero"`
	Secret bool    `json:"secret,omitzero" description:"Its value is kept encrypted and never shown."`
}

// CallbackSignInInput is the user and password of HTTP Basic.
type CallbackSignInInput struct {
	User     string `json:"user,omitzero"`
	Password string `json:"password,omitzero"`
}

// CallbackRetryInput says when a delivery shall be tried.
type CallbackRetryInput struct {
	Delays *[]int `json:"delays_s,omitzero" description:"Seconds before each attempt. null: the plan of the kind."`
}

// CallbackBatchInput says how events shall share requests.
type CallbackBatchInput struct {
	Size *int `json:"size,omitzero"`
	Wait *int `json:"wait_s,omitzero"`
}

// CallbackDatesInput is the range in which events shall be received.
type CallbackDatesInput struct {
	Start *string `json:"start,omitzero" description:"RFC 3339, to the second or the minute, or a date: 2027-01-31."`
	End   *string `json:"end,omitzero" description:"RFC 3339, to the second or the minute, or a date: 2027-01-31."`
}

// CallbackCoverageInput says of which locations events shall be received.
type CallbackCoverageInput struct {
	Mode      CoverageMode `json:"mode"`
	Locations []string     `json:"locations,omitzero"`
}

// CallbackSecret is the signing secret of a new callback.
type CallbackSecret struct {
	Secret string `json:"secret,omitzero" description:"whsec_ and the base64 of 24 to 64 bytes. Made when it is not given."`
}
