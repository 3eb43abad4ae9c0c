/* In a copy, in place of Pagefind's index, which loads nothing from a folder: the sentence that each says of itself. */

{
  const { element, part } = plFind;

  async function made() {
    const table = await plFind.table();
    const parts = await Promise.all(table.data.sentences.map((place) => plFind.load(place)));
    return [table, new plFind.Titles(parts.flat())];
  }

  const coming = made();
  plFind.take("assets/potluck/sentences.js", async (words, most) => {
    const [table, sentences] = await coming;
    return sentences.find(words).slice(0, most).map((row) => ({
      url: plFind.to(table.place(row)),
      title: table.data.title[row],
      excerpt: plFind.marked(sentences.titles[row], words),
      facts: `${table.kind(row)[1]} · ${table.stage(row)[2]}`,
    }));
  });

  const words = plWords.gettext("Titles and summaries are looked through here; whole texts, on the site alone.");
  for (const within of [part("dialog"), part("page")]) {
    if (within) part("status", within).after(element("p", { className: "pl-small", role: "note" }, words));
  }
}
