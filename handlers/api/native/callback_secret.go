package native

import (
	"net/http"
	"time"

	"callboard/models"
	"callboard/models/store"
	"callboard/web"
)

// SecretRotation asks for a new signing secret.
type SecretRotation struct {
	Overlap *int    `json:"overlap_s,omitzero" description:"How long both secrets sign: 0 to 604800, 86400 unless given."`
	Secret  *string `json:"secret,omitzero"`
}

// rotateSecret gives a callback a new signing secret. The answer holds it,
// for the only time.
func (a API) rotateSecret(w http.ResponseWriter, r *http.Request) error {
	f, err := readOptionalBody(w, r)
	if err != nil {
		return err
	}
	rotation, seconds := store.Rotation{}, int(models.DefaultSecretOverlap/time.Second)
	f.Int("overlap_s", &seconds)
	f.Text("secret", &rotation.Secret)
	if err := f.Problems.Err(); err != nil {
		return err
	}
	rotation.Overlap = time.Duration(seconds) * time.Second
	c, err := a.Store.RotateSecret(r.Context(), web.Access(r), r.PathValue("callback"), rotation)
	if err != nil {
		return renameFields(err, map[string]string{"overlap": "overlap_s"})
	}
	return a.writeCallback(w, r, http.StatusOK, c)
}

// removeSecret stops signing the requests of a callback.
func (a API) removeSecret(w http.ResponseWriter, r *http.Request) error {
	c, err := a.Store.RemoveSecret(r.Context(), web.Access(r), r.PathValue("callback"))
	if err != nil {
		return err
	}
	return a.writeCallback(w, r, http.StatusOK, c)
}
