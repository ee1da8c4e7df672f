// Copies what a field holds. Without this file the field can be marked and copied by hand.
(() => {
  "use strict";

  const say = (text) => { document.getElementById("toast").textContent = text; setTimeout(() => { document.getElementById("toast").textContent = ""; }, 4000); };

  document.addEventListener("click", async (event) => {
    const button = event.target.closest("[data-copy]");
    if (!button) return;
    const field = document.getElementById(button.dataset.copy);
    field.select();
    try {
      await navigator.clipboard.writeText(field.value);
      say("Link copied.");
    } catch {
      say("The browser would not copy. The link is marked: copy it by hand.");
    }
  });
})();
