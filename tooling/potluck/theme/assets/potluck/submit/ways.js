/* How what is ready comes to the table: through the forge where there is one, else as a file that somebody takes. */

{
  const { element: el } = plFind;
  const { gettext, ngettext, nodes } = plWords;

  function copying(text) {
    const button = el("button", { type: "button", className: "pl-button pl-quiet" }, gettext("Copy the text"));
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text);
      button.textContent = gettext("Copied");
    });
    return button;
  }

  function downloading(slug, text, isFirst) {
    const href = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
    return el("a", { className: isFirst ? "pl-button" : "pl-button pl-quiet", href, download: `${slug}.md` },
      gettext("Download the file"));
  }

  const leading = (words, href, className = "pl-button") => el("a", { className, href, target: "_blank", rel: "noopener" }, words);
  const steps = (...many) => el("ol", {}, ...many.map((step) => el("li", {}, ...[step].flat())));
  const actions = (...many) => el("p", { className: "pl-actions" }, ...many);

  /* What stands at the end of a form without faults: one way in front, the others behind it, and what happens then. */
  function ways(kind, slug, text, addresses, hosts, days) {
    const head = el("h2", {}, gettext("It is ready"));
    const source = el("details", {}, el("summary", {}, gettext("The file, %(file)s", { file: `${slug}.md` })), el("pre", {}, el("code", { tabIndex: 0 }, text)));
    if (!addresses) {
      const place = `${kind.place}/${slug}/`;
      const put = days
        ? ngettext(
            "They put it on the table, at %(place)s, and answer within a day.",
            "They put it on the table, at %(place)s, and answer within %(num)s days.",
            days,
            { place },
          )
        : gettext("They put it on the table, at %(place)s, and answer.", { place });
      return [head, actions(downloading(slug, text, true), copying(text)),
        steps(gettext("Download the file, or copy its text."),
          nodes(gettext("Send it, or bring it, to %(hosts)s."), { hosts: hosts.cloneNode(true) }), put), source];
    }
    const then = days
      ? ngettext(
          "It is looked over at once, and somebody answers there within a day.",
          "It is looked over at once, and somebody answers there within %(num)s days.",
          days,
        )
      : gettext("It is looked over at once, and somebody answers there.");
    const short = leading(gettext("Use GitHub’s own form instead"), kind.issueForm, "pl-button pl-quiet");
    const other = (...first) => el("details", {}, el("summary", {}, gettext("Another way")), actions(...first, downloading(slug, text), short),
      el("p", {}, ...nodes(gettext("No account there? Give the file to %(hosts)s."), { hosts: hosts.cloneNode(true) })));
    if (addresses.whole) {
      return [head, el("p", {}, `${gettext("One step is left, on GitHub. Your text is there already: sign in, press Propose changes, then Create pull request.")} ${then}`),
        actions(leading(gettext("Bring it on GitHub"), addresses.whole)), other(copying(text)), source];
    }
    return [head, el("p", {}, gettext("Your text is longer than an address can carry, so it takes three steps:")),
      steps([gettext("Copy the text."), " ", copying(text)], [leading(gettext("Open the new file on GitHub"), addresses.empty), " ", gettext("Its name is filled in.")],
        gettext("Sign in, paste the text there, press Propose changes, then Create pull request.")), el("p", {}, then), other(), source];
  }

  Object.assign(plSubmit, { ways });
}
