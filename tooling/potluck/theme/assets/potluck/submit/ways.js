/* How what is ready comes to the table: through the forge where there is one, else as a file that somebody takes. */

{
  const { element: el } = plSubmit;

  function copying(text) {
    const button = el("button", { type: "button", className: "pl-button pl-quiet" }, "Copy the text");
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(text);
      button.textContent = "Copied";
    });
    return button;
  }

  function downloading(slug, text, isFirst) {
    const href = URL.createObjectURL(new Blob([text], { type: "text/markdown" }));
    return el("a", { className: isFirst ? "pl-button" : "pl-button pl-quiet", href, download: `${slug}.md` },
      "Download the file");
  }

  const leading = (words, href, className = "pl-button") => el("a", { className, href, target: "_blank", rel: "noopener" }, words);
  const steps = (...many) => el("ol", {}, ...many.map((step) => el("li", {}, ...[step].flat())));
  const actions = (...many) => el("p", { className: "pl-actions" }, ...many);

  const PRESS = "press Propose changes, then Create pull request.";

  /* What stands at the end of a form without faults: one way in front, the others behind it, and what happens then. */
  function ways(kind, slug, text, addresses, hosts, days) {
    const head = el("h2", {}, "It is ready");
    const source = el("details", {}, el("summary", {}, `The file, ${slug}.md`), el("pre", {}, el("code", { tabIndex: 0 }, text)));
    const within = days ? ` within ${days === 1 ? "a day" : `${days} days`}` : "";
    if (!addresses) {
      return [head, actions(downloading(slug, text, true), copying(text)),
        steps("Download the file, or copy its text.", ["Send it, or bring it, to ", hosts.cloneNode(true), "."],
          `They put it on the table, at ${kind.place}/${slug}/, and answer${within}.`), source];
    }
    const then = `It is looked over at once, and somebody answers there${within}.`;
    const short = leading("Use GitHub’s own form instead", kind.issueForm, "pl-button pl-quiet");
    const other = (...first) => el("details", {}, el("summary", {}, "Another way"), actions(...first, downloading(slug, text), short),
      el("p", {}, "No account there? Give the file to ", hosts.cloneNode(true), "."));
    if (addresses.whole) {
      return [head, el("p", {}, `One step is left, on GitHub. Your text is there already: sign in, ${PRESS} ${then}`),
        actions(leading("Bring it on GitHub", addresses.whole)), other(copying(text)), source];
    }
    return [head, el("p", {}, "Your text is longer than an address can carry, so it takes three steps:"),
      steps(["Copy the text. ", copying(text)], [leading("Open the new file on GitHub", addresses.empty), " Its name is filled in."],
        `Sign in, paste the text there, ${PRESS}`), el("p", {}, then), other(), source];
  }

  Object.assign(plSubmit, { ways });
}
