/* What is wider than the screen scrolls in a box of its own, and keys reach it too. Material's script puts one around a
   table, and ours around a drawing. */

{
  const { gettext } = plWords;
  const NAMES = {
    ".md-typeset__scrollwrap": gettext("Table, scrolls sideways"),
    ".formula-block": gettext("Formula, scrolls sideways"),
    ".drawing-room": gettext("Drawing, scrolls sideways"),
  };
  const ANY = Object.keys(NAMES).join();
  const boxes = () => document.querySelectorAll(ANY);
  const name = (box) => Object.entries(NAMES).find(([kind]) => box.matches(kind))[1];

  function settle() {
    for (const box of boxes()) {
      if (box.scrollWidth > box.clientWidth) {
        box.tabIndex = 0;
        box.setAttribute("role", "group");
        box.setAttribute("aria-label", name(box));
      } else {
        for (const set of ["tabindex", "role", "aria-label"]) box.removeAttribute(set);
      }
    }
  }

  /* They may come after the page is loaded. */
  const isNew = ({ addedNodes }) => [...addedNodes].some((node) => node.matches?.(ANY));

  addEventListener("load", () => {
    const watch = new ResizeObserver(settle);
    const meet = () => {
      for (const box of boxes()) watch.observe(box);
      settle();
    };
    meet();
    new MutationObserver((changes) => changes.some(isNew) && meet()).observe(document.body, {
      childList: true,
      subtree: true,
    });
  });
}
