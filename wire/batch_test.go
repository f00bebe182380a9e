package wire_test

import (
	"testing"

	"callboard/models"
	"callboard/wire"
)

// A callback is tried before it is stored: then it has no id that its receiver
// could be told.
func TestTrialNamesTheCallbackThatThereIs(t *testing.T) {
	t.Parallel()
	for name, id := range map[string]string{"before it is stored": "", "stored": "8f1b2c3d4e5f60718293a4b5"} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			var told []string
			for _, h := range wire.VerificationRequest(models.Callback{Kind: models.KindBatch, PublicID: id}, "https://crm.example/in").Headers {
				if h.Name == "X-Callback-Id" {
					told = append(told, h.Value)
				}
			}
			if len(told) > 1 || (len(told) == 1) != (id != "") || len(told) == 1 && told[0] != id {
				t.Errorf("told %q, want %q", told, id)
			}
		})
	}
}
