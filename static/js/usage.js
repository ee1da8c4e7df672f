// Your usage: a file can be dropped anywhere on the page, is sent with its progress shown, and can be stopped. Without
// this file the form sends itself as any other.
(() => {
  "use strict";

  const ASK_EVERY_MS = 400;
  const LONGEST_MS = 30_000; // Without a word about the rows read so far.
  const byId = (id) => document.getElementById(id);
  const form = byId("usage");
  const input = byId("file");
  const area = input?.closest(".dropfile");
  if (!form || !window.DOMParser) return;

  let sending; // { request, job, timer, started }

  const size = (bytes) => (bytes < 1e6 ? `${Math.ceil(bytes / 1e3)} kB` : `${(bytes / 1e6).toFixed(bytes < 1e8 ? 1 : 0)} MB`);
  const newName = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  const namesOf = (files) => [...files].map((file) => file.name).join(", ");

  function show(words, share) {
    byId("reading-words").textContent = words;
    const bar = byId("reading-bar");
    if (share === undefined || share === null) bar.removeAttribute("value");
    else bar.value = share;
  }

  function timeLeft(share) {
    const seconds = ((performance.now() - sending.started) / 1000) * (1 / share - 1);
    return share > 0.02 && seconds >= 1 ? `, about ${Math.ceil(seconds)} s to go` : "";
  }

  async function ask() {
    if (performance.now() - sending.heard > LONGEST_MS) { sending.request.abort(); unanswered(); return; }
    try {
      const answer = await fetch(`/usage/progress/${sending.job}`, { signal: AbortSignal.timeout?.(LONGEST_MS) });
      if (!answer.ok || !sending) return;
      const { rows, share } = await answer.json();
      sending.heard = performance.now();
      const counted = rows ? `${rows.toLocaleString("en")} rows read` : "Reading";
      if (share >= 1) show(`${counted}; working out what they say`, null);
      else show(`${counted}${share ? timeLeft(share) : ""}`, share);
    } catch { /* The reading itself says what went wrong, or nothing is heard for too long. */ }
  }

  function begin(request, job, name) {
    sending = { request, job, started: performance.now() };
    byId("reading").hidden = false;
    byId("reading-name").textContent = name;
    form.setAttribute("aria-busy", "true");
    form.querySelector("[type=submit]").disabled = true;
  }

  function end() {
    clearInterval(sending?.timer);
    sending = undefined;
    byId("reading").hidden = true;
    form.removeAttribute("aria-busy");
    form.querySelector("[type=submit]").disabled = false;
  }

  // The answer is the whole page: its results, and what its form says of the file. The file stays chosen.
  function put(text) {
    const page = new DOMParser().parseFromString(text, "text/html");
    const main = page.getElementById("main");
    if (!main) { say("The answer could not be read. Try again."); return; }
    for (const id of ["main", "read-line", "read-file", "read-columns"]) {
      const [here, there] = [byId(id), page.getElementById(id)];
      if (here && there) here.replaceWith(document.adoptNode(there));
      else if (here) here.replaceChildren();
    }
    const way = page.querySelector('[name="way"]:checked')?.value;
    const here = way && form.querySelector(`[name="way"][value="${way}"]`);
    if (here) here.checked = true;
    window.htmx?.process(byId("main"));
    byId("main").focus({ preventScroll: true });
    scrollTo({ top: 0 });
  }

  // What stands in the way is said where the results go, as the server would say it.
  function say(words) {
    const line = document.createElement("p");
    line.className = "flag problem";
    line.setAttribute("role", "alert");
    line.textContent = words;
    byId("main").querySelector(".problem")?.remove();
    byId("main").prepend(line);
  }

  // The figures of the file before fade; this one is still chosen.
  function unanswered() {
    end();
    document.dispatchEvent(new CustomEvent("planner:unanswered", { detail: { again: () => form.requestSubmit() } }));
  }

  function send(event) {
    if (event.defaultPrevented || sending || !input.files.length) return;
    event.preventDefault();
    const job = newName();
    const request = new XMLHttpRequest();
    request.open("POST", `/usage?job=${job}`);
    request.upload.addEventListener("progress", ({ loaded, total }) => {
      show(`${size(loaded)} of ${size(total)} sent${timeLeft(loaded / total)}`, loaded / total);
    });
    request.upload.addEventListener("load", () => {
      if (!sending) return;
      sending.started = sending.heard = performance.now();
      show("Reading", null);
      sending.timer = setInterval(ask, ASK_EVERY_MS);
    });
    request.addEventListener("load", () => {
      if (![200, 413, 422].includes(request.status)) { unanswered(); return; }
      end();
      document.dispatchEvent(new CustomEvent("planner:answered"));
      put(request.responseText);
    });
    request.addEventListener("error", unanswered);
    begin(request, job, namesOf(input.files));
    request.send(new FormData(form));
  }

  function stop() {
    if (!sending) return;
    const { request, job } = sending;
    request.abort();
    end();
    fetch(`/usage/stop/${job}`, { method: "POST" }).catch(() => {});
    say("Stopped. Nothing of the file is kept.");
  }

  // ---------- a file held over the page
  const hasFiles = (event) => [...(event.dataTransfer?.types || [])].includes("Files");
  let depth = 0;
  function over(on) { area?.classList.toggle("is-over", on); }

  addEventListener("dragenter", (event) => { if (hasFiles(event)) { depth += 1; over(true); } });
  addEventListener("dragleave", (event) => { if (hasFiles(event)) { depth -= 1; if (depth <= 0) { depth = 0; over(false); } } });
  addEventListener("dragover", (event) => { if (hasFiles(event)) event.preventDefault(); });
  addEventListener("drop", (event) => {
    if (!hasFiles(event)) return;
    event.preventDefault();
    depth = 0;
    over(false);
    if (sending) return;
    input.files = event.dataTransfer.files;
    forget();
    form.requestSubmit();
  });

  // Columns, and the number of calls, were those of another file.
  function forget() {
    byId("read-columns").replaceChildren();
    if (byId("calls")) byId("calls").value = "";
  }

  form.addEventListener("submit", send);
  input.addEventListener("change", forget);
  byId("reading-stop").addEventListener("click", stop);
})();
