/* A text as its page will show it. Whatever is written: what comes out is text, with the few signs that we know. */

{
  const SIGNS = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" };
  const asText = ({ text }) => text.replace(/[&<>"]/g, (sign) => SIGNS[sign]);

  /* HTML is shown as it was typed. Pictures show their words: there is none yet, and none is fetched. */
  const dialect = new marked.Marked({ gfm: true, async: false, renderer: { html: asText, image: asText } });
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
