package store_test

import (
	"slices"
	"testing"
	"time"

	"github.com/google/go-cmp/cmp"

	"callboard/models"
	"callboard/models/store"
	"callboard/models/store/storetest"
)

func TestCompaniesPaged(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		names := []string{"alpha", "Beta", "Beta", "beta", "Ünal 100%", "gamma_1", "gammaX1"}
		for _, name := range names {
			if err := s.CreateCompany(t.Context(), storetest.Access(), &models.Company{Name: name, Active: true}); err != nil {
				t.Fatal(err)
			}
		}
		var seen []models.ID
		f := store.OwnerFilter{Limit: 2}
		for range names {
			rows, next, err := s.Companies(t.Context(), models.Everything, f)
			if err != nil {
				t.Fatal(err)
			}
			for _, row := range rows {
				seen = append(seen, row.ID)
			}
			if f.After = next; next == "" {
				break
			}
		}
		slices.Sort(seen)
		if got := len(slices.Compact(seen)); got != len(names) {
			t.Errorf("%d of %d companies are on the pages", got, len(names))
		}
	})
}

func TestOwnersSearched(t *testing.T) {
	t.Parallel()
	storetest.Each(t, func(t *testing.T, s *store.Store) {
		company := storetest.Company(t, s)
		for _, l := range []models.Location{
			{Name: "Alpha 100%", Code: "RTM-02"}, {Name: "Beta_1", Code: "AMS-01"}, {Name: "BetaX1", Code: "!"},
		} {
			l.CompanyID = company.ID
			if err := s.CreateLocation(t.Context(), storetest.Access(), &l); err != nil {
				t.Fatal(err)
			}
		}
		other := storetest.Location(t, s, storetest.Company(t, s))
		cases := map[string]struct {
			f    store.OwnerFilter
			want []string
		}{
			"part of a name":     {store.OwnerFilter{Q: "eta"}, []string{"Beta_1", "BetaX1"}},
			"in another case":    {store.OwnerFilter{Q: "ALPHA"}, []string{"Alpha 100%"}},
			"part of a code":     {store.OwnerFilter{Q: "ams"}, []string{"Beta_1"}},
			"percent sign":       {store.OwnerFilter{Q: "0%"}, []string{"Alpha 100%"}},
			"underscore":         {store.OwnerFilter{Q: "a_1"}, []string{"Beta_1"}},
			"exclamation mark":   {store.OwnerFilter{Q: "!"}, []string{"BetaX1"}},
			"public id":          {store.OwnerFilter{Q: other.PublicID}, []string{other.Name}},
			"part of it":         {store.OwnerFilter{Q: other.PublicID[:12]}, nil},
			"of another company": {store.OwnerFilter{Q: other.PublicID, Company: company.ID}, nil},
			"no text":            {store.OwnerFilter{Q: "\xff"}, nil},
			"letters beyond":     {store.OwnerFilter{Q: "é☃"}, nil},
			"bad cursor":         {store.OwnerFilter{After: "\xff", Company: company.ID}, []string{"Alpha 100%", "Beta_1", "BetaX1"}},
		}
		for name, c := range cases {
			rows, _, err := s.Locations(t.Context(), models.Everything, c.f)
			var got []string
			for _, row := range rows {
				got = append(got, row.Name)
			}
			slices.Sort(got)
			slices.Sort(c.want)
			if diff := cmp.Diff(c.want, got); diff != "" || err != nil {
				t.Errorf("%s: %v\n%s", name, err, diff)
			}
		}
	})
}

func TestNumbersOfOwners(t *testing.T) {
	t.Parallel()
	storetest.EachDatabase(t, func(t *testing.T, address string) {
		clock := newClock()
		s := storetest.Open(t, address, clock.At)
		company := storetest.Company(t, s)
		place, quiet := storetest.Location(t, s, company), storetest.Location(t, s, company)
		now := models.At(clock.now)
		callback := func(kind models.Kind, location models.ID, end models.Millis) {
			id := s.NewID()
			c := models.Callback{ID: id, PublicID: id.String(), Kind: kind, CompanyID: company.ID, LocationID: location, EndAt: end}
			if err := s.DB().Create(&c).Error; err != nil {
				t.Fatal(err)
			}
		}
		callback(models.KindPostback, place.ID, 0)
		callback(models.KindEvent, place.ID, now+1)
		callback(models.KindEvent, 0, now) // ended
		failed := func(hour models.Millis, status models.Status, count int64) {
			c := models.HourlyCounter{Hour: hour, CompanyID: company.ID, LocationID: place.ID, CallbackID: 1, Status: status, Count: count}
			if err := s.DB().Create(&c).Error; err != nil {
				t.Fatal(err)
			}
		}
		hour := models.Millis(time.Hour.Milliseconds())
		failed(now, models.Failed, 3)
		failed(now-hour, models.Failed, 2)
		failed(now-hour, models.Delivered, 50)
		failed(now-10*hour, models.Failed, 100) // yesterday
		var newest models.ID
		for range 3 {
			newest = s.NewID()
			d := models.Delivery{ID: newest, CompanyID: company.ID, LocationID: place.ID, Status: models.Delivered}
			if err := s.DB().Create(&d).Error; err != nil {
				t.Fatal(err)
			}
		}
		companies, _, err := s.Companies(t.Context(), models.Everything, store.OwnerFilter{})
		if err != nil || len(companies) != 1 {
			t.Fatalf("%d companies, %v", len(companies), err)
		}
		if got, want := companies[0], (models.CompanyRow{Company: companies[0].Company, Locations: 2, Callbacks: 2, FailedToday: 5}); got != want {
			t.Errorf("got %+v", got)
		}
		locations, _, err := s.Locations(t.Context(), models.Everything, store.OwnerFilter{})
		if err != nil || len(locations) != 2 {
			t.Fatalf("%d locations, %v", len(locations), err)
		}
		for _, got := range locations {
			want := models.LocationRow{Location: got.Location, CompanyName: company.Name, CompanyPublicID: company.PublicID}
			if got.ID != quiet.ID {
				want.Postbacks, want.FailedToday, want.LastDelivery = 1, 5, models.At(newest.Time())
			}
			if got != want {
				t.Errorf("got %+v, want %+v", got, want)
			}
		}
	})
}
