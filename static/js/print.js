// The button that prints the page. Without this file the browser's own menu does.
document.addEventListener("click", (event) => {
  "use strict";
  if (event.target.closest("[data-print]")) window.print();
});
