package postback

// configColumns are all fields but the links, and but the credentials, which filters
// could guess.
var configColumns = []column[configEntity]{
	{name: "id", text: func(e configEntity) string { return e.ID }},
	{name: "location_id", text: func(e configEntity) string { return e.LocationID }},
	{name: "resource", text: func(e configEntity) string { return e.Resource }},
	{name: "on_create", text: func(e configEntity) string { return string(e.OnCreate) }},
	{name: "on_update", text: func(e configEntity) string { return string(e.OnUpdate) }},
	{name: "on_delete", text: func(e configEntity) string { return string(e.OnDelete) }},
	{name: "url", text: func(e configEntity) string { return e.URL }},
	{name: "is_active", text: func(e configEntity) string { return string(e.IsActive) }},
	{name: "format", text: func(e configEntity) string { return e.Format }},
	{name: "number_of_attempts", number: func(e configEntity) float64 { return float64(e.NumberOfAttempts) }},
	{name: "attempt_interval", number: func(e configEntity) float64 { return float64(e.AttemptInterval) }},
	{name: "expands", text: func(e configEntity) string { return e.Expands }},
	{name: "product_transaction_id", text: func(e configEntity) string { return e.ProductTransactionID }},
	{name: "created_ts", number: func(e configEntity) float64 { return float64(e.CreatedTS) }},
	{name: "modified_ts", number: func(e configEntity) float64 { return float64(e.ModifiedTS) }},
}

// configList is one page of a list of postbacks.
type configList struct {
	Postbackconfigs []configEntity `json:"postbackconfigs"`
	Meta            listMeta       `json:"meta"`
}
