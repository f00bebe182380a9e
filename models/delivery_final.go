package models

import (
	"fmt"
	"strings"
)

// FinalWords says why a delivery that failed is not tried again: "404 is final for a
// company callback: it is not tried again.", or that its attempts are used up. ""
// when it did not fail.
func (d Delivery) FinalWords(k Kind) string {
	switch name := strings.ToLower(k.Traits().Name); {
	case d.Status != Failed:
		return ""
	case d.PlanPos < d.PlanLen && d.Code != 0 && name != "":
		return fmt.Sprintf("%d is final for a %s: it is not tried again.", d.Code, name)
	case d.PlanPos < d.PlanLen:
		return "This is final: it is not tried again."
	}
	return "Its attempts are used up."
}

// EndedEarly says whether a final answer ended a delivery before its attempts were
// used up.
func (d Delivery) EndedEarly() bool { return d.Status == Failed && d.PlanPos < d.PlanLen }
