/* A tally as the lines that a page prints, by key: what Potluck writes in mechanisms/lines.py and views/numbers.py. */

{
  const { fixed } = plRecount;
  const { gettext } = plWords;

  function linesOf(tally, rules, milestones) {
    const { support, opposition, meanings, reactions, excluded } = tally;
    const lines = new Map([["for", `${support}`]]);
    if (meanings["would-use"]) lines.set("would-use", `${meanings["would-use"]}`);
    lines.set("against", `${opposition}`);
    for (const key of ["unsure", "watching"]) if (meanings[key]) lines.set(key, `${meanings[key]}`);
    for (const [reason, people] of Object.entries(excluded)) lines.set(`not counted: ${reason}`, `${people}`);
    if (support + opposition) {
      lines.set("share", `${fixed((100 * support) / (support + opposition), 0)} %`);
      lines.set("support that one can be sure of", `${fixed(100 * tally.confidence, 1)} %`);
    }
    if (tally.score !== null) {
      lines.set("points", gettext("%(points)s of 5", { points: fixed(tally.score, 2) }));
      lines.set("spread", `${fixed(tally.spread, 2)}${tally.isSplit ? gettext(", loved and hated") : ""}`);
    }
    if (support && opposition) lines.set("divided", fixed(tally.divided, 2));
    milestones.forEach(({ supporters, until }, place) => {
      const day = tally.reachedOn(supporters);
      lines.set(`milestone ${place + 1}`, day && (!until || day <= until) ? day : gettext("not reached"));
    });
    for (const [reaction, people] of Object.entries(reactions)) {
      if (rules.reactions[reaction]) lines.set(`clicked ${reaction}`, `${people}`);
    }
    return lines;
  }

  Object.assign(plRecount, { linesOf });
}
