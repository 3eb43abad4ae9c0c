/* How what is ready comes to the table: through the forge where there is one, else as a file that somebody takes. */

import { element as el } from "./pieces.js";

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

const NEXT = "press Propose changes, then Create pull request. That is all: it is checked, and somebody answers there.";

/* What stands at the end of a form without faults. */
export function ways(kind, slug, text, addresses, hosts) {
  const head = el("h2", {}, "It is ready");
  const source = el("details", {}, el("summary", {}, `The file, ${slug}.md`), el("pre", {}, el("code", { tabIndex: 0 }, text)));
  if (!addresses) {
    return [head, actions(downloading(slug, text, true), copying(text)),
      steps("Download the file, or copy its text.", ["Send it, or bring it, to ", hosts.cloneNode(true), "."],
        `They put it on the table, at ${kind.place}/${slug}/, and answer.`), source];
  }
  const short = leading("Use GitHub’s own form instead", kind.issueForm, "pl-button pl-quiet");
  if (addresses.whole) {
    return [head, actions(leading("Bring it on GitHub", addresses.whole), copying(text), downloading(slug, text), short),
      el("p", {}, `GitHub opens with your text in place. Sign in there, ${NEXT}`), source];
  }
  return [head, el("p", {}, "Your text is longer than an address can carry, so it takes three steps:"),
    steps(["Copy the text. ", copying(text)], [leading("Open the new file on GitHub", addresses.empty), " Its name is filled in."],
      `Paste the text there, ${NEXT}`), actions(downloading(slug, text), short), source];
}
