// What stands below the first screen of a plan, and below the first rows of the list of offers, comes when it is near, and
// then with every answer until one has scrolled up again.
(() => {
  "use strict";

  let near = false;
  let seen;
  let reading = false;

  // Also while one is past it: the rows of a list that came are longer than a screen.
  const eye = new IntersectionObserver((entries) => {
    near = entries.at(-1).isIntersecting;
    const later = near && seen.querySelector("[hx-get]");
    if (later) htmx.trigger(later, "near");
  }, { rootMargin: "1000000px 0px 600px" });

  // Anew for every answer: it replaces them.
  function watch() {
    const below = document.getElementById("below");
    if (below === seen) return;
    seen = below;
    near = near && Boolean(below);
    eye.disconnect();
    if (below) eye.observe(below);
  }

  document.addEventListener("htmx:configRequest", ({ detail }) => { if (near) detail.headers["Planner-Below"] = "1"; });
  document.addEventListener("htmx:beforeSwap", ({ detail }) => {
    reading = detail.target.id === "below" && detail.target.contains(document.activeElement);
  });
  document.addEventListener("htmx:afterSettle", () => {
    watch();
    // Who was at the link goes on with what came instead.
    if (reading) document.querySelector(":is(#below, #below ~ *) a")?.focus();
    reading = false;
  });
  watch();
})();
