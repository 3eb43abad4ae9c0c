/* Which proposals are meant by what is chosen, and how many each other choice would leave. */

plFind.choose = (table, chosen, found) => {
  const { facets } = table;
  const picked = facets.map(({ name, number }) => {
    const values = [...(chosen[name] ?? [])];
    return values.length ? values.map((value) => number.get(value) ?? -1) : null;
  });
  const counts = facets.map(({ options }) => new Int32Array(options.length));
  const rows = [];

  const fits = (place, row) => {
    const has = facets[place].of[row];
    if (typeof has === "number") return picked[place].includes(has);
    const test = (one) => has.includes(one);
    return facets[place].isAll ? picked[place].every(test) : picked[place].some(test);
  };
  const count = (place, row) => {
    const has = facets[place].of[row];
    if (typeof has === "number") counts[place][has] += 1;
    else for (const one of has) counts[place][one] += 1;
  };

  /* What fails in one facet alone would be there if that were chosen otherwise: it counts in that facet. */
  for (const row of found ?? Array(table.size).keys()) {
    let failing = -1;
    let isOut = false;
    for (let place = 0; place < facets.length; place += 1) {
      if (!picked[place] || fits(place, row)) continue;
      isOut = failing >= 0 || facets[place].isAll;
      failing = place;
      if (isOut) break;
    }
    if (isOut) continue;
    if (failing >= 0) {
      count(failing, row);
      continue;
    }
    rows.push(row);
    for (let place = 0; place < facets.length; place += 1) count(place, row);
  }
  return { rows, counts };
};
