// The sections of a plan below its first screen come when they are near, and then with every answer while they are.
(() => {
  "use strict";

  let near = false;
  let seen;

  const eye = new IntersectionObserver((entries) => {
    near = entries.at(-1).isIntersecting;
    const later = near && seen.querySelector("[hx-get]");
    if (later) htmx.trigger(later, "near");
  }, { rootMargin: "600px 0px" });

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
  document.addEventListener("htmx:afterSettle", watch);
  watch();
})();
