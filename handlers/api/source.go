package api

import "callboard/models"

// Source says who published an event, as the log shows it: "key Shop".
func Source(by models.Access) string { return string(by.Actor.Kind) + " " + by.Actor.Name }
