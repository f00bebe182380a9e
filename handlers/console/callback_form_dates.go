package console

import (
	"strings"
	"time"

	"callboard/models"
	"callboard/views"
)

// dateForms are the ways in which people and date pickers write a day. All
// separators are blanks by then.
var dateForms = []string{"2 1 2006", "2006 1 2", "2 Jan 2006", "2 January 2006"}

// clockForms are the ways to write a time of day.
var clockForms = []string{"15:04", "15:04:05"}

// fillDates takes the range of a callback. Start "Now" is the minute of now,
// unless the callback is there already and never had a start.
func fillDates(c *models.Callback, f views.CallbackForm, now models.Millis) models.Problems {
	var problems models.Problems
	if c.Version == 0 || c.StartAt != 0 {
		c.StartAt = models.Minute(now)
	}
	c.EndAt = 0
	if f.StartOn {
		start, ok := parseMoment(f.StartDate, f.StartTime)
		if !ok {
			problems.Add("start", "Start must be a real date, like 1 1 2027")
		}
		c.StartAt = start
	}
	if f.EndOn {
		end, ok := parseMoment(f.EndDate, f.EndTime)
		if !ok {
			problems.Add("end", "End must be a real date, like 1 1 2027")
		}
		c.EndAt = end
	}
	return problems
}

// parseMoment reads a day and a time of day, both UTC, to the minute. Without a
// time it is the first moment of the day.
func parseMoment(date, clock string) (models.Millis, bool) {
	day, ok := parseAny(dateForms, strings.Join(strings.FieldsFunc(date, separates), " "))
	if !ok || day.Year() < 1971 {
		return 0, false
	}
	if clock == "" {
		clock = "0:00"
	}
	at, ok := parseAny(clockForms, strings.ReplaceAll(clock, ".", ":"))
	if !ok {
		return 0, false
	}
	return models.At(day.Add(time.Duration(at.Hour())*time.Hour + time.Duration(at.Minute())*time.Minute)), true
}

func separates(c rune) bool { return strings.ContainsRune(" -/.,", c) }

func parseAny(forms []string, text string) (time.Time, bool) {
	for _, form := range forms {
		if t, err := time.Parse(form, text); err == nil {
			return t, true
		}
	}
	return time.Time{}, false
}
