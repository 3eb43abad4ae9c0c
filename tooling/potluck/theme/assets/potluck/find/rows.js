/* A proposal as one line of a list: what `row` in the template pieces/rows.html prints, made of the table. */

{
  const { element } = plFind;
  const SVG = "http://www.w3.org/2000/svg";
  const { gettext, pgettext } = plWords;
  const MONTHS = [
    gettext("January"), gettext("February"), gettext("March"), gettext("April"), gettext("May"), gettext("June"),
    gettext("July"), gettext("August"), gettext("September"), gettext("October"), gettext("November"), gettext("December"),
  ];
  const MARKS = {
    moving: ["circle", "M6 1.5a4.5 4.5 0 0 1 0 9z"],
    done: ["", "m1.5 6.5 3 3 6-7"],
    no: ["", "m2.5 2.5 7 7m0-7-7 7"],
    rest: ["", "M2 6h8"],
    open: ["circle", ""],
  };

  function drawn(name, attributes, ...children) {
    const made = document.createElementNS(SVG, name);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }

  plFind.mark = (tone) => {
    const [ring, path] = MARKS[tone] ?? MARKS.open;
    return drawn("svg", { class: "pl-mark", viewBox: "0 0 12 12", "aria-hidden": "true" },
      ...(ring ? [drawn("circle", { cx: 6, cy: 6, r: 4.5 })] : []),
      ...(path ? [drawn("path", ring ? { class: "pl-fill", d: path } : { d: path })] : []),
    );
  };

  plFind.day = (time) => {
    const day = new Date(time);
    const iso = day.toISOString().slice(0, 10);
    const parts = { day: day.getUTCDate(), month: MONTHS[day.getUTCMonth()], year: day.getUTCFullYear() };
    const words = gettext("%(day)s %(month)s %(year)s", parts);
    return element("time", { dateTime: iso, title: iso }, words);
  };

  function bar(support, against, unsure) {
    const share = Math.round((100 * support) / (support + against));
    const said = { support, opposition: against, unsure };
    const words = unsure
      ? gettext("%(support)s for, %(opposition)s against, %(unsure)s unsure", said)
      : gettext("%(support)s for, %(opposition)s against", said);
    return drawn("svg", { class: "pl-bar", viewBox: "0 0 100 8", preserveAspectRatio: "none", role: "img", "aria-label": words },
      drawn("rect", { class: "pl-bar-rest", y: 5, width: 100, height: 3 }),
      drawn("rect", { class: "pl-bar-for", width: share, height: 8 }),
    );
  }

  plFind.tally = ({ data }, row) => {
    const [support, against, unsure] = [data.support[row], data.against[row], data.unsure[row]];
    if (!(support + against)) return [element("span", {}, gettext("No voices yet"))];
    const said = plWords.nodes(gettext("%(support)s for · %(opposition)s against"), {
      support: element("b", {}, `${support}`),
      opposition: `${against}`,
    });
    const words = element("span", { "aria-hidden": "true" }, ...said);
    return [bar(support, against, unsure), words];
  };

  const hat = () =>
    drawn("svg", { class: "pl-hat", viewBox: "0 0 16 16", role: "img", "aria-label": gettext("(of the house)") },
      drawn("path", { d: "M4.5 9.5a3 3 0 1 1 .8-5.7 3 3 0 0 1 5.4 0 3 3 0 1 1 .8 5.7V14h-7zm0 2h7" }),
    );

  plFind.names = ({ data }, row) => {
    const people = data.by[row].map((one) => data.people[one]);
    const parts = people.flatMap(([name, , place, isFirm], at) => {
      const words = element("bdi", {}, name);
      const who = place ? element("a", { className: "pl-who", href: plFind.to(place) }, words) : words;
      const between = at === people.length - 1 ? "" : at === people.length - 2 ? pgettext("between names", " and ") : pgettext("between names", ", ");
      return [who, ...(isFirm ? [hat()] : []), between];
    });
    return element("span", {}, ...(parts.length ? parts : [gettext("Someone")]));
  };

  plFind.chip = (name, tone, place) =>
    element("a", { className: `pl-chip pl-tone-${tone || "plain"}`, href: plFind.to(place) },
      ...(tone ? [plFind.mark(tone)] : []), name);

  plFind.title = (table, row, words = "") => {
    const link = element("a", { href: plFind.to(table.place(row)), dir: "auto" }, plFind.marked(table.data.title[row], words));
    if (table.language.has(row)) link.lang = table.language.get(row);
    return link;
  };

  /* One line of the list; *words* are those that its title was found by. */
  plFind.row = (table, row, words, showsKind) => {
    const { data } = table;
    const [, name, , kindPlace, hasVotes] = table.kind(row);
    const [, , stage, tone, place] = table.stage(row);
    const said = element("bdi");
    if (table.language.has(row)) said.lang = table.language.get(row);
    const summary = element("p", { className: "pl-row-summary" }, said);
    table.sentence(row).then((sentence) => (sentence ? said.append(sentence) : summary.remove()), () => summary.remove());
    const tags = data.tagged[row].flatMap((one) => {
      const [tag, at] = data.tags[one];
      return [element("a", { className: "pl-tag", href: plFind.to(at) }, element("bdi", {}, tag)), " "];
    });
    const facts = element("p", { className: "pl-facts" },
      ...(showsKind ? [plFind.chip(name, "", kindPlace)] : []),
      plFind.chip(stage, tone, place),
      ...(table.faulty.has(row) ? [element("span", { className: "pl-chip pl-tone-plain" }, gettext("needs one more thing"))] : []),
      plFind.names(table, row),
      ...(table.changed(row) === undefined ? [] : [element("span", {}, plFind.day(table.changed(row)))]),
      ...(tags.length ? [element("span", { className: "pl-tags" }, ...tags)] : []),
    );
    const title = element("h2", { className: "pl-row-title" }, plFind.title(table, row, words));
    return element("li", {},
      element("div", { className: "pl-row" },
        element("div", { className: "pl-row-words" }, title, summary, facts),
        ...(hasVotes ? [element("p", { className: "pl-row-tally" }, ...plFind.tally(table, row))] : []),
      ),
    );
  };
}
