package batch

import (
	"net/http"

	"callboard/handlers/api"
	"callboard/models"
)

// EventList names all event types that a subscription can ask for.
func (a API) EventList(w http.ResponseWriter, _ *http.Request) error {
	return api.Write(w, http.StatusOK, models.NotificationNames())
}
