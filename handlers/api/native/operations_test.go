package native

import "testing"

// Every route is described, and nothing else is.
func TestEveryRouteIsDescribed(t *testing.T) {
	t.Parallel()
	ids, described := map[string]bool{}, 0
	for _, path := range (API{}).Document().Paths {
		for _, method := range path.Value {
			o := method.Value
			if o.ID == "" || o.Summary == "" || o.Status == 0 || ids[o.ID] {
				t.Errorf("%s %s is not described: %+v", method.Name, path.Name, o)
			}
			ids[o.ID] = true
			described++
			for _, parameter := range o.Parameters {
				if parameter.In == "query" && parameter.Description == "" {
					t.Errorf("%s says nothing of the parameter %s", o.ID, parameter.Name)
				}
			}
		}
	}
	if described != len(operations) {
		t.Errorf("%d operations are described, %d routes have one", len(operations), described)
	}
}
