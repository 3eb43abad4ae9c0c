/* In lists: a small button on every row that lays it aside, and below, once something is, the way to compare. */

{
  const { element } = plFind;
  const { gettext, ngettext } = plWords;
  const MOST = 4;
  const KEY = "pl-compare"; // kept for this window alone

  const kept = () => {
    try {
      return JSON.parse(sessionStorage.getItem(KEY)) ?? [];
    } catch {
      return []; // a browser that keeps nothing
    }
  };
  let chosen = kept(); // [place, title]

  const SVG = "http://www.w3.org/2000/svg";
  function icon() {
    const drawn = document.createElementNS(SVG, "svg");
    drawn.setAttribute("viewBox", "0 0 16 16");
    drawn.setAttribute("aria-hidden", "true");
    const path = document.createElementNS(SVG, "path");
    path.setAttribute("d", "M2 3h5v10H2zm7 0h5v10H9z");
    drawn.append(path);
    return drawn;
  }

  const count = element("p", { role: "status" });
  const go = element("a", { className: "pl-button" }, gettext("Compare"));
  const over = element("button", { type: "button", className: "pl-find-clear" }, gettext("Clear"));
  const tray = element("aside", { className: "pl-basket", hidden: true }, count, go, over);
  tray.setAttribute("aria-label", gettext("To compare"));

  function show(words = "") {
    try {
      sessionStorage.setItem(KEY, JSON.stringify(chosen));
    } catch {
      // it lasts as long as the page
    }
    const places = new Set(chosen.map(([place]) => place));
    for (const button of document.querySelectorAll(".pl-lay-aside")) {
      button.setAttribute("aria-pressed", places.has(button.dataset.plPlace));
    }
    tray.hidden = !chosen.length;
    const enough = chosen.length > 1;
    count.textContent = words || (enough
      ? ngettext("%(num)s laid aside", "%(num)s laid aside", chosen.length)
      : gettext("One laid aside. Choose another to compare it with."));
    go.hidden = !enough;
    go.href = `${plFind.to("compare/")}?${chosen.map(([place]) => `p=${encodeURIComponent(place).replaceAll("%2F", "/")}`).join("&")}`;
  }

  function toggle(place, title) {
    const rest = chosen.filter(([one]) => one !== place);
    if (rest.length === chosen.length && chosen.length >= MOST) return show(gettext("Four is as many as fit side by side."));
    chosen = rest.length === chosen.length ? [...chosen, [place, title]] : rest;
    show();
  }

  function add(row) {
    const facts = row.querySelector(".pl-facts");
    const link = row.querySelector(".pl-row-title a");
    if (!facts || !link || facts.querySelector(".pl-lay-aside")) return;
    const place = link.href.slice(plFind.root.href.length).replace(/\/(index\.html)?$/, "");
    const title = link.textContent;
    const button = element("button", { type: "button", className: "pl-lay-aside", title: gettext("Compare") }, icon());
    button.setAttribute("aria-label", gettext("Compare %(title)s", { title }));
    button.setAttribute("aria-pressed", chosen.some(([one]) => one === place));
    button.dataset.plPlace = place;
    button.addEventListener("click", () => toggle(place, title));
    facts.append(button);
  }

  for (const row of document.querySelectorAll(".pl-row")) add(row);
  const rows = plFind.part("rows");
  new MutationObserver((changes) => {
    for (const { addedNodes } of changes) for (const one of addedNodes) add(one);
  }).observe(rows, { childList: true });
  over.addEventListener("click", () => {
    chosen = [];
    show();
  });
  document.querySelector("[data-pl-find=page]").parentElement.append(tray);
  show();
}
