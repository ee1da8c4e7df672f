// What happens when a change gets no answer: the figures fade and say what they are still of, what was typed stays, and
// one button tries again. Works for every part of a page that htmx fetches, and for the files of the usage page.
(() => {
  "use strict";

  const MANY = 5;
  const EVERY = 30_000;
  let failures = 0;
  let since;
  let timer;
  let repeat;
  let typed;

  const results = () => document.getElementById("results");

  // The place of the message: above the figures, where the page has none of its own.
  function place() {
    const known = document.getElementById("stale");
    if (known || !results()) return known;
    const made = document.createElement("div");
    Object.assign(made, { id: "stale", className: "stale" });
    made.setAttribute("role", "alert");
    results().before(made);
    return made;
  }

  const clock = (date) => date.toLocaleTimeString([], { hour: "2-digit", minute: "2-digit" });

  function make(name, text, className = "") {
    const element = document.createElement(name);
    element.textContent = text;
    if (className) element.className = className;
    return element;
  }

  function write(strong, rest, button) {
    const message = place();
    if (!message) return;
    const line = document.createElement("span");
    line.append(make("b", strong), ` ${rest}`);
    message.replaceChildren(line, ...(button ? [button] : []));
    message.dataset.failed = "true";
  }

  function retryButton() {
    const button = make("button", "Try again", "btn quiet");
    button.type = "button";
    button.addEventListener("click", again);
    return button;
  }

  // The same request again, with what stands in the form by now.
  function again() {
    clearTimeout(timer);
    repeat?.();
  }

  function repeatOf({ elt, requestConfig }) {
    return () => {
      if (elt.isConnected && window.htmx) htmx.ajax(requestConfig.verb, requestConfig.path, { source: elt, event: requestConfig.triggeringEvent });
      else document.querySelector("form.form[hx-get], form.form[hx-post]")?.requestSubmit();
    };
  }

  function pending(on) {
    for (const box of document.querySelectorAll(".is-pending")) box.classList.remove("is-pending");
    if (on) typed?.closest(".in, .seg")?.classList.add("is-pending");
  }

  // `way` sends it once more.
  function failed(way) {
    repeat = way;
    failures += 1;
    since ??= new Date();
    const of = results()?.dataset.stale;
    const strong = of ? `Still for ${of}: no answer from the server.` : "No answer from the server.";
    const often = `No answer since ${clock(since)}. We try again by ourselves every 30 s.`;
    write(strong, failures < MANY ? "Nothing you typed is lost." : often, retryButton());
    pending(true);
    clearTimeout(timer);
    if (failures >= MANY) timer = setTimeout(again, EVERY);
  }

  function answered() {
    failures = 0;
    since = undefined;
    clearTimeout(timer);
    pending(false);
    const message = document.getElementById("stale");
    if (message?.dataset.failed) { message.replaceChildren(); delete message.dataset.failed; }
  }

  // A page whose answer marks a field and says nothing above its figures: they are still of what was typed before.
  function refused(event) {
    answered();
    const of = results()?.dataset.stale;
    if (!of || event.detail.xhr.responseText.includes('id="stale"')) return;
    write(`Still for ${of}.`, "Correct the marked field.");
  }

  for (const name of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.addEventListener(name, (event) => {
      if (event.detail.xhr?.status === 422) return;
      failed(repeatOf(event.detail));
    });
  }
  // Other scripts that send something say so by these two.
  document.addEventListener("planner:unanswered", (event) => failed(event.detail.again));
  document.addEventListener("planner:answered", answered);
  document.addEventListener("htmx:afterOnLoad", (event) => {
    const status = event.detail.xhr.status;
    if (status === 422) refused(event);
    else if (status < 400) answered();
  });
  document.addEventListener("input", (event) => { if (event.target.closest("form.form")) typed = event.target; });
  addEventListener("online", () => { if (failures) again(); });
})();
