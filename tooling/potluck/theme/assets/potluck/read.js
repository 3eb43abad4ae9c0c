/* Gives the text of a file of the site. In a copy no script reads a file: one beside the pages hands its text over. */

plFind.take("assets/potluck/read.js", async (place) => {
  if (plFind.isCopy) return plFind.load(`as-scripts/${place}.js`);
  const answer = await fetch(plFind.to(place), { cache: "no-cache" }).catch(() => {
    throw new Error(plWords.gettext("%(place)s could not be fetched.", { place }));
  });
  if (!answer.ok) throw new Error(plWords.gettext("%(place)s is not there (%(status)s).", { place, status: answer.status }));
  return new TextDecoder("utf-8", { ignoreBOM: true }).decode(await answer.arrayBuffer());
});
