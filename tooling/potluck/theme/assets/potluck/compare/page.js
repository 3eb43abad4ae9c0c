/* Two to four proposals side by side. Which they are stands in the address: `?p=ideas/soup-night&p=ideas/pickle-shelf`. */

{
  const MOST = 4;
  const FOUND = 6; // that are offered for some words
  // Said once more, since on a phone the table is laid out as none, which would take its meaning away.
  const ROLES = [["table", "table"], ["thead, tbody", "rowgroup"], ["tr", "row"], ["td", "cell"],
    ["thead th", "columnheader"], ["tbody th", "rowheader"]];

  function setUp() {
    const page = document.querySelector('[data-pl-compare="page"]');
    const { element } = plFind;
    const { gettext, ngettext } = plWords;
    const part = (name) => page.querySelector(`[data-pl-compare="${name}"]`);
    const [words, offered, status, side] = ["words", "offered", "status", "side"].map(part);
    let table;
    let titles;

    const trim = (place) => place.replace(/\/+$/, "");
    const asked = () => [...new Set(new URLSearchParams(location.search).getAll("p").map(trim))].slice(0, MOST);
    const rowOf = (place) => table.numbers().get(plFind.to(`${place}/`));

    function write(places) {
      const search = places.map((place) => `p=${encodeURIComponent(place).replaceAll("%2F", "/")}`).join("&");
      history.pushState(null, "", search ? `?${search}` : location.pathname);
      show();
    }

    function add(place) {
      const places = asked();
      if (places.length >= MOST) return void (status.textContent = gettext("Four is as many as fit. Take one away first."));
      words.value = "";
      offered.replaceChildren();
      write([...places, place]);
      words.focus();
    }

    function takeAway(place) {
      write(asked().filter((one) => one !== place));
      words.focus();
    }

    /* --- what is offered for some words --- */

    function offer() {
      const text = words.value.trim();
      const here = new Set(asked());
      const rows = text && titles ? titles.find(text).filter((row) => !here.has(trim(table.place(row)))) : [];
      offered.replaceChildren(
        ...rows.slice(0, FOUND).map((row) => {
          const name = element("span", { dir: "auto" }, plFind.marked(table.data.title[row], text));
          const facts = element("span", { className: "pl-small" }, ` ${table.stage(row)[2]}`);
          const button = element("button", { type: "button" }, name, facts);
          button.addEventListener("click", () => add(trim(table.place(row))));
          return element("li", {}, button);
        }),
      );
      if (text && titles) status.textContent = rows.length ? "" : gettext("Nothing is called “%(text)s” here.", { text });
    }

    /* --- side by side --- */

    const nothing = () => element("span", { className: "pl-small" }, "–");
    const whole = (text, language) => element("bdi", language ? { lang: language } : {}, text);

    function head(place, row) {
      const button = element("button", { type: "button", className: "pl-small" }, gettext("Take away"),
        element("span", { className: "pl-hidden" }, ` ${table.data.title[row]}`));
      button.addEventListener("click", () => takeAway(place));
      return element("th", { scope: "col" }, element("span", { className: "pl-row-title" }, plFind.title(table, row)), button);
    }

    /* A cell with what *lay* makes of what is *coming*. */
    async function later(coming, lay) {
      const [told] = await Promise.allSettled([coming]);
      if (told.status === "rejected") return element("td", {}, element("span", { className: "pl-small" }, gettext("on its own page")));
      return element("td", {}, ...(lay(told.value) ?? [nothing()]));
    }

    const day = (iso) => plFind.day(Date.parse(`${iso}T00:00:00Z`));

    function promised({ promised: dates }) {
      const last = dates.at(-1);
      return last && [day(last.on), ": ", whole(last.why), ...(dates.length > 1 ? [ngettext(" (moved once)", " (moved %(num)s times)", dates.length - 1)] : [])];
    }

    function decided({ more }) {
      const { says, date } = more.decision ?? {};
      return says ? [whole(says), ...(date ? [" ", element("span", { className: "pl-small" }, day(date))] : [])] : null;
    }

    const needed = ({ needs }) => (needs.length ? [element("ul", {}, ...needs.map((one) => element("li", {}, whole(one))))] : null);

    function tags(row) {
      const links = table.data.tagged[row].flatMap((one) => {
        const [name, place] = table.data.tags[one];
        return [element("a", { className: "pl-tag", href: plFind.to(place) }, element("bdi", {}, name)), " "];
      });
      return links.length ? links : [nothing()];
    }

    /* Each line: its name, and the cell of one proposal. */
    const LINES = [
      [gettext("In a sentence"), ({ row }) => later(table.sentence(row), (text) => (text ? [whole(text, table.language.get(row))] : null))],
      [gettext("Where it stands"), ({ row }) => {
        const [, , stage, tone, place] = table.stage(row);
        return element("td", {}, plFind.chip(stage, tone, place), " ", plFind.chip(table.kind(row)[1], "", table.kind(row)[3]));
      }],
      [gettext("Voices"), ({ row }) => element("td", { className: "pl-row-tally" }, ...(table.kind(row)[4] ? plFind.tally(table, row) : [nothing()]))],
      [gettext("Decided"), ({ file }) => later(file, decided)],
      [gettext("Promised"), ({ file }) => later(file, promised)],
      [gettext("Still needs"), ({ file }) => later(file, needed)],
      [gettext("Brought by"), ({ row }) => element("td", {}, plFind.names(table, row),
        ...(table.created[row] === undefined ? [] : [" ", element("span", { className: "pl-small" }, plFind.day(table.created[row]))]))],
      [gettext("Last changed"), ({ row }) => element("td", {}, table.changed(row) === undefined ? nothing() : plFind.day(table.changed(row)))],
      [gettext("About"), ({ row }) => element("td", {}, ...tags(row))],
    ];

    /* Its file of the API. */
    const files = new Map();
    function fileOf(place) {
      if (!files.has(place)) {
        const slug = place.split("/").at(-1).replace(/--as-brought$/, "");
        files.set(place, plFind.read(`api/v1/proposals/${slug}.json`).then(JSON.parse));
        files.get(place).catch(() => {});
      }
      return files.get(place);
    }

    let latest;
    async function show() {
      const places = asked();
      const there = places.filter((place) => rowOf(place) !== undefined);
      const ones = there.map((place) => ({ place, row: rowOf(place), file: fileOf(place) }));
      const names = ones.map(({ row }) => `“${table.data.title[row]}”`);
      const gone = places.length - there.length;
      const missing = gone
        ? ` ${ngettext("One of the address is not here.", "%(num)s of the address are not here.", gone)}`
        : "";
      const said =
        names.length > 1
          ? ngettext("%(num)s side by side.", "%(num)s side by side.", names.length)
          : names.length
            ? gettext("One more, and there is something to compare.")
            : gettext("Find two to begin with.");
      status.textContent = said + missing;
      latest = places;
      const cells = await Promise.all(LINES.map(([, cell]) => Promise.all(ones.map(cell))));
      if (latest !== places) return; // others were asked for in the meantime
      side.hidden = !ones.length;
      const corner = element("td", {}, element("span", { className: "pl-hidden" }, gettext("What is compared")));
      const lines = LINES.map(([name], at) => element("tr", {}, element("th", { scope: "row" }, name), ...cells[at]));
      side.replaceChildren(
        element("table", { className: `pl-side pl-side-${ones.length}` },
          element("caption", { className: "pl-hidden" }, gettext("%(titles)s side by side", { titles: plWords.listed(names) })),
          element("thead", {}, element("tr", {}, corner, ...ones.map(({ place, row }) => head(place, row)))),
          element("tbody", {}, ...lines),
        ),
      );
      for (const [parts, role] of ROLES) for (const one of side.querySelectorAll(parts)) one.setAttribute("role", role);
    }

    words.addEventListener("input", offer);
    words.addEventListener("keydown", (event) => {
      if (event.key !== "Enter") return;
      event.preventDefault();
      offered.querySelector("button")?.click();
    });
    addEventListener("popstate", () => table && show());
    plFind.table().then(
      (there) => {
        table = there;
        titles = new plFind.Titles(table.data.title);
        titles.prepare().then(offer);
        show();
      },
      () => (status.textContent = gettext("What is needed to compare could not be loaded. Try again in a moment.")),
    );
  }

  document.addEventListener("DOMContentLoaded", setUp);
}
