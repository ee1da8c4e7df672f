// The type-ahead on the Models field: a combobox over the list box that /search sends. Without this file the field is
// a plain one with its datalist.
(() => {
  "use strict";

  const WAIT = 90;
  const LONGEST = 10_000;
  let timer;
  let asking;
  let first; // What Enter takes while no option is pointed at: none where only near names were found, or a lab or host was typed.
  let listed; // The text that the open list is the answer to.
  let unanswered; // The text that no answer came to.
  let entered = false; // Enter was pressed: the text is no half name any more.
  let awaited; // The text that Enter was pressed for before the list of it came.

  const field = () => document.getElementById("add");
  const box = () => document.getElementById("hits");
  const options = () => [...box().querySelectorAll("[data-value]")];
  const chosen = () => box().querySelector('[aria-selected="true"]');
  const isOpen = () => Boolean(box() && !box().hidden);

  // Done once for every field that comes into the page: it is swapped with its form.
  function dress(input) {
    if (input.getAttribute("role") === "combobox") return;
    input.removeAttribute("list");
    const list = document.createElement("ul");
    Object.assign(list, { id: "hits", className: "hits", hidden: true });
    list.setAttribute("role", "listbox");
    list.setAttribute("aria-label", "Models found");
    input.closest(".in").after(list);
    const attributes = { role: "combobox", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": "hits" };
    for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  }

  function close() {
    clearTimeout(timer);
    awaited = undefined;
    asking?.abort();
    listed = undefined;
    if (!box()) return;
    box().hidden = true;
    field()?.setAttribute("aria-expanded", "false");
    field()?.removeAttribute("aria-activedescendant");
  }

  function open(html) {
    const list = box();
    list.innerHTML = html;
    list.hidden = false;
    list.scrollTop = 0;
    const place = field().getBoundingClientRect();
    const below = innerHeight - place.bottom;
    list.classList.toggle("up", below < list.offsetHeight + 8 && place.top > below);
    field().setAttribute("aria-expanded", "true");
    first = chosen();
    point();
    first?.classList.add("first");
    const found = options().length;
    const text = found === 1 ? "One found; Enter takes it." : `${found} found; Enter takes the first.`;
    const why = list.querySelector('[aria-disabled="true"]')?.textContent;
    document.getElementById("announcement").textContent = why ? `${why}${found ? ` ${found} listed.` : ""}` : text;
  }

  async function ask(query) {
    asking?.abort();
    const mine = asking = new AbortController();
    let late = false;
    // Not AbortSignal.any: browsers before 2024 lack it.
    const waiting = setTimeout(() => { late = true; mine.abort(); }, LONGEST);
    try {
      const answer = await fetch(`/search?q=${encodeURIComponent(query)}`, {
        headers: { "HX-Request": "true" },
        signal: mine.signal,
      });
      const html = await answer.text();
      if (document.activeElement !== field() || field().value.trim() !== query) return;
      if (!answer.ok) { silent(); return; }
      open(html);
      listed = query;
      unanswered = undefined;
      if (awaited === query && first) take(first);
    } catch (error) {
      if (late || error.name !== "AbortError") silent();
    } finally {
      clearTimeout(waiting);
    }
  }

  // No answer is said where the answer would stand.
  function silent() {
    listed = undefined;
    unanswered = field().value.trim();
    open('<li role="option" aria-disabled="true" aria-selected="false" class="gone">No answer from the server. Press Enter to try again.</li>');
    document.getElementById("announcement").textContent = "No answer from the server.";
  }

  function point(option) {
    for (const one of options()) one.setAttribute("aria-selected", String(one === option));
    if (!option?.id) { field().removeAttribute("aria-activedescendant"); return; }
    field().setAttribute("aria-activedescendant", option.id);
    option.scrollIntoView({ block: "nearest" });
  }

  function step(by) {
    const all = options();
    if (!isOpen()) { later(0); return; }
    const at = all.indexOf(chosen());
    if (all.length) point(all[at < 0 ? (by > 0 ? 0 : all.length - 1) : (at + by + all.length) % all.length]);
  }

  function take(option) {
    if (!option?.dataset.value) return;
    field().value = option.dataset.value;
    close();
    field().form.requestSubmit();
  }

  // What is pointed at, else the first that was found for just this text; a name that nothing has is sent as it is, and
  // the server says so beside the field.
  function enter() {
    const query = field().value.trim();
    const option = isOpen() && (chosen() || (listed === query && first));
    if (option) take(option);
    else if (query && listed !== query) {
      // After no answer it is tried again, and nothing is chosen for the reader.
      awaited = unanswered === query ? undefined : query;
      ask(query);
    }
    else send();
  }

  function send() {
    close();
    entered = true;
    field().form.requestSubmit();
    entered = false;
  }

  function later(wait) {
    const query = field().value.trim();
    clearTimeout(timer);
    awaited = undefined;
    if (query) timer = setTimeout(() => ask(query), wait);
    else if (field().form.querySelector("#err-add:not(:empty)")) send();
    else close();
  }

  const keys = {
    ArrowDown: () => step(1),
    ArrowUp: () => step(-1),
    Enter: enter,
    Escape: () => isOpen() && close(),
  };

  const isField = (event) => event.target === field();

  // Caught on the way down: half a name is no change of the plan yet, and these keys are the list's.
  document.addEventListener("input", (event) => {
    if (!isField(event)) return;
    event.stopPropagation();
    later(WAIT);
  }, true);
  document.addEventListener("keydown", (event) => {
    if (!isField(event) || !keys[event.key] || event.isComposing) return;
    if (event.key === "Escape" && !isOpen()) return;
    event.preventDefault();
    keys[event.key]();
  }, true);
  document.addEventListener("focusin", (event) => { if (isField(event)) dress(event.target); });
  document.addEventListener("focusout", (event) => { if (isField(event)) close(); });
  // The field keeps the focus while an option is pressed.
  document.addEventListener("mousedown", (event) => { if (event.target.closest("#hits")) event.preventDefault(); });
  document.addEventListener("click", (event) => { take(event.target.closest("#hits [data-value]")); });
  document.addEventListener("htmx:configRequest", (event) => { if (entered) event.detail.headers["Planner-Entered"] = "add"; });
  document.addEventListener("htmx:load", () => { if (field()) dress(field()); });
  if (field()) dress(field());
})();
