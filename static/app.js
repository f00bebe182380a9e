// The one script of the console. Each behaviour hangs on a data attribute and
// has a twin that works without scripts.
"use strict";
(() => {
  const all = (selector, within) => [...(within || document).querySelectorAll(selector)];
  const element = (name, properties) => Object.assign(document.createElement(name), properties);

  // data-autofocus-once: focus goes here after the page or a part of it came.
  // Of a whole page the browser sees to it, by the autofocus beside it.
  function settle(within) {
    const target = all("[data-autofocus-once]", within)[0];
    if (target && (within || !target.autofocus)) {
      target.removeAttribute("data-autofocus-once");
      target.focus();
    }
    all("[data-copy], [data-script]", within).forEach((one) => { one.hidden = false; });
  }
  document.addEventListener("DOMContentLoaded", () => settle());
  document.addEventListener("htmx:afterSettle", (event) => settle(event.target.parentElement || document));

  // Messages stay until they are dismissed; errors of the network join them.
  let alerts = 0;
  function alarm(text) {
    const box = document.getElementById("alerts");
    const id = "alert-" + (++alerts);
    const note = element("div", { className: "note danger", id });
    const close = element("button", { className: "btn quiet slim", type: "button", textContent: "Dismiss", id: id + "-close" });
    close.dataset.dismiss = id;
    const actions = element("div", { className: "actions" });
    actions.append(close);
    note.append(element("p", { textContent: text }), actions);
    if (box) box.append(note);
  }
  document.addEventListener("htmx:sendError", () => alarm("We could not reach the server. Your text is still here. Try again."));
  document.addEventListener("htmx:timeout", () => alarm("The server took too long to answer. Your text is still here. Try again."));
  document.addEventListener("htmx:responseError", (event) => {
    const answer = event.detail.xhr;
    if (answer.status < 500) return;
    const reference = answer.getResponseHeader("X-Request-Id");
    alarm("Something went wrong. " + (reference ? "Reference " + reference + ". " : "") + "Try again.");
  });

  document.addEventListener("click", (event) => {
    const button = event.target.closest && event.target.closest("button");
    if (!button) return;
    if (button.dataset.dismiss) dismiss(button.dataset.dismiss);
    if (button.dataset.copy !== undefined) copy(button);
    if (button.dataset.pause) pause(button);
  });

  function dismiss(id) {
    const note = document.getElementById(id);
    if (note) note.remove();
    const main = document.getElementById("main");
    if (main) main.focus({ preventScroll: true });
  }

  // data-copy: the text itself, or "#id" of the element that holds it.
  function copy(button) {
    const what = button.dataset.copy;
    const source = what.startsWith("#") ? document.querySelector(what) : null;
    const say = (text) => {
      const status = document.getElementById("copied");
      if (status) status.textContent = text;
      button.classList.toggle("done", text === "Copied");
    };
    navigator.clipboard.writeText(source ? source.textContent : what)
      .then(() => say("Copied"), () => say("Copying is not allowed here. Select the text instead."));
  }

  // data-live: polling rests while the tab is hidden or somebody pressed Pause.
  function pause(button) {
    const live = document.getElementById(button.dataset.pause);
    if (!live) return;
    const paused = live.toggleAttribute("data-paused");
    button.setAttribute("aria-pressed", String(paused));
  }
  document.addEventListener("htmx:beforeRequest", (event) => {
    const live = event.target.closest("[data-live]");
    const byTimer = !event.detail.requestConfig.triggeringEvent || event.detail.requestConfig.triggeringEvent.type !== "click";
    if (live && byTimer && (document.hidden || live.hasAttribute("data-paused"))) event.preventDefault();
  });

  // What is being fetched says so to those who cannot see it.
  const busy = (event, state) => {
    const target = event.detail.target;
    if (target && target.setAttribute) target.setAttribute("aria-busy", state);
  };
  document.addEventListener("htmx:beforeSend", (event) => busy(event, "true"));
  document.addEventListener("htmx:afterRequest", (event) => busy(event, "false"));

  // A form goes out once, however often its button is pressed. After 10 seconds
  // it can go again: nobody tells when the browser gave up. In some forms
  // form.method is a field of that name.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.getAttribute("method") !== "post") return;
    if (Date.now() - form.dataset.sent < 10000) event.preventDefault();
    else form.dataset.sent = Date.now();
  });
  window.addEventListener("pageshow", () => all("form[data-sent]").forEach((form) => { delete form.dataset.sent; }));

  // "/" goes to the search field, and menus close on Escape or a click beside.
  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest && event.target.closest("input, textarea, select, [contenteditable]");
    const search = document.getElementById("search");
    if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey && !event.altKey && search) {
      event.preventDefault();
      search.focus();
    }
    if (event.key !== "Escape") return;
    const open = event.target.closest && event.target.closest("details.menu[open]");
    if (open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    all("details.menu[open]").forEach((menu) => { if (!menu.contains(event.target)) menu.open = false; });
  });
})();
