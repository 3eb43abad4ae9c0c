/* Search, loaded when first asked for. Without this script every `open` link leads to the search page. */

const root = new URL("../../", import.meta.url);
const part = (name, within = document) => within.querySelector(`[data-pl-search="${name}"]`);

let index;
function pagefind() {
  index ??= import(new URL("pagefind/pagefind.js", root)).then(async (module) => {
    await module.options({ baseUrl: root.pathname });
    return module;
  });
  return index;
}

/* Excerpts come as HTML with <mark>. A parsed document is inert: we take its text and marks, and nothing else. */
function excerpt(html) {
  const fragment = document.createDocumentFragment();
  for (const node of new DOMParser().parseFromString(html, "text/html").body.childNodes) {
    const mark = node.nodeName === "MARK" ? document.createElement("mark") : null;
    if (mark) mark.textContent = node.textContent;
    fragment.append(mark ?? node.textContent);
  }
  return fragment;
}

function element(name, className, ...children) {
  const made = document.createElement(name);
  made.className = className;
  made.append(...children);
  return made;
}

function entry({ url, excerpt: html, meta }) {
  const link = element("a", "pl-found-title", meta.title ?? url);
  link.href = url;
  link.dir = "auto";
  const words = element("p", "", excerpt(html));
  words.dir = "auto";
  const facts = [meta.kind, meta.stage].filter(Boolean).join(" · ");
  return element("li", "pl-found-item", link, words, ...(facts ? [element("p", "pl-small", facts)] : []));
}

function say(box, words) {
  part("status", box).textContent = words;
}

async function find(box, words) {
  const results = part("results", box);
  if (!words) {
    results.replaceChildren();
    return say(box, "");
  }
  try {
    const answer = await (await pagefind()).debouncedSearch(words, {}, 150);
    if (!answer) return; // a later keystroke took over
    const pages = await Promise.all(answer.results.slice(0, 12).map((result) => result.data()));
    if (part("words", box).value.trim() !== words) return;
    results.replaceChildren(...pages.map(entry));
    say(box, counted(answer.results.length, words));
  } catch {
    index = undefined;
    results.replaceChildren();
    say(box, "The search could not be loaded. It works when the site is opened through a web server.");
  }
}

function counted(number, words) {
  if (number === 0) return `Nothing with “${words}”. Try fewer words, or the beginning of one.`;
  return number === 1 ? "One page" : `${number} pages${number > 12 ? ", the nearest 12 of them" : ""}`;
}

/* Arrows walk from the words through the results and back; Enter on a result is the browser's own. */
function walk(box, event) {
  const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!step) return;
  const stops = [part("words", box), ...box.querySelectorAll(".pl-found-title")];
  const next = stops[stops.indexOf(document.activeElement) + step];
  if (!next) return;
  event.preventDefault();
  next.focus();
}

function lay(box) {
  const words = part("words", box);
  words.hidden = false;
  words.addEventListener("input", () => find(box, words.value.trim()));
  words.addEventListener("focus", () => pagefind().catch(() => {}), { once: true });
  words.addEventListener("keydown", (event) => {
    const first = part("results", box).querySelector("a");
    if (event.key === "Enter" && words.form) event.preventDefault(); // it would close the dialog
    if (event.key === "Enter" && first) first.click();
  });
  box.addEventListener("keydown", (event) => walk(box, event));
}

function setUp() {
  const dialog = part("dialog");
  const page = document.querySelector('.pl-search[data-pl-search="box"]');
  lay(part("box", dialog));

  const open = () => {
    if (page) return part("words", page).focus();
    dialog.showModal();
    part("words", dialog).select();
  };

  dialog.addEventListener("keydown", (event) => {
    if (event.key === "Escape") dialog.close(); // the browser's own Escape would only empty the words first
  });

  document.addEventListener("click", (event) => {
    if (event.target === dialog) return dialog.close(); // beside the box
    const opener = event.target.closest('[data-pl-search="open"]');
    if (!opener || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open();
  });

  document.addEventListener("keydown", (event) => {
    const isTyping = event.target.matches(
      "input:not([type=radio], [type=checkbox]), textarea, select, [contenteditable]",
    );
    if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    open();
  });

  if (page) followAddress(page);
}

/* The search page keeps its words in the address, so that a search can be sent to a friend. */
function followAddress(page) {
  lay(page);
  const words = part("words", page);
  words.addEventListener("input", () => {
    const address = new URL(location.href);
    address.searchParams.set("q", words.value);
    history.replaceState(null, "", address);
  });
  words.value = new URLSearchParams(location.search).get("q") ?? "";
  words.focus();
  find(page, words.value.trim());
}

setUp();
