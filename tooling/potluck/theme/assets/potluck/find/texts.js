/* Inside the texts of all pages: Pagefind's index, loaded when somebody has typed more than one letter. It loads nothing
   from a folder: in a copy, what proposals say of themselves in one sentence is looked through instead. */

{
  const { element } = plFind;

  let coming;
  function pagefind() {
    coming ??= import(plFind.to("pagefind/pagefind.js")).then(async (module) => {
      await module.options({ baseUrl: plFind.root.pathname });
      return module;
    });
    coming.catch(() => (coming = undefined)); // it is tried again
    return coming;
  }

  /* Excerpts come as HTML with <mark>. A parsed document is inert: we take its text and marks, and nothing else. */
  function excerpt(html) {
    const fragment = document.createDocumentFragment();
    for (const node of new DOMParser().parseFromString(html, "text/html").body.childNodes) {
      fragment.append(node.nodeName === "MARK" ? element("mark", {}, node.textContent) : node.textContent);
    }
    return fragment;
  }

  let summaries;
  async function sentences(words, most) {
    const table = await plFind.table();
    summaries ??= Promise.all(table.data.sentences.map((part) => plFind.load(part))).then((parts) => new plFind.Titles(parts.flat()));
    const index = await summaries;
    return index.find(words).slice(0, most).map((row) => ({
      url: plFind.to(table.place(row)),
      title: table.data.title[row],
      excerpt: plFind.marked(index.titles[row], words),
      facts: `${table.kind(row)[1]} · ${table.stage(row)[2]}`,
    }));
  }

  /* The nearest pages: null where later words took over. It throws where the index cannot be loaded. */
  plFind.texts = async (words, most) => {
    if (plFind.isCopy) return sentences(words, most);
    const answer = await (await pagefind()).debouncedSearch(words, {}, 150);
    if (!answer) return null;
    const pages = await Promise.all(answer.results.slice(0, most).map((one) => one.data()));
    return pages.map(({ url, excerpt: html, meta }) => ({
      url: new URL(url, location.href).href,
      title: meta.title ?? url,
      excerpt: excerpt(html),
      facts: [meta.kind, meta.stage].filter(Boolean).join(" · "),
    }));
  };

  plFind.textEntry = ({ url, title, excerpt: words, facts }) =>
    element("li", { className: "pl-found-item" },
      element("a", { className: "pl-found-title", href: url, dir: "auto" }, title),
      element("p", { dir: "auto" }, words),
      ...(facts ? [element("p", { className: "pl-small" }, facts)] : []),
    );

  /* What is not looked through here. */
  plFind.limits = () =>
    plFind.isCopy ? [element("p", { className: "pl-small" }, "Titles and summaries are looked through here; whole texts, on the site alone.")] : [];
}
