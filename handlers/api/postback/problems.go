package postback

import (
	"errors"
	"fmt"
	"strings"

	"callboard/models"
)

// textLimit is the longest url, expands, user name and password, in characters.
const textLimit = 512

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
func check(problems models.Problems, c models.Callback) error {
	for _, problem := range worded(c.Check()) {
		if problems.On(problem.Field) == "" {
			problems = append(problems, problem)
		}
	}
	return problems.Err()
}

// refusal words what only the store can refuse, such as an address that must
// not be reached. Other errors stay as they are.
func refusal(err error) error {
	if problems, ok := errors.AsType[models.Problems](err); ok {
		return worded(problems)
	}
	return err
}

// worded turns the problems of a record into those of this API.
func worded(problems models.Problems) models.Problems {
	var renamed models.Problems
	for _, problem := range problems {
		if name, ok := fields[problem.Field]; ok {
			problem.Field = name
		}
		problem.Text = text(problem)
		renamed = append(renamed, problem)
	}
	return renamed
}

// text words a problem of the record, whose field has its name of this API.
func text(problem models.Problem) string {
	switch {
	case problem.Code == models.Dropped && problem.Field == "headers":
		return say("url", "leads to another host, port or scheme. "+problem.Text+", in the console or with PATCH /api/v1/callbacks/{callback}")
	case problem.Code == models.Dropped:
		return say(problem.Field, "must be given again: the url leads to another host, port or scheme")
	case problem.Field == "on_create":
		return `One of On Create, On Update and On Delete must be "1".`
	case problem.Code == models.Blank:
		return say(problem.Field, "cannot be blank")
	case problem.Code == models.TooLong:
		return say(problem.Field, fmt.Sprintf("should contain at most %d characters", textLimit))
	case problem.Code == models.Credentials:
		return say(problem.Field, "must not contain a user name or password")
	case problem.Code == models.NotListed:
		return say(problem.Field, "is invalid")
	case strings.HasSuffix(problem.Text, "?"):
		return problem.Text
	}
	return strings.TrimSuffix(problem.Text, ".") + "."
}
