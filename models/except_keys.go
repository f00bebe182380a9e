package models

import (
	"fmt"
	"slices"
	"strings"
)

// maxExceptKeys is how many keys a callback can leave out.
const maxExceptKeys = 20

// cleanExceptKeys takes away empty names and those that come twice.
func (c *Callback) cleanExceptKeys() {
	var names []string
	for _, name := range c.Settings.ExceptKeys {
		if name = trimInvisible(name); name != "" && !slices.Contains(names, name) {
			names = append(names, name)
		}
	}
	c.Settings.ExceptKeys = names
}

// checkExceptKeys looks at the keys whose events are not sent. Whether there are such
// keys, only the store knows.
func (c Callback) checkExceptKeys(problems *Problems) {
	if len(c.Settings.ExceptKeys) > maxExceptKeys {
		problems.Note("except_keys", TooLong, fmt.Sprintf("Keys must be %d or fewer", maxExceptKeys))
		return
	}
	problems.NeedLine("except_keys", "Name of a key", strings.Join(c.Settings.ExceptKeys, " "))
}

// ExceptedKey returns the name of the API key that published an event when the
// callback is not for what that key does; "" otherwise. Keys of one name are one: a key
// is replaced now and then.
func (c Callback) ExceptedKey(e Event) string {
	name := strings.TrimPrefix(e.Source, string(KeyActor)+" ")
	if e.KeyID == 0 || !slices.Contains(c.Settings.ExceptKeys, name) {
		return ""
	}
	return name
}
