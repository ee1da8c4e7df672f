// The other scripts come with the first touch of the page, or once it has been read for a while: the first view needs
// none of them. What is typed or pressed before they are there is done once they are. Without this file, and where they
// do not come, links and forms are plain ones.
(() => {
  "use strict";

  const READ_MS = 3000;
  const LONGEST_MS = 3000; // Then links and forms are followed as without scripts.
  const TOUCHES = ["pointermove", "pointerdown", "keydown", "focusin", "scroll", "wheel", "touchstart", "dragenter"];
  const ACTS = ["click", "submit", "input", "change", "keydown"];
  const PRESSED = ":is(a, button):is([hx-get], [hx-post]), button[type=button]:not([popovertarget])";
  const CAUGHT = { capture: true, passive: true };
  const source = document.currentScript.dataset.live;
  const root = document.documentElement;
  const pressed = [];
  const typed = [];
  let asked = false;
  let released = false;

  // The forms answer while one types: their plain buttons are not needed.
  root.classList.add("scripted");

  function ask() {
    if (asked) return;
    asked = true;
    root.classList.add("touched");
    const script = Object.assign(document.createElement("script"), { src: source, onload: finish, onerror: missed });
    // htmx waits for the end of a page that is still coming, and would miss it.
    if (document.readyState === "complete") document.head.append(script);
    else addEventListener("load", () => document.head.append(script));
    setTimeout(release, LONGEST_MS);
  }

  function release() {
    released = true;
    for (const act of pressed.splice(0)) act();
    released = false;
  }

  function finish() {
    for (const name of TOUCHES) removeEventListener(name, ask, CAUGHT);
    for (const name of ACTS) removeEventListener(name, hold, true);
    root.classList.add("scripted");
    for (const act of typed) act();
    release();
  }

  // The next touch asks again.
  function missed() {
    asked = false;
    root.classList.remove("scripted");
    release();
  }

  const again = (target, event) => () => { if (target.isConnected) target.dispatchEvent(event); };

  function stop(event) {
    event.preventDefault();
    event.stopImmediatePropagation();
  }

  const plain = (event) => !event.button && !event.ctrlKey && !event.metaKey && !event.shiftKey && !event.altKey;

  const kept = {
    click(event) {
      const link = event.target.closest(PRESSED);
      if (!link || !plain(event)) return;
      stop(event);
      pressed.push(() => link.click());
    },
    submit(event) {
      if (!event.target.matches("[hx-get], [hx-post]")) return;
      stop(event);
      pressed.push(() => event.target.requestSubmit(event.submitter));
    },
    input: (event) => typed.push(again(event.target, new Event("input", { bubbles: true }))),
    change: (event) => typed.push(again(event.target, new Event("change", { bubbles: true }))),
    keydown(event) {
      const { key, target } = event;
      const typing = target.closest("input:not([type=radio], [type=checkbox]), textarea, select");
      if (key === "Enter" && target.matches("[list]")) stop(event);
      else if (typing || !plain(event)) return;
      typed.push(again(target, new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true })));
    },
  };

  function hold(event) {
    if (released) return;
    ask();
    kept[event.type](event);
  }

  for (const name of TOUCHES) addEventListener(name, ask, CAUGHT);
  for (const name of ACTS) addEventListener(name, hold, true);
  // What is typed next goes into the field at once.
  const NOT_TEXT = "[type=radio], [type=checkbox], [type=submit], [type=button]";
  addEventListener("keydown", (event) => {
    const search = document.querySelector("#add, #q");
    const { key, target, ctrlKey, metaKey, altKey } = event;
    if (key !== "/" || ctrlKey || metaKey || altKey || !search || target.closest(`input:not(${NOT_TEXT}), textarea`)) return;
    event.preventDefault();
    const change = document.getElementById("change");
    if (change && search.offsetParent === null) change.checked = true;
    search.focus();
  });
  // Back to a page that htmx had put into the history.
  addEventListener("popstate", (event) => { if (event.state?.htmx && !window.htmx) location.reload(); });
  if (location.hash.startsWith("#own-") || document.querySelector('[hx-trigger^="load"]')) ask();
  addEventListener("load", () => setTimeout(ask, READ_MS));

  // On paper is all of the page: the browser waits for nothing else before it prints.
  const later = () => document.querySelector("#below [hx-get]");
  addEventListener("beforeprint", () => {
    if (!later()) return;
    const request = new XMLHttpRequest();
    request.open("GET", later().getAttribute("hx-get"), false);
    request.setRequestHeader("HX-Request", "true");
    request.send();
    if (request.status === 200) later().parentElement.outerHTML = request.responseText;
    window.htmx?.process(root);
  });
  if (later()) {
    const eye = new IntersectionObserver((entries) => { if (entries[0].isIntersecting) { eye.disconnect(); ask(); } }, { rootMargin: "600px 0px" });
    eye.observe(later());
  }
})();
