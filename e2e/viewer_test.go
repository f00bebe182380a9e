package e2e

import (
	"testing"

	"github.com/PuerkitoBio/goquery"
)

// TestAViewerSeesNothingToPress follows every link that a Viewer of the demo
// is shown: each page opens, and none holds a form that changes anything but their
// own password and sessions.
func TestAViewerSeesNothingToPress(t *testing.T) {
	t.Parallel()

	p := start(t, "-demo")
	admin := p.admin()
	until(t, "deliveries of several kinds", func() bool {
		_, text := admin.get("/admin/deliveries")
		rows := badges(t, text)
		return rows["Failed"] > 0 && rows["Retrying"] > 0
	})
	admin.furnish()
	p.user("viewer@example.org", "viewer")
	viewer, _ := p.signIn("viewer@example.org", password)
	changes := func(o person) (forms, pages int) {
		for path, text := range o.crawl() {
			pages++
			page(t, text).Find("form[method=post], [hx-post]").Each(func(_ int, form *goquery.Selection) {
				if action, _ := form.Attr("action"); action != "/admin/logout" && action != "/admin/me" && action != "/admin/me/sign-out" {
					forms++
					if o == viewer {
						t.Errorf("%s holds a form to %s", path, action)
					}
				}
			})
		}
		return forms, pages
	}
	if _, pages := changes(viewer); pages < 10 {
		t.Errorf("a Viewer is led to %d pages: too few to mean anything", pages)
	}
	if forms, _ := changes(admin); forms < 10 {
		t.Errorf("an admin sees %d forms: the test looks for the wrong thing", forms)
	}
}
