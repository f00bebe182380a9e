package native

import (
	"callboard/models"
	"callboard/web"
)

func (a API) ownerRoutes(d Base) []web.Route {
	return []web.Route{
		{Pattern: "GET /companies", Need: models.CallbacksRead, Page: a.ListCompanies},
		{Pattern: "POST /companies", Need: models.CompaniesWrite, Owner: OfSystem, Page: a.CreateCompany},
		{Pattern: "GET /companies/{company}", Need: models.CallbacksRead, Owner: d.OfCompany, Page: a.ShowCompany},
		{Pattern: "PATCH /companies/{company}", Need: models.CompaniesWrite, Owner: d.OfCompany, Page: a.UpdateCompany},
		{Pattern: "GET /companies/{company}/locations", Need: models.CallbacksRead, Owner: d.OfPart, Page: a.ListLocations},
		{Pattern: "POST /companies/{company}/locations", Need: models.LocationsWrite, Owner: d.OfCompany, Page: a.CreateLocation},
		{Pattern: "GET /locations/{location}", Need: models.CallbacksRead, Owner: d.OfLocation, Page: a.ShowLocation},
		{Pattern: "PATCH /locations/{location}", Need: models.LocationsWrite, Owner: d.OfLocation, Page: a.UpdateLocation},
	}
}
