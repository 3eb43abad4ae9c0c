/* The box that `/` opens on every page: titles at once, then what stands in the texts, and the way to all of it. */

plFind.dialog = (dialog) => {
  if (dialog.dataset.plLaid) return;
  dialog.dataset.plLaid = "yes";
  const { element, part } = plFind;
  const { gettext, ngettext } = plWords;
  const MOST = 8; // of each
  const words = part("words", dialog);
  const results = part("results", dialog);
  const inside = part("texts", dialog);
  const status = part("status", dialog);
  let titles; // of the table, once it is there

  plFind.table().then(
    (table) => {
      titles = new plFind.Titles(table.data.title);
      titles.table = table;
      titles.prepare().then(() => words.value.trim() && find());
      find();
    },
    () => plFind.sayMissed(status),
  );

  function entry(table, row, text) {
    const link = plFind.title(table, row, text);
    link.className = "pl-found-title";
    const [, , stage] = table.stage(row);
    const facts = `${table.kind(row)[1]} · ${stage}`;
    return element("li", { className: "pl-found-item" }, link, element("p", { className: "pl-small" }, facts));
  }

  function find() {
    const text = words.value.trim();
    const rows = text && titles ? titles.find(text) : [];
    results.replaceChildren(...rows.slice(0, MOST).map((row) => entry(titles.table, row, text)));
    if (rows.length > MOST) {
      const href = `${plFind.to("search/")}?q=${encodeURIComponent(text)}`;
      const all = gettext("All %(number)s, to choose from", { number: plWords.number(rows.length) });
      results.append(element("li", {}, element("a", { className: "pl-found-title", href }, all)));
    }
    if (text.length < 2) inside.replaceChildren();
    status.textContent = text && titles ? said(rows.length, text, 0) : "";
    if (text.length > 1 && titles) look(text, rows);
  }

  async function look(text, rows) {
    const here = new Set(rows.slice(0, MOST).map((row) => plFind.to(titles.table.place(row))));
    try {
      const pages = await plFind.texts(text, MOST);
      if (!pages || words.value.trim() !== text) return; // later words took over
      const others = pages.filter(({ url }) => !here.has(url));
      inside.replaceChildren(...others.map(plFind.textEntry));
      status.textContent = said(rows.length, text, others.length);
    } catch {
      inside.replaceChildren(); // titles are found all the same
    }
  }

  function said(many, text, others) {
    if (!many && !others) return gettext("Nothing with “%(text)s” so far. Try fewer words, or the beginning of one.", { text });
    const titled = ngettext("One by its title", "%(num)s by their titles", many);
    if (!others) return titled;
    return ngettext("%(titled)s; %(num)s by what is in them", "%(titled)s; %(num)s by what is in them", others, { titled });
  }

  words.addEventListener("input", find);
  words.addEventListener("keydown", (event) => {
    if (event.key !== "Enter") return;
    event.preventDefault(); // it would close the dialog
    dialog.querySelector("a.pl-found-title")?.click();
  });
  dialog.addEventListener("keydown", (event) => plFind.walk(dialog, words, event));
};
