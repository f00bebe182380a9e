package console

import (
	"errors"
	"fmt"
	"net/http"
	"strings"

	"callboard/models"
	"callboard/models/deliverylog"
	"callboard/views"
	"callboard/web"
)

// companyPages are the pages of companies.
type companyPages struct{ Base }

func companyRoutes(d Base) []web.Route {
	c := companyPages{d}
	return []web.Route{
		{Pattern: "GET /admin/companies", Need: models.CallbacksRead, Page: c.Index},
		{Pattern: "GET /admin/companies/new", Need: models.CompaniesWrite, Owner: ofSystem, Page: c.New},
		{Pattern: "POST /admin/companies", Need: models.CompaniesWrite, Owner: ofSystem, Page: c.Create},
		{Pattern: "GET /admin/companies/{company}", Need: models.CallbacksRead, Owner: d.ofCompany, Page: c.Show},
		{Pattern: "GET /admin/companies/{company}/settings", Need: models.CallbacksRead, Owner: d.ofCompany, Page: c.Edit},
		{Pattern: "POST /admin/companies/{company}/settings", Need: models.CompaniesWrite, Owner: d.ofCompany, Page: c.Update},
	}
}

// Index lists companies, those whose name or id has q in it.
func (c companyPages) Index(w http.ResponseWriter, r *http.Request) error {
	filter := ownerFilter(r)
	rows, next, err := c.Store.Companies(r.Context(), web.Scope(r), filter)
	if err != nil {
		return fmt.Errorf("list companies: %w", err)
	}
	list := views.CompanyList{Q: filter.Q, Rows: rows, Next: nextURL(r, next), MayAdd: can(r, models.CompaniesWrite, models.Owner{})}
	return web.Render(w, r, http.StatusOK, views.Companies(c.frame(w, r, views.NavCompanies), list))
}

// New shows the empty form.
func (c companyPages) New(w http.ResponseWriter, r *http.Request) error {
	form := views.CompanyForm{Key: c.Store.NewID().String()}
	return web.Render(w, r, http.StatusOK, views.CompanyNew(c.frame(w, r, views.NavCompanies), form))
}

// Create stores a new company.
func (c companyPages) Create(w http.ResponseWriter, r *http.Request) error {
	form := views.CompanyForm{Key: r.PostFormValue("key"), Name: strings.TrimSpace(r.PostFormValue("name"))}
	company := models.Company{ID: idOf(form.Key), Name: form.Name, Active: true}
	err := c.Store.CreateCompany(r.Context(), web.Access(r), &company)
	if problems, refused := errors.AsType[models.Problems](err); refused {
		form.Problems = problems
		return web.Render(w, r, http.StatusUnprocessableEntity, views.CompanyNew(c.frame(w, r, views.NavCompanies), form))
	}
	if err != nil {
		return fmt.Errorf("create company: %w", err)
	}
	return c.flash(w, r, views.CompanyURL(company), company.Name+" was added.")
}

// Show is the summary of a company.
func (c companyPages) Show(w http.ResponseWriter, r *http.Request) error {
	company, err := c.companyNamed(r)
	if err != nil {
		return err
	}
	filter := deliverylog.Filter{Company: company.PublicID}
	page := views.OwnerSummary{
		Company: company, Activity: c.activity(r, company.Owner(), filter, filter),
		Callbacks: c.callbacks(r), MayTest: can(r, models.TestsSend, company.Owner()),
	}
	return web.Render(w, r, http.StatusOK, views.Company(c.frame(w, r, views.NavCompanies), page))
}

// Edit shows the settings.
func (c companyPages) Edit(w http.ResponseWriter, r *http.Request) error {
	company, err := c.companyNamed(r)
	if err != nil {
		return err
	}
	form := views.CompanyForm{Name: company.Name, Active: company.Active, Version: company.Version}
	return c.settings(w, r, http.StatusOK, company, form)
}

// Update stores the settings over the version that was on screen.
func (c companyPages) Update(w http.ResponseWriter, r *http.Request) error {
	company, err := c.companyNamed(r)
	if err != nil {
		return err
	}
	form := views.CompanyForm{
		Name: strings.TrimSpace(r.PostFormValue("name")), Active: r.PostFormValue("active") != "no", Version: versionOf(r),
	}
	changed := company
	changed.Name, changed.Active, changed.Version = form.Name, form.Active, form.Version
	err = c.Store.UpdateCompany(r.Context(), web.Access(r), &changed)
	if problems, status := refused(err); status != 0 {
		if form.Problems = problems; status == http.StatusConflict {
			form.Version, form.Clash = company.Version, true
		}
		return c.settings(w, r, status, company, form)
	}
	if err != nil {
		return fmt.Errorf("update company: %w", err)
	}
	return c.flash(w, r, views.CompanyURL(changed)+"/settings", "Saved.")
}

func (c companyPages) settings(w http.ResponseWriter, r *http.Request, status int, company models.Company, form views.CompanyForm) error {
	may := can(r, models.CompaniesWrite, company.Owner())
	return web.Render(w, r, status, views.CompanySettings(c.frame(w, r, views.NavCompanies), company, form, may))
}
