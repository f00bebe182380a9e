package native

import (
	"slices"
	"strings"

	"callboard/models"
)

// memberWords are the words of this API for problems whose own are those of a form,
// where what a member takes is more than "it must be given".
var memberWords = map[string]string{
	"Select a record":       "must be one of contact.*, transaction.*, transactionbatch.* and accountvault.*, or some of the event types of one record, such as contact.created",
	"Select an event type":  "must be one of the event types " + strings.Join(companyTypes(), ", "),
	"Select what starts it": "must be one of event, batch, postback, database and webhook",
	"Select a location":     "must be the id of a location",
	"Choose a role":         "must be one of the roles that there are, such as viewer or operator",

	"Select at least one event type":                                 "must hold at least one event type or pattern, such as person_*",
	"Select at least one of created, updated or deleted":             "must hold at least one of create, update and delete",
	"Select a database or a collection":                              "must name a database or a collection",
	"Select which locations it covers":                               "must have the mode all, only or except",
	"Select at least one location":                                   "must hold at least one location",
	"Select locations of this company":                               "must hold ids of locations of the company",
	"Select a callback of the company":                               "must be the id of a callback of the company as a whole",
	"Enter a user name or a password: only one of them can be empty": "must hold a user or a password: only one of the two can be empty",
}

// companyTypes lists the event types of company callbacks.
func companyTypes() []string {
	var names []string
	for _, eventType := range models.EventTypes() {
		if eventType.Subject != "" {
			names = append(names, eventType.Name)
		}
	}
	return names
}

// formWords begin the texts that tell a person what to do in a form.
var formWords = []string{"Select", "Enter", "Choose"}

// memberText says what is wrong with a member. Where the text is one for people with a
// form before them, it names the member and says what that takes.
func memberText(p models.Problem) string {
	first, rest, _ := strings.Cut(p.Text, " ")
	rest, why, again := strings.Cut(rest, " again. ")
	ending := ""
	if again {
		ending = " again. " + why
	}
	switch words := memberWords[p.Text]; {
	case words != "":
		return say(p.Field, words)
	case !slices.Contains(formWords, first):
		text, _, _ := strings.Cut(p.Text, ". Choose ")
		return text
	case strings.HasPrefix(rest, "the value of "):
		return say(p.Field, "must have "+rest+ending)
	}
	return say(p.Field, "must be given"+ending)
}
