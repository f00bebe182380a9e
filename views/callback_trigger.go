package views

import (
	"slices"
	"strings"

	"callboard/models"
)

// TriggerWords says what starts a callback: "contact created, updated", or
// "subscription_added, list l1234".
func TriggerWords(c models.Callback) string {
	trigger := c.Trigger()
	switch {
	case c.Kind.Traits().Patterns:
		return typesWords(c.Types)
	case c.Kind.Traits().Batched:
		return batchedWords(c)
	}
	if !c.Kind.Traits().Records {
		if trigger.FilterValue == "" {
			return trigger.Type
		}
		return trigger.Type + " (" + trigger.FilterValue + ")"
	}
	var done []string
	for _, change := range []struct {
		action models.Action
		word   string
	}{{models.Create, "created"}, {models.Update, "updated"}, {models.Delete, "deleted"}} {
		if c.Sends(change.action) {
			done = append(done, change.word)
		}
	}
	return resourceWords(strings.TrimSuffix(trigger.Type, ".*")) + " " + strings.Join(done, ", ")
}

// typesWords names event types and patterns, the first of many.
func typesWords(types []models.CallbackType) string {
	const most = 3
	var names []string
	for _, t := range types[:min(len(types), most)] {
		name := t.Type
		if name == "*" {
			name = "all events"
		}
		names = append(names, name)
	}
	text := strings.Join(names, ", ")
	if more := len(types) - most; more > 0 {
		text += " and " + Number(more) + " more"
	}
	return text
}

// Resources are the records that a postback can follow, with their names.
var resources = []Choice{
	{Value: "contact", Label: "Contact"},
	{Value: "transaction", Label: "Transaction"},
	{Value: "transactionbatch", Label: "Transaction batch"},
	{Value: "accountvault", Label: "Account vault"},
}

// resourceWords writes a record within a sentence: "transaction batch".
func resourceWords(name string) string { return strings.ToLower(resourceLabel(name)) }

// resourceLabel writes a record as a choice: "Transaction batch".
func resourceLabel(name string) string {
	if models.InDatabase(name) {
		return strings.ToUpper(name[:1]) + name[1:]
	}
	i := slices.IndexFunc(resources, func(o Choice) bool { return o.Value == name })
	if i < 0 {
		return name
	}
	return resources[i].Label
}
