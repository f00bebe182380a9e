package views

import (
	"context"
	"io"
	"strings"

	"github.com/a-h/templ"

	"callboard/models"
)

// typeName writes an event type as people read it. It may go on in another line
// behind a "_", rather than in the middle of a word; a template would set a
// blank there.
func typeName(name string) templ.Component {
	return templ.ComponentFunc(func(_ context.Context, w io.Writer) error {
		_, err := io.WriteString(w, strings.ReplaceAll(templ.EscapeString(models.TypeWords(name)), "_", "_<wbr>"))
		return err
	})
}
