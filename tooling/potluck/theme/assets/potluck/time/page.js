/* The time machine: two sliders, the board as it stood at the end of one day, and what happened since the other. */

const plTime = {};

{
  const CARDS = 6; // in a column
  const LINES = 12; // of a list of differences
  const BINS = 72;
  const QUIET = 350; // milliseconds without a step, after which it is said aloud and the address follows
  const SVG = "http://www.w3.org/2000/svg";

  function setUp() {
    const page = document.querySelector('[data-pl-time="page"]');
    const part = (name) => page.querySelector(`[data-pl-time="${name}"]`);
    const { element } = plFind;
    const { gettext, ngettext, number, pgettext } = plWords;
    let ways;

    /* --- small pieces --- */

    const words = (day) => plFind.day(ways.time(day)).textContent;

    function place(row) {
      const kind = ways.data.kinds[ways.data.stages[ways.start[row]][0]];
      const made = () => ways.data.title[row].toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
      return plFind.to(`${kind[1]}${ways.data.address[row] || made()}/`);
    }

    const languages = new Map();
    function title(row) {
      if (row >= ways.size) return element("span", { className: "pl-small" }, gettext("one that is no more"));
      const link = element("a", { href: place(row), dir: "auto" }, ways.data.title[row]);
      if (languages.has(row)) link.lang = languages.get(row);
      return link;
    }

    function chip(stage) {
      const [, , name, tone] = ways.data.stages[stage];
      return element("span", { className: `pl-chip pl-tone-${tone || "plain"}` }, plFind.mark(tone), name);
    }

    const rest = (all, most) => (all.length > most ? [element("p", { className: "pl-small" }, ngettext("and %(num)s more", "and %(num)s more", all.length - most))] : []);

    /* --- the board --- */

    function column(stage, standing, since) {
      const [, , name, tone] = ways.data.stages[stage];
      const head = element("h3", {}, plFind.mark(tone), name, element("span", { className: "pl-count" }, number(standing.length)));
      const cards = standing.slice(0, CARDS).map((one) => {
        const isNew = one.since > since;
        const mark = isNew ? [element("span", { className: "pl-new" }, gettext("new here"))] : [];
        return element("li", { className: "pl-ticket" }, element("p", { className: "pl-row-title" }, title(one.row)), ...mark);
      });
      return element("div", { className: `pl-column pl-tone-${tone || "plain"}` }, element("header", {}, head),
        element("ol", { className: "pl-list pl-cards" }, ...cards), ...rest(standing, CARDS));
    }

    function board(day, since) {
      const found = ways.board(day);
      part("boards").replaceChildren(
        ...ways.data.kinds.flatMap(([name], kind) => {
          const own = ways.data.stages.map((_, stage) => stage).filter((stage) => ways.data.stages[stage][0] === kind);
          if (!own.some((stage) => found[stage].length)) return [];
          const open = own.filter((stage) => !ways.hasEnded(stage) && (ways.data.stages[stage][4] || found[stage].length));
          const ended = own.filter((stage) => ways.hasEnded(stage)).flatMap((stage) => found[stage]);
          const box = element("div", { className: "pl-board", role: "region", tabIndex: 0 }, ...open.map((stage) => column(stage, found[stage], since)));
          box.style.setProperty("--of", open.length);
          box.setAttribute("aria-label", gettext("%(kind)s by stage", { kind: name }));
          const off = ended.length ? [element("p", { className: "pl-small" }, ngettext("%(num)s off the table", "%(num)s off the table", ended.length))] : [];
          return [element("h2", {}, name), box, ...off];
        }),
      );
      return found.reduce((all, standing, stage) => all + (ways.hasEnded(stage) ? 0 : standing.length), 0);
    }

    /* --- what happened in between --- */

    const LISTS = [
      ["came", gettext("Came"), (one) => [title(one.row)]],
      ["moved", gettext("Moved on"), (one) => [title(one.row), " ", ...plWords.nodes(gettext("%(was)s → %(stage)s"), { was: chip(one.was), stage: chip(one.stage) })]],
      ["decided", gettext("Decided"), (one) => [element("b", {}, one.isYes ? pgettext("answer", "yes") : pgettext("answer", "no")), " ", title(one.row)]],
      ["left", gettext("Left the table"), (one) => [title(one.row), ...(one.stage === undefined ? [] : [" ", chip(one.stage)])]],
    ];

    function differences(found) {
      part("differences").replaceChildren(
        ...LISTS.map(([name, heading, line]) => {
          const all = found[name];
          const lines = all.slice(0, LINES).map((one) =>
            element("li", {}, element("span", { className: "pl-small" }, words(one.on), " "), element("span", {}, ...line(one))));
          const list = all.length ? [element("ul", { className: "pl-list" }, ...lines), ...rest(all, LINES)] : [element("p", { className: "pl-small" }, gettext("Nothing."))];
          return element("section", {}, element("h3", {}, heading, " ", element("span", { className: "pl-count" }, number(all.length))), ...list);
        }),
      );
    }

    /* --- the sliders --- */

    const at = part("at");
    const since = part("since");
    let asked = 0;
    let saying;

    function show(pause = QUIET) {
      const day = Number(at.value);
      if (Number(since.value) > day) since.value = day;
      const before = Number(since.value);
      for (const [slider, said] of [[at, "at-words"], [since, "since-words"]]) {
        part(said).textContent = words(Number(slider.value));
        slider.setAttribute("aria-valuetext", words(Number(slider.value)));
      }
      const standing = board(day, before);
      const found = ways.between(before, day);
      differences(found);
      part("between").textContent = gettext("Between %(first)s and %(last)s", { first: words(before), last: words(day) });
      for (const line of part("pulse").querySelectorAll("line")) line.remove();
      for (const [value, name] of [[before, "pl-pulse-since"], [day, "pl-pulse-at"]]) {
        part("pulse").append(drawn("line", { class: name, x1: x(value), x2: x(value), y1: 0, y2: 40 }));
      }
      clearTimeout(saying);
      if (pause) saying = setTimeout(say, pause);
      else say();

      function say() {
        part("status").textContent = gettext(
          "%(day)s: %(standing)s on the table. Since %(before)s: %(came)s came, %(moved)s moved on, %(decided)s decided, %(left)s left the table.",
          {
            day: words(day),
            before: words(before),
            standing: number(standing),
            came: found.came.length,
            moved: found.moved.length,
            decided: found.decided.length,
            left: found.left.length,
          },
        );
        history.replaceState(null, "", `?at=${ways.iso(day)}&since=${ways.iso(before)}`);
      }
    }

    /* A hand that pulls is quicker than a screen: what is drawn is what it last came to. */
    function follow() {
      cancelAnimationFrame(asked);
      asked = requestAnimationFrame(() => show());
    }

    function step(way) {
      const pulse = ways.pulse();
      let day = Number(at.value) + way;
      while (day > 0 && day < ways.data.days && !pulse[day]) day += way;
      at.value = day;
      show();
    }

    /* --- how much happened when --- */

    function drawn(name, attributes) {
      const made = document.createElementNS(SVG, name);
      for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
      return made;
    }

    const x = (day) => ((100 * day) / Math.max(ways.data.days, 1)).toFixed(2);

    function drawPulse() {
      const bins = new Array(BINS).fill(0);
      ways.pulse().forEach((count, day) => (bins[Math.min(BINS - 1, Math.floor((BINS * day) / (ways.data.days + 1)))] += count));
      const most = Math.max(...bins, 1);
      const wide = 100 / BINS;
      part("pulse").setAttribute("viewBox", "0 0 100 40");
      bins.forEach((count, bin) => {
        const high = count ? Math.max(2, (38 * count) / most) : 0;
        part("pulse").append(drawn("rect", { x: (bin * wide).toFixed(2), y: (40 - high).toFixed(1), width: (wide * 0.8).toFixed(2), height: high.toFixed(1) }));
      });
    }

    async function begin() {
      const own = (name) => plFind.load(`assets/potluck/time/${name}.js`);
      const [data] = await Promise.all([plFind.load(page.dataset.file), own("ways"), plFind.own("rows")]);
      ways = new plTime.Ways(data);
      for (const [language, rows] of Object.entries(data.languages)) for (const row of rows) languages.set(row, language);
      const address = new URLSearchParams(location.search);
      for (const slider of [at, since]) slider.max = data.days;
      at.value = ways.dayOf(address.get("at")) ?? data.days;
      since.value = ways.dayOf(address.get("since")) ?? Math.max(0, Number(at.value) - 90);
      drawPulse();
      at.addEventListener("input", follow);
      since.addEventListener("input", () => {
        if (Number(since.value) > Number(at.value)) at.value = since.value;
        follow();
      });
      part("back").addEventListener("click", () => step(-1));
      part("on").addEventListener("click", () => step(1));
      part("today").addEventListener("click", () => {
        at.value = data.days;
        show();
      });
      show(0);
    }

    begin()
      .catch(() => part("tools").replaceChildren(gettext("What is needed to go back could not be loaded. The months below need nothing.")))
      .finally(() => delete part("tools").dataset.plWaits);
  }

  document.addEventListener("DOMContentLoaded", setUp);
}
