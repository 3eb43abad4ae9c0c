/* The facets beside the box: what can be chosen, how many each would leave, and what is chosen. */

{
  const { element, part } = plFind;
  const MOST = 40; // options that are laid at once: the box of the facet narrows them

  function option(facet, { value, words, tone }, count, isChosen, choose) {
    const name = element("bdi", {}, words);
    const chip = element("button", { type: "button", className: `pl-chip pl-tone-${tone || "plain"}` },
      ...(tone ? [plFind.mark(tone)] : []), name, " ", element("span", { className: "pl-count" }, `${count}`));
    chip.setAttribute("aria-pressed", isChosen);
    chip.dataset.plValue = value;
    chip.addEventListener("click", () => choose(facet.name, value));
    return element("li", {}, chip);
  }

  /* Options that would leave something, and those that are chosen. */
  function offered(facet, counts, chosen) {
    const found = [];
    facet.options.forEach(({ value, words, tone }, place) => {
      const isChosen = chosen.has(value);
      if (counts[place] || isChosen) found.push({ value, words, tone, count: counts[place], isChosen });
    });
    return found;
  }

  const byCount = (one, other) => other.isChosen - one.isChosen || other.count - one.count || (one.words < other.words ? -1 : 1);
  const byName = (one, other) => (one.words < other.words ? 1 : -1);

  function fill(details, facet, options, choose) {
    const list = part("options", details);
    const narrow = part("narrow", details);
    const lay = () => {
      const sorted = [...options].sort(facet.name === "year" ? byName : byCount);
      const typed = narrow.value.trim().toLowerCase();
      const fitting = typed ? sorted.filter(({ words }) => words.toLowerCase().includes(typed)) : sorted;
      list.replaceChildren(...fitting.slice(0, MOST).map((one) => option(facet, one, one.count, one.isChosen, choose)));
    };
    narrow.hidden = options.length <= 12 && !narrow.value;
    narrow.oninput = lay;
    if (details.open) lay();
    details.ontoggle = () => details.open && lay();
    details.hidden = options.length < 2 && !options.some(({ isChosen }) => isChosen);
    details.classList.toggle("pl-pick-chosen", options.some(({ isChosen }) => isChosen));
  }

  plFind.picks = (page, table, state, counts, at, choose) => {
    const kept = document.activeElement?.dataset.plValue; // buttons are laid anew: the one in use stays in use
    const keptIn = document.activeElement?.closest("[data-pl-facet]")?.dataset.plFacet;
    table.facets.forEach((facet, place) => {
      const home = page.querySelector(`[data-pl-facet="${facet.name}"]`);
      if (!home || facet.name === at) return;
      const options = offered(facet, counts[place], state.chosen[facet.name]);
      if (home.nodeName === "DETAILS") return fill(home, facet, options, choose);
      const laid = options.map((one) => option(facet, one, one.count, one.isChosen, choose));
      home.replaceChildren(...laid);
    });
    if (kept !== undefined) page.querySelector(`[data-pl-facet="${keptIn}"] [data-pl-value="${CSS.escape(kept)}"]`)?.focus();
  };

  document.addEventListener("click", (event) => {
    for (const one of document.querySelectorAll("details.pl-pick[open]")) if (!one.contains(event.target) && event.target.isConnected) one.open = false;
  });
  document.addEventListener("keydown", (event) => {
    const open = event.key === "Escape" && document.querySelector("details.pl-pick[open]");
    if (!open) return;
    open.open = false;
    open.querySelector("summary").focus();
  });
}
