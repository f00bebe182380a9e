package database_test

import (
	"fmt"
	"testing"

	"callboard/models"
)

func TestDatabasesAndCollections(t *testing.T) {
	t.Parallel()
	eachDatabase(t, func(t *testing.T, f *fixture) {
		contoso := f.NewCompany("Contoso")
		stranger := f.NewKey(models.Admin, contoso.Owner())
		suppliers, _ := f.newDatabase("Suppliers")
		const created = `"created":"2027-03-02T09:15:42.000Z"}`
		members := `{"ID":"DB","name":"Members",` + created
		list := func(start, limit string, count int, data string) string {
			return fmt.Sprintf(`{"start":%s,"limit":%s,"count":%d,"total":2,"data":[%s]}`, start, limit, count, data)
		}
		other := fmt.Sprintf(`{"ID":"%s","name":"Suppliers",`, suppliers.PublicID) + created
		for _, path := range []string{"/databases", "/v2/Databases/", "/database"} {
			f.want(f.call("GET", path, ""), 200, list("0", "100", 2, members+","+other))
			f.want(f.call("GET", path+"?start=1&limit=1", ""), 200, list(`"1"`, `"1"`, 1, other))
			f.want(f.callAs(stranger, "GET", path, ""), 200, `{"start":0,"limit":100,"count":0,"total":0,"data":[]}`)
		}
		f.want(f.call("GET", "/database/DB", ""), 200, members)
		f.refuses(f.callAs(stranger, "GET", "/database/DB", ""), "No database with supplied ID")
		f.want(f.call("GET", "/database/DB/collections", ""), 200,
			`{"start":0,"limit":100,"count":1,"total":1,"data":[{"ID":"COLL","name":"Orders","database":"DB",`+created+`]}`)
		f.refuses(f.callAs(stranger, "GET", "/database/DB/collections", ""), "No database with supplied ID")
		f.refuses(f.call("GET", "/databases?orderby=name", ""), "Invalid orderby. This list cannot be filtered or sorted")
		f.refuses(f.call("GET", "/database/DB/collections?fields[]=a==b", ""), "Invalid fields. This list cannot be filtered or sorted")
	})
}
