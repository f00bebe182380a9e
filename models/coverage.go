package models

import (
	"slices"
)

// Coverage says which locations a callback of a company as a whole receives
// the events of. The zero Coverage covers all of them.
type Coverage struct {
	Mode      CoverageMode `json:"mode,omitempty"`
	Locations []ID         `json:"locations,omitempty"`
}

// CoverageMode says how the locations of a Coverage are meant.
type CoverageMode string

// The modes.
const (
	CoverAll    CoverageMode = ""
	CoverOnly   CoverageMode = "only"   // of those listed, and of nothing else
	CoverExcept CoverageMode = "except" // of all but those listed
)

// CoverageMost is how many locations a coverage can list.
const CoverageMost = 1000

// Covers says whether events of a location are received; zero stands for the
// company itself, which is no location.
func (v Coverage) Covers(location ID) bool {
	listed := slices.Contains(v.Locations, location)
	switch v.Mode {
	case CoverOnly:
		return listed
	case CoverExcept:
		return !listed
	}
	return true
}

// clean brings the locations into one order, each once.
func (v *Coverage) clean() {
	if v.Mode == CoverAll {
		v.Locations = nil
	}
	v.Locations = slices.Compact(slices.Sorted(slices.Values(v.Locations)))
}

func (v Coverage) check(problems *Problems) {
	switch {
	case v.Mode == CoverAll:
	case v.Mode != CoverOnly && v.Mode != CoverExcept:
		problems.Note("coverage", NotListed, "Select which locations it covers")
	case len(v.Locations) == 0:
		problems.Note("coverage", Blank, "Select at least one location")
	case len(v.Locations) > CoverageMost:
		problems.Note("coverage", TooLong, "Locations must be 1,000 or fewer")
	}
}
