/* Tables wider than the screen scroll in a box that Material's script puts around them: keys reach it too. */

{
  const boxes = () => document.querySelectorAll(".md-typeset__scrollwrap");

  function settle() {
    for (const box of boxes()) {
      if (box.scrollWidth > box.clientWidth) {
        box.tabIndex = 0;
        box.setAttribute("role", "group");
        box.setAttribute("aria-label", plWords.gettext("Table, scrolls sideways"));
      } else {
        for (const name of ["tabindex", "role", "aria-label"]) box.removeAttribute(name);
      }
    }
  }

  /* An engine's script may put them there after the page is loaded. */
  const isNew = ({ addedNodes }) => [...addedNodes].some((node) => node.matches?.(".md-typeset__scrollwrap"));

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
