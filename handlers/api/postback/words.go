package postback

import (
	"errors"
	"fmt"
	"strings"

	"callboard/models"
)

// most is the longest url, expands, user name and password, in characters.
const most = 512

// say words a problem in the manner of the published document: "Url cannot be
// blank."
func say(field, what string) string { return label(field) + " " + what + "." }

// label writes a field as a heading: "Basic Auth Username".
func label(field string) string {
	words := strings.Split(field, "_")
	for i, word := range words {
		words[i] = strings.ToUpper(word[:1]) + word[1:]
	}
	return strings.Join(words, " ")
}

func between(least, most int) string { return fmt.Sprintf("must be between %d and %d", least, most) }

// fields gives the fields of a record the names that they have in this API.
var fields = map[string]string{
	"location": "location_id", "type": "resource", "actions": "on_create",
	"user": "basic_auth_username", "password": "basic_auth_password",
	"attempts": "number_of_attempts", "interval": "attempt_interval",
}

// check adds what the rules of the record say to what could not be read, and
// returns all of it.
func check(found models.Problems, c models.Callback) error {
	for _, one := range worded(c.Check()) {
		if found.On(one.Field) == "" {
			found = append(found, one)
		}
	}
	return found.Err()
}

// refusal words what only the store can refuse, such as an address that must
// not be reached. Other errors stay as they are.
func refusal(err error) error {
	if problems, found := errors.AsType[models.Problems](err); found {
		return worded(problems)
	}
	return err
}

// worded turns the problems of a record into those of this API.
func worded(problems models.Problems) models.Problems {
	var found models.Problems
	for _, one := range problems {
		if name, renamed := fields[one.Field]; renamed {
			one.Field = name
		}
		one.Text = text(one)
		found = append(found, one)
	}
	return found
}

func text(one models.Problem) string {
	switch {
	case one.Field == "on_create":
		return `One of On Create, On Update and On Delete must be "1".`
	case one.Code == models.Blank:
		return say(one.Field, "cannot be blank")
	case one.Code == models.TooLong:
		return say(one.Field, fmt.Sprintf("should contain at most %d characters", most))
	case one.Code == models.Credentials:
		return say(one.Field, "must not contain a user name or password")
	case one.Code == models.NotListed:
		return say(one.Field, "is invalid")
	case strings.HasSuffix(one.Text, "?"):
		return one.Text
	}
	return strings.TrimSuffix(one.Text, ".") + "."
}
