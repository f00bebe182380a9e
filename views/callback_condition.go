package views

import (
	"callboard/models"
)

// conditionHint gives an example of what the callback gets.
func (p CallbackPage) conditionHint() string {
	if p.asks(models.KindDatabase) {
		return "JavaScript; its last value decides (true or not). Empty means always. Fields are named as they are. Example: city == 'Delft' && profile.newsletter"
	}
	return conditionHint
}

// conditionFact is the condition of a callback in a list of its settings.
func conditionFact(c models.Callback) string {
	return orDefault(c.Settings.Condition, "Always")
}

// conditionWords is the value of the closed section of the condition.
func (p CallbackPage) conditionWords() string {
	if p.Form.Condition == "" && p.Form.ExceptKeys != "" {
		return "Not for some keys"
	}
	return oneLine(orDefault(p.Form.Condition, "Always sent"), 60)
}

const conditionHint = "JavaScript; its last value decides (true or not). Empty means always. Example: data.contact_balance > 0"
