/* Finding, on every page: the key `/`, the box that it opens, and what is loaded then: classic scripts, and data in
   scripts, since a copy in a folder loads nothing else. */

const plFind = (() => {
  const root = new URL("../../../", document.currentScript.src);
  const isCopy = root.protocol === "file:";
  const asked = new Map(); // by place, what comes of it
  const taken = new Map(); // by place, what a script has handed over

  function load(place) {
    if (!asked.has(place)) {
      const coming = new Promise((done, failed) => {
        const script = document.createElement("script");
        script.src = new URL(place, root);
        script.async = false; // they run in the order in which they are asked for
        script.onload = () => done(taken.get(place));
        script.onerror = () => failed(new Error(plWords.gettext("%(place)s could not be loaded.", { place })));
        document.head.append(script);
      });
      asked.set(place, coming);
      coming.catch(() => asked.delete(place)); // it is tried again
    }
    return asked.get(place);
  }

  const own = (name) => load(`assets/potluck/find/${name}.js`);
  const part = (name, within = document) => within.querySelector(`[data-pl-find="${name}"]`);

  /* The table of all proposals, with what reads it. */
  async function table() {
    const parts = ["table", "words", "choice", "rows", "texts"].map(own);
    const [data] = await Promise.all([load("search/table.js"), ...parts]);
    plFind.made ??= new plFind.Table(data);
    return plFind.made;
  }

  function sayMissed(status) {
    status.textContent = plWords.gettext("What is needed to find something could not be loaded. Try again in a moment.");
  }

  function element(name, properties = {}, ...children) {
    const made = document.createElement(name);
    for (const [key, value] of Object.entries(properties)) {
      if (key in made) made[key] = value;
      else made.setAttribute(key, value);
    }
    made.append(...children);
    return made;
  }

  /* Arrows walk from the words through what was found, and back; Enter on a title is the browser's own. */
  function walk(box, words, event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (!step) return;
    const stops = [words, ...box.querySelectorAll("[data-pl-found] a.pl-found-title, [data-pl-found] h2.pl-row-title a")];
    const here = stops.indexOf(document.activeElement);
    const next = stops[here + step];
    if (here < 0 || !next) return;
    event.preventDefault();
    next.focus();
  }

  const isTyping = (target) =>
    target.matches("input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]");

  function setUp() {
    const dialog = part("dialog");
    const page = part("page");
    const open = () => {
      if (page) {
        scrollTo({ top: 0 });
        return part("words", page).focus();
      }
      dialog.showModal();
      part("words", dialog).select();
      own("dialog").then(() => plFind.dialog(dialog));
    };
    dialog.addEventListener("keydown", (event) => {
      if (event.key === "Escape") dialog.close(); // the browser's own Escape would only empty the words first
    });
    document.addEventListener("click", (event) => {
      if (event.target === dialog) return dialog.close(); // beside the box
      const opener = event.target.closest('[data-pl-find="open"]');
      if (!opener || event.ctrlKey || event.metaKey || event.shiftKey) return;
      event.preventDefault();
      open();
    });
    document.addEventListener("keydown", (event) => {
      if (event.key !== "/" || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      event.preventDefault();
      open();
    });
    if (page) own("page").then(() => plFind.page(page));
    if (page) load("assets/potluck/compare/basket.js");
  }

  document.addEventListener("DOMContentLoaded", setUp);
  return {
    root,
    isCopy,
    load,
    read: async (place) => (await load("assets/potluck/read.js"))(place),
    own,
    part,
    table,
    sayMissed,
    element,
    walk,
    to: (place) => new URL(isCopy ? place.replace(/(^|\/)$/, "$&index.html") : place, root).href,
    take: (place, value) => taken.set(place, value),
  };
})();
