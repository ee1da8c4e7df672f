// A few small conveniences. Everything works without this file; the markup carries the state.
(() => {
  "use strict";

  const byId = (id) => document.getElementById(id);

  // Says a line for four seconds.
  let timer;
  function say(text) {
    const toast = byId("toast");
    toast.textContent = text;
    clearTimeout(timer);
    timer = setTimeout(() => { toast.textContent = ""; }, 4000);
  }

  // The plan's button holds an address with the day of its prices; the address bar's own is of any day.
  async function copyLink(button) {
    try {
      await navigator.clipboard.writeText(button.dataset.copyLink || location.href);
      say(button.dataset.said || "Link copied. It opens this page as it stands.");
    } catch {
      say("The browser would not copy. The address bar holds the link.");
    }
  }

  // What the results know about the form: the estimate behind an empty answer, and which fields are wrong.
  function settle() {
    const hint = byId("answer-hint");
    const answer = byId("answer");
    if (hint && answer && hint.value) answer.placeholder = hint.value;
    for (const error of document.querySelectorAll(".err")) {
      const input = byId(error.id.replace(/^err-/, ""));
      if (!input) continue;
      if (error.textContent.trim() && !error.classList.contains("read")) input.setAttribute("aria-invalid", "true");
      else input.removeAttribute("aria-invalid");
    }
  }

  const isTyping = (target) => target.closest("input, select, textarea, [contenteditable]");
  // Esc closes, from the outside in: a list, then the opened row.
  function close(event) {
    const drop = document.querySelector("details.drop[open]");
    if (drop) {
      drop.open = false;
      drop.querySelector("summary").focus();
      return;
    }
    if (document.querySelector("[popover]:popover-open")) return;
    if (isTyping(event.target) && event.target.id !== "add") return;
    if (event.target.id === "add") { event.target.blur(); return; }
    const opened = [...document.querySelectorAll('.open-row[aria-expanded="true"]')].find((link) => link.offsetParent);
    if (opened) { opened.focus(); opened.click(); }
  }

  // Arrows go from row to row, in the chart and in the table.
  function move(event, step) {
    const kind = [".prow.row .nm a", ".open-row"].find((selector) => event.target.matches(selector));
    if (!kind) return;
    const rows = [...document.querySelectorAll(kind)].filter((row) => row.offsetParent !== null && row.tabIndex >= 0);
    const next = rows[rows.indexOf(event.target) + step];
    if (!next) return;
    event.preventDefault();
    next.focus();
  }

  // Another unit of the same length: the number changes with it.
  const TOKENS = { tokens: 1, words: 1 / 0.75, pages: 650 };
  function convert(select) {
    const field = byId(select.id.replace(/_unit$/, ""));
    const [was, now] = [TOKENS[select.dataset.was || select.querySelector("[selected]")?.value], TOKENS[select.value]];
    select.dataset.was = select.value;
    const number = Number(field?.value.replace(/[,\s]/g, ""));
    if (!was || !now || !number) return;
    const found = (number * was) / now;
    field.value = (found < 10 ? Number(found.toPrecision(2)) : Math.round(found)).toLocaleString("en");
  }

  // A link to the fields of one's own figures leads into the first of them, wherever the form is folded.
  function toOwnFigures() {
    const fields = location.hash.startsWith("#own-") && byId(location.hash.slice(1));
    if (!fields) return;
    byId("more").open = true;
    const change = byId("change");
    if (change && fields.offsetParent === null) change.checked = true;
    fields.scrollIntoView({ block: "center" });
    fields.querySelector("input").focus({ preventScroll: true });
  }

  const keys = {
    Escape: close,
    ArrowDown: (event) => move(event, 1),
    ArrowUp: (event) => move(event, -1),
  };

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    keys[event.key]?.(event);
  });
  // Saving asks for a name: it can be typed at once, and Enter saves. It may be open before this script is there.
  function askName(drop) {
    const name = drop?.matches("details.save[open]") && drop.querySelector("input:not([type=hidden])");
    if (!name || drop.contains(document.activeElement) && isTyping(document.activeElement)) return;
    name.focus();
    name.select();
  }
  document.addEventListener("toggle", (event) => askName(event.target), true);
  askName(document.querySelector("details.save[open]"));
  document.addEventListener("click", (event) => {
    const copied = event.target.closest("[data-copy-link]");
    if (copied) copyLink(copied);
    const drop = document.querySelector("details.drop[open]");
    if (drop && !drop.contains(event.target)) drop.open = false;
  });
  document.addEventListener("click", (event) => {
    // The address may hold the very place already: then only the click says so.
    if (event.target.closest('a[href*="#own-"]')) setTimeout(toOwnFigures, 50);
  });
  addEventListener("hashchange", () => setTimeout(toOwnFigures));
  // The browser goes to the fragment when the page is whole, which it is by now, and takes the focus from where it was.
  setTimeout(toOwnFigures, 50);
  // Of changes that exclude each other only the one ticked last holds.
  function untickRivals(box) {
    for (const other of document.querySelectorAll("[data-rival]")) {
      if (other !== box && other.dataset.rival === box.dataset.rival) other.checked = false;
    }
  }

  // On the way down, before the form is sent.
  document.addEventListener("change", (event) => { if (event.target.matches("[data-rival]:checked")) untickRivals(event.target); }, true);

  // A change of a budget that is ticked while an answer is on its way would be lost with the boxes that the answer replaces:
  // it is set again in the new ones, and asked for.
  const unsent = new Map();
  document.addEventListener("change", ({ target }) => { if (target.name === "tick") unsent.set(target.id, target.checked); }, true);
  function tickAgain() {
    const boxes = [...unsent.keys()].map(byId).filter((box) => box && box.checked !== unsent.get(box.id));
    for (const box of boxes) {
      box.checked = unsent.get(box.id);
      if (box.checked && box.dataset.rival) untickRivals(box);
    }
    unsent.clear();
    boxes.at(-1)?.dispatchEvent(new Event("change", { bubbles: true }));
  }

  document.addEventListener("input", (event) => { if (event.target.matches("select[id$='_unit']")) convert(event.target); }, true);
  // htmx sends what is typed to the formaction of the form's button that was pressed meanwhile or has the focus: what Save
  // sends by itself was then saved twice. It goes to the form's own address.
  document.addEventListener("htmx:configRequest", ({ detail }) => {
    // A link to this page with something changed: only the results are fetched, as their element says where.
    if (detail.elt.matches("a[hx-get='']")) {
      const [part, query] = [byId("results").dataset.part, new URL(detail.elt.href).search.slice(1)];
      detail.path = query ? `${part}${part.includes("?") ? "&" : "?"}${query}` : part;
    }
    const own = detail.elt.matches("form") && detail.elt.getAttribute("hx-post");
    if (own) detail.path = own;
    if (detail.target.matches("#under-cap, #advice")) unsent.clear();
  });
  document.addEventListener("htmx:afterSettle", settle);
  document.addEventListener("htmx:afterSettle", ({ detail }) => { if (detail.target.matches("#under-cap, #advice")) tickAgain(); });
  document.addEventListener("planner:added", () => { const search = byId("add"); if (search) search.value = ""; });
})();
