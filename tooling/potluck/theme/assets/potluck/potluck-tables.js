/* Tables wider than the screen scroll in a box that Material's script puts around them: keys reach it too. */

const boxes = () => document.querySelectorAll(".md-typeset__scrollwrap");

function settle() {
  for (const box of boxes()) {
    if (box.scrollWidth > box.clientWidth) {
      box.tabIndex = 0;
      box.setAttribute("role", "group");
      box.setAttribute("aria-label", "Table, scrolls sideways");
    } else {
      for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
    }
  }
}

addEventListener("load", () => {
  const watch = new ResizeObserver(settle);
  for (const box of boxes()) watch.observe(box);
  settle();
});
