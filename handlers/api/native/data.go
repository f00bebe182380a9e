package native

import (
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
	"callboard/web"
)

// dataRoutes are the calls on databases, collections and records.
func dataRoutes(d Base) []web.Route {
	b, c, r := databases{d}, collections{d}, recordPages{d}
	const (
		database, collection, record = "/databases/{database}", "/collections/{collection}", "/records/{record}"
		ofCompany, within            = "/companies/{company}/databases", database + "/collections"
		records                      = "/companies/{company}/records"
	)
	return []web.Route{
		{Pattern: "GET " + ofCompany, Need: models.CallbacksRead, Owner: d.OfCompany, Page: b.Index},
		{Pattern: "POST " + ofCompany, Need: models.LocationsWrite, Owner: d.OfCompany, Page: b.Create},
		{Pattern: "GET " + database, Need: models.CallbacksRead, Owner: b.of, Page: b.Show},
		{Pattern: "PATCH " + database, Need: models.LocationsWrite, Owner: b.of, Page: b.Update},
		{Pattern: "DELETE " + database, Need: models.LocationsWrite, Owner: b.of, Page: b.Delete},

		{Pattern: "GET " + within, Need: models.CallbacksRead, Owner: b.of, Page: c.Index},
		{Pattern: "POST " + within, Need: models.LocationsWrite, Owner: b.of, Page: c.Create},
		{Pattern: "GET " + collection, Need: models.CallbacksRead, Owner: c.of, Page: c.Show},
		{Pattern: "PATCH " + collection, Need: models.LocationsWrite, Owner: c.of, Page: c.Update},
		{Pattern: "DELETE " + collection, Need: models.LocationsWrite, Owner: c.of, Page: c.Delete},

		{Pattern: "GET " + records, Need: models.DeliveriesPayload, Owner: d.OfPart, Page: r.Index},
		{Pattern: "POST " + records, Need: models.EventsWrite, Owner: d.OfPart, Page: r.Create},
		{Pattern: "GET " + record, Need: models.DeliveriesPayload, Owner: r.of, Page: r.Show},
		{Pattern: "PATCH " + record, Need: models.EventsWrite, Owner: r.of, Page: r.Update},
		{Pattern: "DELETE " + record, Need: models.EventsWrite, Owner: r.of, Page: r.Delete},
	}
}

// called reads what a database or collection is called.
func called(f api.Fields, name *string) error {
	f.Text("name", name)
	return f.Problems.Err()
}

// gone answers a call that took something away.
func gone(w http.ResponseWriter, err error) error {
	if err != nil {
		return err
	}
	w.WriteHeader(http.StatusNoContent)
	return nil
}
