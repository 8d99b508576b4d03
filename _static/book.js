// What the pages do beyond the theme: names for buttons, keys, and paper.
"use strict";

// Each copy button says what it copies; the cells are numbered as one meets them.
document.addEventListener("DOMContentLoaded", () => {
  document.querySelectorAll("button.copybtn").forEach((button, i) => {
    const kind = button.closest(".cell_input") ? "code cell" : "example";
    button.setAttribute("aria-label", `Copy ${kind} ${i + 1}`);
  });
});

// The arrow keys turn the pages, but not while they scroll a formula or a table. In an
// explorer they move what has the focus.
window.addEventListener(
  "keydown",
  (event) => {
    const sideways = ["ArrowLeft", "ArrowRight"].includes(event.key);
    const focused = document.activeElement;
    if (focused?.closest(".explorer")) return;
    if (sideways && focused?.scrollWidth > focused?.clientWidth && focused !== document.body) {
      event.stopPropagation();
    }
  },
  true
);

// Paper shows what is folded away on the screen, and is white.
let folded = [];
let theme;
window.addEventListener("beforeprint", () => {
  folded = [...document.querySelectorAll("details:not([open])")];
  folded.forEach((details) => { details.open = true; });
  theme = document.documentElement.dataset.theme;
  document.documentElement.dataset.theme = "light";
});
window.addEventListener("afterprint", () => {
  folded.forEach((details) => { details.open = false; });
  document.documentElement.dataset.theme = theme;
});
