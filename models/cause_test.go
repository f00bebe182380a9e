package models_test

import (
	"strings"
	"testing"
	"time"

	"callboard/models"
)

func TestEveryCauseHasItsWords(t *testing.T) {
	t.Parallel()
	for _, cause := range models.Causes {
		t.Run(string(cause), func(t *testing.T) {
			t.Parallel()
			for _, detail := range []string{"", "12"} {
				for _, ended := range []bool{false, true} {
					f := models.Failure{Cause: cause, Host: "pos.example", Detail: detail, Code: 418, Ended: ended}
					for what, text := range map[string]string{"sentence": f.Sentence(), "short": f.Short(), "suggestion": f.Suggestion()} {
						if text == "" || strings.ContainsAny(text, "{}[]|") {
							t.Errorf("%s with detail %q: %q", what, detail, text)
						}
					}
					if !strings.HasSuffix(f.Sentence(), ".") || !strings.HasSuffix(f.Suggestion(), ".") {
						t.Errorf("no full stop: %q %q", f.Sentence(), f.Suggestion())
					}
					if remedy := f.Remedy(); (remedy.Label() == "") != (cause == models.HTTP429) {
						t.Errorf("remedy %q is labelled %q", remedy, remedy.Label())
					}
				}
			}
		})
	}
}

func TestWordsOfFailure(t *testing.T) {
	t.Parallel()
	at := models.At(time.Date(2026, 11, 21, 14, 20, 12, 0, time.UTC))
	tests := map[string]struct {
		failure                     models.Failure
		sentence, short, suggestion string
		label                       string
	}{
		"refused": {
			failure:    models.Failure{Cause: models.ConnRefused, Host: "pos.example", Detail: "443"},
			sentence:   "pos.example refused the connection (port 443).",
			short:      "connection refused (port 443)",
			suggestion: "Nothing is listening on that port, or a firewall says no.", label: "Fix the URL",
		},
		"reset": {
			failure:    models.Failure{Cause: models.ConnReset, Host: "pos.example", At: at},
			sentence:   "pos.example closed the connection before answering.",
			short:      "connection closed before answering",
			suggestion: "Ask the receiver to check its logs at 14:20:12 UTC.", label: "Copy details",
		},
		"expired": {
			failure:    models.Failure{Cause: models.TLSExpired, Host: "pos.example", Detail: "19 Nov 2026"},
			sentence:   "The certificate of pos.example expired on 19 Nov 2026.",
			short:      "certificate expired on 19 Nov 2026",
			suggestion: "The receiver must renew it.", label: "Copy details",
		},
		"other name": {
			failure:    models.Failure{Cause: models.TLSName, Host: "pos.example", Detail: "www.pos.example"},
			sentence:   "The certificate is for www.pos.example, not pos.example.",
			short:      "certificate is for www.pos.example",
			suggestion: "Use the other name, or renew the certificate.", label: "Fix the URL",
		},
		"slow": {
			failure:    models.Failure{Cause: models.AnswerTimeout, Host: "pos.example", Detail: "15"},
			sentence:   "pos.example took longer than 15 seconds to answer.",
			short:      "no answer within 15 seconds",
			suggestion: "The receiver should answer first and work later.", label: "Copy details",
		},
		"moved": {
			failure:    models.Failure{Cause: models.Redirect, Host: "pos.example", Code: 301, Detail: "https://new.example/a"},
			sentence:   "pos.example answered 301: the address moved to https://new.example/a.",
			short:      "redirect (301), not followed",
			suggestion: "We do not follow redirects. Use the new address.", label: "Use this URL",
		},
		"moved nowhere": {
			failure:    models.Failure{Cause: models.Redirect, Host: "pos.example", Code: 308},
			sentence:   "pos.example answered 308.",
			short:      "redirect (308), not followed",
			suggestion: "We do not follow redirects. Use the new address.", label: "Fix the URL",
		},
		"work done, browser sent on": {
			failure:    models.Failure{Cause: models.Redirect, Host: "pos.example", Code: 302, Detail: "https://pos.example/thanks"},
			sentence:   "pos.example answered 302 and pointed to https://pos.example/thanks.",
			short:      "redirect (302), not followed",
			suggestion: "It may have taken the event. It should answer 2xx; if it cannot, let 3xx count as delivered.", label: "Open settings",
		},
		"not modified, given up": {
			failure:    models.Failure{Cause: models.Redirect, Host: "pos.example", Code: 304, Ended: true},
			sentence:   "pos.example answered 304.",
			short:      "redirect (304), not followed",
			suggestion: "It may have taken the event: ask before you send it again. If it has, let 3xx count as delivered.", label: "Open settings",
		},
		"our side": {
			failure:    models.Failure{Cause: models.OurSide, Host: "pos.example", Detail: "too many open files"},
			sentence:   "Callboard itself could not send: too many open files.",
			short:      "the trouble is ours: too many open files",
			suggestion: "The receiver has no part in it. We try again by ourselves, and no attempt is used up. Tell whoever runs Callboard.", label: "Send now",
		},
		"asked to wait by a 503": {
			failure:    models.Failure{Cause: models.HTTP5xx, Host: "pos.example", Code: 503, Detail: "60"},
			sentence:   "pos.example had an error of its own (503).",
			short:      "had an error of its own (503)",
			suggestion: "We wait as it asked: 60 seconds. Tell the receiver if it lasts.", label: "Copy details",
		},
		"no page": {
			failure:    models.Failure{Cause: models.HTTP404, Host: "pos.example", Code: 404, Detail: "/reciever"},
			sentence:   "pos.example has no page at /reciever (404).",
			short:      "no such page (404)",
			suggestion: "Check the path.", label: "Fix the URL",
		},
		"asked to wait": {
			failure:    models.Failure{Cause: models.HTTP429, Host: "pos.example", Code: 429, Detail: "120"},
			sentence:   "pos.example asks us to slow down (429).",
			short:      "asks us to slow down (429)",
			suggestion: "We wait as it asked: 120 seconds.",
		},
		"own error, given up": {
			failure:    models.Failure{Cause: models.HTTP5xx, Host: "pos.example", Code: 503, Ended: true},
			sentence:   "pos.example had an error of its own (503).",
			short:      "had an error of its own (503)",
			suggestion: "Tell the receiver, then send it again.", label: "Copy details",
		},
		"text that looks like a choice": {
			failure:    models.Failure{Cause: models.SendError, Host: "pos.example", Detail: "bad [a|b] {host}"},
			sentence:   "The request to pos.example did not get through: bad [a|b] {host}.",
			short:      "request did not get through",
			suggestion: "Check that the URL speaks HTTP on that port.", label: "Copy details",
		},
		"no failure": {},
	}
	for name, test := range tests {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			f := test.failure
			got := []string{f.Sentence(), f.Short(), f.Suggestion(), f.Remedy().Label()}
			for i, want := range []string{test.sentence, test.short, test.suggestion, test.label} {
				if got[i] != want {
					t.Errorf("got %q, want %q", got[i], want)
				}
			}
		})
	}
}

func TestReasonAndHoldWords(t *testing.T) {
	t.Parallel()
	for got, want := range map[string]string{
		models.HeldPaused.Words():                                         "held: callback is paused",
		models.HeldUnverified.Words():                                     "held: callback is not verified",
		models.HeldInactive.Words():                                       "held: callback is not active",
		models.Hold("").Words():                                           "",
		models.AfterEnd.Words("1 Nov 2026 00:00"):                         "it ended 1 Nov 2026 00:00",
		models.AfterEnd.Words(""):                                         "it ended",
		models.BeforeStart.Words("1 Dec 2026 00:00"):                      "it had not started: starts 1 Dec 2026 00:00",
		models.ActionMismatch.Words("created"):                            "it does not send this action, only created",
		models.ConditionFalse.Words("a > 0, because a is null"):           "condition was false: a > 0",
		models.ConditionFalse.Explained("a > 0, because a is null"):       "condition was false: a > 0, because a is null",
		models.ConditionFalse.Explained(""):                               "condition was false",
		models.ConditionError.Words("line 1, column 2, because Lue"):      "condition stopped with an error: line 1, column 2",
		models.ConditionError.Explained("line 1, column 2, because Lue"):  "condition stopped with an error: line 1, column 2, because Lue",
		models.ConditionError.Words(", because Lue"):                      "condition stopped with an error",
		models.ConditionError.Explained(", because Lue"):                  "condition stopped with an error, because Lue",
		models.ConditionError.Explained("line 1: a is not defined"):       "condition stopped with an error: line 1: a is not defined",
		models.CancelledByPerson.Words("o@site.example"):                  "cancelled by o@site.example",
		models.ActionWords([]models.Action{models.Delete, models.Create}): "created and deleted",
		models.DateWords(1793491200000):                                   "1 Nov 2026 00:00",
	} {
		if got != want {
			t.Errorf("got %q, want %q", got, want)
		}
	}
	for _, reason := range []models.Reason{
		models.ConditionFalse, models.ConditionError, models.ActionMismatch, models.Inactive,
		models.BeforeStart, models.AfterEnd, models.OptedOut, models.CompanyInactive,
		models.LocationInactive, models.CancelledByEnd, models.CancelledByDelete, models.CancelledByPerson,
	} {
		if reason.Words("") == "" {
			t.Errorf("%s has no words", reason)
		}
	}
}
