/* Counts a proposal's ballots anew from the published files, and sets every number beside the one that is printed. */

{
  const { addUp, count, linesOf, markLate, readBallots } = plRecount;
  const { gettext, ngettext } = plWords;

  async function recount(button) {
    const panel = button.closest(".pl-votes");
    const says = panel.querySelector("[data-pl-recount-says]");
    says.textContent = gettext("Counting …");
    clear(panel);
    try {
      const found = await countAnew(button.dataset.plRecount);
      says.replaceChildren(...sentences(found, show(panel, found)));
      panel.querySelector(".pl-counting").open = true;
    } catch (error) {
      says.textContent = gettext("It could not be counted here: %(why)s The files are below.", { why: error.message });
    }
  }

  /* What the published files of a proposal give, each a text that *read* brings. */
  async function countAnew(slug, read = plFind.read) {
    const json = async (place) => JSON.parse(await read(place));
    const [rules, proposal, list] = await Promise.all(
      ["rules", `proposals/${slug}`, "proposals"].map((name) => json(`api/v1/${name}.json`)),
    );
    const sources = proposal.ballots.filter((source) => source.counted);
    const texts = await Promise.all(sources.map((source) => read(source.file)));
    const isCounts = rules.ballots === "counts-only";
    const found = isCounts ? added(texts, rules) : counted(texts, sources, proposal, rules);
    const published = list.proposals.find((one) => one.slug === slug);
    const lines = linesOf(found.tally, rules, proposal.milestones);
    const elsewhere = new Map(); // what no page prints, since it is another one every day
    if (!isCounts) elsewhere.set("trending", [`${published?.trending ?? gettext("nothing")}`, `${found.tally.trending}`]);
    return { ...found, rules, isCounts, files: sources.length, lines, elsewhere };
  }

  function counted(texts, sources, proposal, rules) {
    const read = texts.map((one, place) => readBallots(one, sources[place].name));
    const ballots = read.flatMap((one, place) => markLate(one.ballots, sources[place].voting));
    const tally = count(ballots, proposal.authors.map((author) => author.login), rules);
    return { tally, ballots: ballots.length, unread: read.reduce((sum, one) => sum + one.unread, 0) };
  }

  function added([text = "{}"], rules) {
    const { counted = {}, reactions = {}, excluded = {}, reached = {} } = JSON.parse(text);
    const tally = addUp(...[counted, reactions, excluded].map((one) => new Map(Object.entries(one))), rules);
    return { tally: { ...tally, trending: null, reachedOn: (n) => reached[n] }, ballots: 0, unread: 0 };
  }

  function element(name, className, ...children) {
    const made = document.createElement(name);
    made.className = className;
    made.append(...children);
    return made;
  }

  /* Sets *lines* beside the printed ones, and below them what is *elsewhere*; how many there are, and how many differ. */
  function show(panel, { lines: printed, elsewhere }) {
    const lines = new Map([...printed, ...[...elsewhere].map(([key, [, counted]]) => [key, counted])]);
    const table = panel.querySelector(".pl-lines");
    table.querySelector("thead tr").append(element("th", "pl-here", gettext("counted here")));
    for (const heading of table.querySelectorAll("[colspan]")) heading.colSpan = 3;
    const rows = new Map([...table.querySelectorAll("[data-pl-line]")].map((row) => [row.dataset.plLine, row]));
    const missing = [...lines.keys()].filter((key) => !rows.has(key));
    if (missing.length) table.append(element("tbody", "pl-here"));
    for (const key of missing) {
      const [published] = elsewhere.get(key) ?? [gettext("nothing")];
      const words = elsewhere.has(key) ? gettext("%(name)s, in proposals.json", { name: key }) : key;
      rows.set(key, element("tr", "", element("th", "", words), element("td", "", published)));
      table.querySelector("tbody.pl-here").append(rows.get(key));
    }
    let differing = 0;
    for (const [key, row] of rows) {
      const isSame = row.cells[1].textContent === lines.get(key);
      if (!isSame) differing += 1;
      const mark = element("span", isSame ? "pl-same" : "pl-differs", isSame ? "✓" : "✕");
      mark.setAttribute("role", "img");
      mark.setAttribute("aria-label", isSame ? gettext("the same") : gettext("differs"));
      row.append(element("td", "pl-here", lines.get(key) ?? gettext("nothing"), " ", mark));
    }
    return { all: rows.size, differing };
  }

  function clear(panel) {
    for (const made of panel.querySelectorAll(".pl-here")) made.remove();
    for (const heading of panel.querySelectorAll(".pl-lines [colspan]")) heading.colSpan = 2;
  }

  function sentences({ ballots, unread, files, isCounts, rules }, { all, differing }) {
    const result = differing
      ? ngettext(
          "%(num)s number of %(all)s is not as published: see ✕ in the table.",
          "%(num)s numbers of %(all)s are not as published: see ✕ in the table.",
          differing,
          { all },
        )
      : ngettext("All %(num)s numbers are as published.", "All %(num)s numbers are as published.", all);
    const words = [element("b", differing ? "pl-differs" : "pl-same", result), " ", source(ballots, files, isCounts)];
    if (rules.ledger_taken) {
      const time = rules.ledger_taken.replace("T", " ").replace("Z", " UTC");
      words.push(gettext(", taken %(time)s", { time }));
    }
    words.push(". ");
    if (unread) {
      const said = ngettext(
        "%(num)s line could not be read and is in no number.",
        "%(num)s lines could not be read and are in no number.",
        unread,
      );
      words.push(said, " ");
    }
    if (isCounts) words.push(gettext("Nobody can check single votes from counts."));
    return words;
  }

  function source(ballots, files, isCounts) {
    if (isCounts) return gettext("Added up here from the published counts");
    const some = ngettext("%(num)s ballot", "%(num)s ballots", ballots);
    const places = ngettext("%(num)s file", "%(num)s files", files);
    return gettext("Counted here from %(ballots)s in %(files)s", { ballots: some, files: places });
  }

  Object.assign(plRecount, { recount, countAnew });
}
