/* The box on top of a list: words, facets with counts, an order; all of it in the address, so that it can be sent. */

plFind.page = (page) => {
  const { element, part } = plFind;
  const { gettext, ngettext, number } = plWords;
  const FIRST = 8; // rows that are laid at a key: what a screen shows
  const STEP = 30; // and that follow, as one comes near the end
  const TEXTS = 8; // pages that are found by what is in them
  const words = part("words", page);
  const sort = part("sort", page);
  const status = part("status", page);
  const chosenList = part("chosen", page);
  const rowsList = part("rows", page);
  const more = part("more", page);
  const empty = part("empty", page);
  const inside = part("inside", page);
  const printed = document.querySelectorAll("[data-pl-printed]");
  const { at, value, all } = page.dataset; // what the whole list has in common; whether nothing is printed
  const standard = sort.value;
  const whole = status.textContent;
  let table;
  let titles;
  let shown; // numbers of what is found, in order
  let laid = 0;

  /* --- the state: it is the address's --- */

  const facetNames = ["kind", "stage", "tag", "person", "year", "needs"];
  const asked = (search) => {
    const address = new URLSearchParams(search);
    const chosen = Object.fromEntries(facetNames.map((name) => [name, new Set(address.getAll(name))]));
    return { text: address.get("q") ?? "", sort: address.get("sort") ?? "", chosen };
  };
  let state = asked(location.search);
  const isTouched = () => Boolean(state.text.trim() || state.sort || facetNames.some((name) => state.chosen[name].size));

  function write(isStep) {
    const address = new URL(location.href);
    const search = new URLSearchParams();
    if (state.text.trim()) search.set("q", state.text);
    for (const name of facetNames) for (const one of state.chosen[name]) search.append(name, one);
    if (state.sort) search.set("sort", state.sort);
    address.search = search.toString();
    history[isStep ? "pushState" : "replaceState"](null, "", address);
  }

  function choose(name, one) {
    const values = state.chosen[name];
    if (!values.delete(one)) values.add(one);
    write(true);
    show();
  }

  function clear() {
    state = asked("");
    words.value = "";
    write(true);
    show();
    words.focus();
  }

  /* --- what is found --- */

  const choice = () => (at ? { ...state.chosen, [at]: new Set([value]) } : state.chosen);

  function found() {
    const text = state.text.trim();
    const hits = text ? titles.find(text) : null;
    const { rows, counts } = plFind.choose(table, choice(), hits);
    const order = state.sort || (hits ? "" : standard); // of words: the nearest first
    if (order && (hits || order !== "newest")) {
      const ranks = table.rank(order);
      rows.sort((one, other) => ranks[one] - ranks[other]);
    }
    return { rows, counts };
  }

  function show() {
    if (!table) return void begin();
    const { rows, counts } = found();
    const isOurs = all || isTouched();
    shown = rows;
    laid = 0;
    for (const one of printed) one.hidden = isOurs;
    rowsList.replaceChildren();
    if (isOurs) lay();
    else more.hidden = true;
    const isEmpty = isOurs && !rows.length;
    empty.hidden = !isEmpty;
    status.textContent = isTouched() ? said(rows.length) : whole;
    const isNamed = Boolean(state.text.trim());
    part("nearest", page).hidden = !isNamed;
    sort.value = state.sort || (isNamed ? "nearest" : standard);
    plFind.picks(page, table, state, counts, at, choose);
    showChosen();
    look();
  }

  function lay() {
    const next = shown.slice(laid, laid + (laid ? STEP : FIRST));
    rowsList.append(...next.map((row) => plFind.row(table, row, state.text, at !== "kind")));
    laid += next.length;
    more.hidden = laid >= shown.length;
  }

  function said(count) {
    const text = state.text.trim();
    if (!count) return text ? gettext("Nothing is called “%(text)s” here.", { text }) : gettext("Nothing has all that.");
    return gettext("%(part)s of %(whole)s", { part: number(count), whole });
  }

  function showChosen() {
    const folded = table.facets.filter(({ name }) => !page.querySelector(`ul[data-pl-facet="${name}"]`)); // others show it
    const chips = folded.flatMap(({ name, number: numbers, options }) =>
      [...state.chosen[name]].map((one) => {
        const option = options[numbers.get(one)];
        const chip = element("button", { type: "button", className: "pl-chip pl-tone-plain pl-chosen" },
          element("bdi", {}, option?.words ?? one), element("span", { className: "pl-hidden" }, gettext(": take it away")));
        chip.addEventListener("click", () => {
          choose(name, one);
          words.focus();
        });
        return chip;
      }),
    );
    const over = element("button", { type: "button", className: "pl-find-clear" }, gettext("Clear"));
    over.addEventListener("click", clear);
    chosenList.replaceChildren(...chips, ...(isTouched() ? [over] : []));
  }

  /* By what is in the texts, from the second letter on. */
  async function look() {
    const text = state.text.trim();
    inside.hidden = true;
    if (text.length < 2) return;
    try {
      const pages = await plFind.texts(text, 3 * TEXTS);
      if (!pages || state.text.trim() !== text) return; // later words took over
      const numbers = table.numbers();
      const named = new Set(shown);
      const fitting = new Set(plFind.choose(table, choice(), pages.map(({ url }) => numbers.get(url)).filter((one) => one >= 0)).rows);
      const isOpen = all && !facetNames.some((name) => state.chosen[name].size);
      const others = pages.filter(({ url }) => {
        const row = numbers.get(url);
        return row === undefined ? isOpen : fitting.has(row) && !named.has(row);
      });
      part("texts", inside).replaceChildren(...others.slice(0, TEXTS).map(plFind.textEntry));
      inside.hidden = !others.length;
      if (others.length) {
        empty.hidden = true;
        const titled = shown.length ? said(shown.length) : gettext("None by its title");
        const many = Math.min(TEXTS, others.length);
        status.textContent = ngettext("%(titled)s; %(num)s by what is in them", "%(titled)s; %(num)s by what is in them", many, { titled });
      }
    } catch {
      // titles are found all the same
    }
  }

  /* --- hands and keys --- */

  let beginning;
  function begin() {
    beginning ??= Promise.all([plFind.table(), plFind.own("picks")])
      .then(
        async ([there]) => {
          table = there;
          titles = new plFind.Titles(table.data.title);
          // The first rows come whole, or they would grow below the reader's eyes.
          if (all || isTouched()) await Promise.allSettled(found().rows.slice(0, FIRST).map((row) => table.sentence(row)));
          show();
        },
        () => {
          beginning = undefined;
          plFind.sayMissed(status);
        },
      )
      .finally(() => delete page.dataset.plWaits);
    return beginning;
  }

  async function prepare() {
    await begin();
    await titles?.prepare();
    if (titles && state.text.trim()) show();
  }

  words.addEventListener("focus", prepare, { once: true });
  words.addEventListener("input", () => {
    state.text = words.value;
    write(false);
    show();
  });
  words.addEventListener("keydown", (event) => {
    const first = page.querySelector("[data-pl-found] a");
    if (event.key === "Enter" && first && state.text.trim()) first.click();
  });
  sort.addEventListener("change", () => {
    state.sort = sort.value === (state.text.trim() ? "nearest" : standard) ? "" : sort.value;
    write(true);
    show();
  });
  more.addEventListener("click", () => {
    const last = laid;
    lay();
    rowsList.children[last]?.querySelector("a").focus();
  });
  new IntersectionObserver(([seen]) => seen.isIntersecting && shown && laid && lay(), { rootMargin: "800px" }).observe(more);
  document.addEventListener("keydown", (event) => plFind.walk(page, words, event));
  part("over", empty).addEventListener("click", clear);
  addEventListener("popstate", () => {
    state = asked(location.search);
    words.value = state.text;
    show();
  });

  words.value = state.text;
  if (all || isTouched()) prepare();
  else if (document.readyState === "complete") begin();
  else addEventListener("load", () => (window.requestIdleCallback ?? setTimeout)(begin));
};
