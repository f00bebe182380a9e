package profile

import "callboard/models"

// At returns the JSON of a profile or subprofile as if it belonged to a
// database or collection: the sample of a test event. What is no such JSON
// stays as it is.
func At(data []byte, of models.DatabaseRef) []byte {
	d, err := Parse(data)
	if err != nil || d.Database == "" || of.ID() == 0 {
		return data
	}
	d.Database, d.Collection = of.Database.PublicID, of.Collection.PublicID
	return d.JSON()
}
