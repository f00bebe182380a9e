package models

import (
	"cmp"
	"net/http"
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
	DNSFailed: {
		sentence: "The name lookup for {host} failed.", short: "name lookup failed",
		suggestion: "The name servers gave no answer that is one. Usually passes by itself.", ended: "Usually passes by itself. Send it again.", remedy: SendNow,
	},
	OurSide: {
		sentence: "Callboard itself could not send[: {detail}|].", short: "the trouble is ours[: {detail}|]",
		suggestion: "The receiver has no part in it. We try again by ourselves, and no attempt is used up. Tell whoever runs Callboard.",
		ended:      "The receiver has no part in it. Tell whoever runs Callboard, then send it again.", remedy: SendNow,
	},
	ConnRefused: {
		sentence: "{host} refused the connection[ (port {detail})|].", short: "connection refused[ (port {detail})|]",
		suggestion: "Nothing is listening on that port, or a firewall says no.", remedy: FixURL,
	},
	ConnTimeout: {
		sentence: "{host} did not answer the connection[ within {seconds}| in time].", short: "no connection[ within {seconds}| in time]",
		suggestion: "A firewall may be dropping our traffic. Allow the addresses we send from.", remedy: CopyAddresses,
	},
	ConnUnreachable: {
		sentence: "There is no way through the network to {host}.", short: "no way through the network",
		suggestion: "The address may be switched off, or lie in a network that we do not reach.", remedy: CopyDetails,
	},
	ConnReset: {
		sentence: "{host} closed the connection before answering.", short: "connection closed before answering",
		suggestion: "Ask the receiver to check its logs{at}.", remedy: CopyDetails,
	},
	ConnKept: {
		sentence: "{host} closed a kept connection when it got the request.", short: "kept connection closed",
		suggestion: "We send it again at once, on a new connection. The receiver may have it twice.",
		ended:      "Send it again. The receiver may have it already.", remedy: SendNow,
	},
	TLSExpired: {
		sentence: "The certificate of {host} expired[ on {detail}|].", short: "certificate expired[ on {detail}|]",
		suggestion: "The receiver must renew it.", remedy: CopyDetails,
	},
	TLSNotYetValid: {
		sentence: "The certificate of {host} is not valid[ before {detail}| yet].", short: "certificate not valid[ before {detail}| yet]",
		suggestion: "The receiver must put in one that is valid today. Compare the clocks too.", remedy: CopyDetails,
	},
	TLSName: {
		sentence: "The certificate is [for {detail}, not|not for] {host}.", short: "certificate is for [{detail}|another name]",
		suggestion: "Use the other name, or renew the certificate.", remedy: FixURL,
	},
	TLSNoNames: {
		sentence: "The certificate of {host} names its host only in the Common Name.", short: "certificate without alternative names",
		suggestion: "The receiver must renew it with the host as a subject alternative name.", remedy: CopyDetails,
	},
	TLSSelfSigned: {
		sentence: "The certificate of {host} is signed by itself.", short: "certificate signed by itself",
		suggestion: "The receiver needs one of a certificate authority. Or whoever runs Callboard adds it to the trusted ones.", remedy: CopyDetails,
	},
	TLSUntrusted: {
		sentence: "We do not trust the certificate of {host}.", short: "certificate not trusted",
		suggestion: "We do not know who signed it, or part of its chain is missing. The receiver must send the whole chain.", remedy: CopyDetails,
	},
	TLSWeak: {
		sentence: "The certificate of {host} is too weak[: {detail}|].", short: "certificate too weak[: {detail}|]",
		suggestion: "The receiver must renew it with SHA-256 and a key of at least 2048 bits.", remedy: CopyDetails,
	},
	TLSUsage: {
		sentence: "The certificate of {host} is not made for servers.", short: "certificate not made for servers",
		suggestion: "The receiver must renew it for server authentication.", remedy: CopyDetails,
	},
	TLSClientCertificate: {
		sentence: "{host} wants a client certificate.", short: "client certificate wanted",
		suggestion: "We have none to show. The receiver must let requests in without one, by user name and password or signature.", remedy: CopyDetails,
	},
	TLSVersion: {
		sentence: "{host} speaks only a TLS that is too old.", short: "TLS too old",
		suggestion: "The receiver must allow TLS 1.2 or later.", remedy: CopyDetails,
	},
	TLSPlain: {
		sentence: "{host} does not speak TLS on this port[: it answered in plain HTTP|].", short: "no TLS on this port",
		suggestion: "Begin the URL with http, or give the port that speaks TLS.", remedy: FixURL,
	},
	TLSExpected: {
		sentence: "{host} speaks TLS on this port, not plain HTTP.", short: "TLS on this port",
		suggestion: "Begin the URL with https.", remedy: FixURL,
	},
	TLSTimeout: {
		sentence: "{host} did not finish the TLS handshake[ within {seconds}| in time].", short: "no TLS handshake[ within {seconds}| in time]",
		suggestion: "Check that this port speaks TLS, and that nothing between us holds it up.", remedy: CopyDetails,
	},
	TLSFailed: {
		sentence: "{host} broke the TLS handshake off[: {detail}|].", short: "TLS handshake broken off",
		suggestion: "Ask the receiver to look into its TLS settings and logs{at}.", remedy: CopyDetails,
	},
	AnswerTimeout: {
		sentence: "{host} took longer than [{seconds}|allowed] to answer.", short: "no answer [within {seconds}|in time]",
		suggestion: "The receiver should answer first and work later.", remedy: CopyDetails,
	},
	NotHTTP: {
		sentence: "{host} did not answer in HTTP/1.1[: {detail}|].", short: "answer is not HTTP/1.1",
		suggestion: "Check that the URL speaks HTTP on that port.", remedy: FixURL,
	},
	HTTP1xx: {
		sentence: "{host} gave no final answer[ ({detail})|].", short: "no final answer[ ({detail})|]",
		suggestion: "The receiver must answer with 2xx once it has the event.", remedy: CopyDetails,
	},
	Redirect: elsewhere,
	HTTP400:  notAccepted,
	HTTP422:  notAccepted,
	HTTP401:  badSignIn,
	HTTP403:  badSignIn,
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
		suggestion: "[We wait as it asked: {seconds}.|We keep trying.] Tell the receiver if it lasts.", ended: "Tell the receiver, then send it again.", remedy: CopyDetails,
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

// moved is what an answer of 301 or 308 says, and elsewhere one of the other
// redirects: many receivers do the work and then send a browser on.
var moved = words{
	sentence: "{host} answered {code}[: the address moved to {detail}|].", short: "redirect ({code}), not followed",
	suggestion: "We do not follow redirects. Use the new address.", remedy: UseURL,
}

var elsewhere = words{
	sentence: "{host} answered {code}[ and pointed to {detail}|].", short: "redirect ({code}), not followed",
	suggestion: "It may have taken the event. It should answer 2xx; if it cannot, let 3xx count as delivered.",
	ended:      "It may have taken the event: ask before you send it again. If it has, let 3xx count as delivered.", remedy: OpenSettings,
}

var badSignIn = words{
	sentence: "{host} did not accept the user name or password ({code}).", short: "sign-in not accepted ({code})",
	suggestion: "Enter the present credentials.", remedy: FixCredentials,
}

// words returns the texts for the failure.
func (f Failure) words() words {
	if f.Cause == Redirect && (f.Code == http.StatusMovedPermanently || f.Code == http.StatusPermanentRedirect) {
		return moved
	}
	return causeWords[f.Cause]
}

// Sentence says what went wrong: "pos.example refused the connection (port
// 443)." It is "" without a cause.
func (f Failure) Sentence() string { return f.fill(f.words().sentence) }

// Short says it in a few words, for the row of a table: "connection refused
// (port 443)".
func (f Failure) Short() string { return f.fill(f.words().short) }

// Suggestion says what a person can do about it.
func (f Failure) Suggestion() string {
	w := f.words()
	if f.Ended {
		return f.fill(cmp.Or(w.ended, w.suggestion))
	}
	return f.fill(w.suggestion)
}

// Remedy names the one button that helps; NoRemedy where none does. A
// redirect that does not say where to has no URL to use.
func (f Failure) Remedy() Remedy {
	if w := f.words(); w.remedy != UseURL || f.Detail != "" {
		return w.remedy
	}
	return FixURL
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
