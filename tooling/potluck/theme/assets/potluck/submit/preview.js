/* A text as its page will show it. Whatever is written: what comes out is text, with the few signs that we know. */

{
  const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  const asText = ({ text }) => text.replace(/[&<>"]/g, (sign) => SIGNS[sign]);

  /* What the page makes more of than is shown here: it stands as it was typed, with a word of what will become of it. */
  const LATER = {
    mermaid: plWords.gettext("On its page this is a drawing."),
    math: plWords.gettext("On its page this is a formula."),
  };
  function code({ text, lang = "" }) {
    const note = LATER[lang.split(/\s/)[0].toLowerCase()];
    return note ? `<pre><code>${asText({ text })}\n</code></pre><p><em>${asText({ text: note })}</em></p>` : false;
  }

  /* A formula in a line, as it was typed: nothing in it is Markdown. No letter or digit touches it: that is money. */
  const formula = {
    name: "formula",
    level: "inline",
    start: (text) => text.search(/(?<![\p{L}\p{N}\\$])\$/u),
    tokenizer(text, before) {
      if (/[\p{L}\p{N}]$/u.test(before.at(-1)?.raw ?? "")) return undefined;
      const found = /^(?:\$\$[^$]+\$\$|\$(?!\s)(?:\\[^]|[^$\\])+(?<!\s)\$)(?![\p{L}\p{N}$])/u.exec(text);
      return found ? { type: "formula", raw: found[0], text: found[0] } : undefined;
    },
    renderer: (token) => `<code>${asText(token)}</code>`,
  };

  /* HTML is shown as it was typed. Pictures show their words: there is none yet, and none is fetched. */
  const dialect = new marked.Marked({
    gfm: true,
    async: false,
    extensions: [formula],
    renderer: { html: asText, image: asText, code },
  });
  const TAGS =
    "p h2 h3 h4 h5 h6 blockquote pre code hr br em strong del ul ol li table thead tbody tr th td a".split(" ");

  DOMPurify.addHook("afterSanitizeAttributes", (node) => {
    if (node.nodeName !== "A") return;
    if (/^(?:https?:|mailto:)/i.test(node.getAttribute("href") ?? "")) node.rel = "nofollow ugc noopener";
    else node.removeAttribute("href"); // leads to another file: there is no page for it yet
  });

  /* A fragment to put into the page. */
  function preview(text) {
    return DOMPurify.sanitize(dialect.parse(text), {
      ALLOWED_TAGS: TAGS,
      ALLOWED_ATTR: ["href", "start"],
      ALLOW_DATA_ATTR: false,
      ALLOW_ARIA_ATTR: false,
      RETURN_DOM_FRAGMENT: true,
    });
  }

  Object.assign(plSubmit, { preview });
}
