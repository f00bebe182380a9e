package models

import (
	"cmp"
	"strconv"
	"strings"
)

// words is what people read about a cause. {host}, {code}, {detail},
// {seconds} and {at} are filled in; of [this|that] the first part stands when
// there is a detail, and the second when there is none.
type words struct {
	sentence, short   string
	suggestion, ended string // ended: instead of suggestion, when nothing more is planned
	remedy            Remedy
}

// causeWords are the texts of the closed list, each with one thing to do.
var causeWords = map[Cause]words{
	DNSNotFound: {
		sentence: "We could not find the address {host}.", short: "address not found",
		suggestion: "Check the spelling of the host name.", remedy: FixURL,
	},
	DNSTimeout: {
		sentence: "The name lookup for {host} took too long.", short: "name lookup took too long",
		suggestion: "Usually passes by itself.", ended: "Usually passes by itself. Send it again.", remedy: SendNow,
	},
	ConnRefused: {
		sentence: "{host} refused the connection[ (port {detail})|].", short: "connection refused[ (port {detail})|]",
		suggestion: "Nothing is listening on that port, or a firewall says no.", remedy: FixURL,
	},
	ConnTimeout: {
		sentence: "{host} did not answer the connection[ within {seconds}| in time].", short: "no connection[ within {seconds}| in time]",
		suggestion: "A firewall may be dropping our traffic. Allow the addresses we send from.", remedy: CopyAddresses,
	},
	ConnReset: {
		sentence: "{host} closed the connection before answering.", short: "connection closed before answering",
		suggestion: "Ask the receiver to check its logs{at}.", remedy: CopyDetails,
	},
	TLSExpired: {
		sentence: "The certificate of {host} expired[ on {detail}|].", short: "certificate expired[ on {detail}|]",
		suggestion: "The receiver must renew it.", remedy: CopyDetails,
	},
	TLSName: {
		sentence: "The certificate is [for {detail}, not|not for] {host}.", short: "certificate is for [{detail}|another name]",
		suggestion: "Use the other name, or renew the certificate.", remedy: FixURL,
	},
	TLSUntrusted: {
		sentence: "We do not trust the certificate of {host}.", short: "certificate not trusted",
		suggestion: "It may be self-signed, or part of the chain is missing.", remedy: CopyDetails,
	},
	AnswerTimeout: {
		sentence: "{host} took longer than [{seconds}|allowed] to answer.", short: "no answer [within {seconds}|in time]",
		suggestion: "The receiver should answer first and work later.", remedy: CopyDetails,
	},
	Redirect: {
		sentence: "{host} answered {code}[: the address moved to {detail}|].", short: "redirect ({code}), not followed",
		suggestion: "We do not follow redirects. Use the new address.", remedy: UseURL,
	},
	HTTP400: notAccepted,
	HTTP422: notAccepted,
	HTTP401: badSignIn,
	HTTP403: badSignIn,
	HTTP404: {
		sentence: "{host} has no page[ at {detail}|] (404).", short: "no such page (404)",
		suggestion: "Check the path.", remedy: FixURL,
	},
	HTTP410: {
		sentence: "{host} says this address is gone for good (410).", short: "gone for good (410)",
		suggestion: "End the callback or change the URL.", remedy: EndCallback,
	},
	HTTP413: {
		sentence: "The content was too large for {host} (413).", short: "content too large (413)",
		suggestion: "Lower the batch size or the expanded fields.", remedy: OpenSettings,
	},
	HTTP415: {
		sentence: "{host} does not take [{detail}|this content type] (415).", short: "content type not taken (415)",
		suggestion: "Choose another content type.", remedy: FixFormat,
	},
	HTTP429: {
		sentence: "{host} asks us to slow down (429).", short: "asks us to slow down (429)",
		suggestion: "[We wait as it asked: {seconds}.|We try again as planned.]", ended: "Send it again later.",
	},
	HTTP4xx: {
		sentence: "{host} did not accept the request ({code}).", short: "request not accepted ({code})",
		suggestion: "See its answer below.", remedy: OpenSettings,
	},
	HTTP5xx: {
		sentence: "{host} had an error of its own ({code}).", short: "had an error of its own ({code})",
		suggestion: "We keep trying. Tell the receiver if it lasts.", ended: "Tell the receiver, then send it again.", remedy: CopyDetails,
	},
	BlockedAddress: {
		sentence: "{host} points to a private address, which is not allowed.", short: "private address, not allowed",
		suggestion: "Whoever runs Callboard can allow it (-allow-destinations).", remedy: CopyDetails,
	},
	BuildError: {
		sentence: "We could not build the request[: {detail}|].", short: "request could not be built",
		suggestion: "Check the format settings.", remedy: OpenSettings,
	},
	SendError: {
		sentence: "The request to {host} did not get through[: {detail}|].", short: "request did not get through",
		suggestion: "Check that the URL speaks HTTP on that port.", remedy: CopyDetails,
	},
}

var notAccepted = words{
	sentence: "{host} did not accept the content ({code}).", short: "content not accepted ({code})",
	suggestion: "See its answer below. Check the content type.", remedy: OpenSettings,
}

var badSignIn = words{
	sentence: "{host} did not accept the user name or password ({code}).", short: "sign-in not accepted ({code})",
	suggestion: "Enter the present credentials.", remedy: FixCredentials,
}

// Sentence says what went wrong: "pos.example refused the connection (port
// 443)." It is "" without a cause.
func (f Failure) Sentence() string { return f.fill(causeWords[f.Cause].sentence) }

// Short says it in a few words, for the row of a table: "connection refused
// (port 443)".
func (f Failure) Short() string { return f.fill(causeWords[f.Cause].short) }

// Suggestion says what a person can do about it.
func (f Failure) Suggestion() string {
	w := causeWords[f.Cause]
	if f.Ended {
		return f.fill(cmp.Or(w.ended, w.suggestion))
	}
	return f.fill(w.suggestion)
}

// Remedy names the one button that helps; NoRemedy where none does. A
// redirect that does not say where to has no URL to use.
func (f Failure) Remedy() Remedy {
	if f.Cause == Redirect && f.Detail == "" {
		return FixURL
	}
	return causeWords[f.Cause].remedy
}

func (f Failure) fill(text string) string {
	at := ""
	if f.At != 0 {
		at = " at " + f.At.Time().Format("15:04:05") + " UTC"
	}
	return strings.NewReplacer(
		"{host}", cmp.Or(f.Host, "The receiver"), "{code}", strconv.Itoa(f.Code), "{detail}", f.Detail,
		"{seconds}", seconds(f.Detail), "{at}", at,
	).Replace(choose(text, f.Detail != ""))
}

// choose keeps one half of every [this|that] in text.
func choose(text string, first bool) string {
	var out strings.Builder
	for {
		before, rest, ok := strings.Cut(text, "[")
		out.WriteString(before)
		if !ok {
			return out.String()
		}
		choice, after, _ := strings.Cut(rest, "]")
		this, that, _ := strings.Cut(choice, "|")
		if !first {
			this = that
		}
		out.WriteString(this)
		text = after
	}
}

// seconds writes a number of seconds with its unit.
func seconds(n string) string {
	if n == "1" {
		return "1 second"
	}
	return n + " seconds"
}
