/* Inside the texts of all pages: Pagefind's index, loaded with the second letter. */

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

  /* The nearest pages: null where later words took over. It throws where the index cannot be loaded. */
  plFind.texts = async (words, most) => {
    if (plFind.isCopy) return (await plFind.load("assets/potluck/sentences.js"))(words, most);
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
}
