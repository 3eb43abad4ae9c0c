/* The page on which somebody brings something: a form a kind, its verdicts, its preview, and the way to the table. */

{
  const { fileOf, Index, newFileAddress, saying, slugOf, verdicts, ways } = plSubmit;
  const { element: el } = plFind;
  const { gettext, ngettext, pgettext } = plWords;
  const page = document.querySelector('[data-pl-submit="page"]');
  const form = page.querySelector('[data-pl-submit="form"]');
  const hosts = page.querySelector('[data-pl-submit="hosts"]').content;
  const PAUSE = 250; // milliseconds without a key before anything is looked at

  const read = async (name) => JSON.parse(await plFind.read(`submit/${name}.json`));
  const today = () => {
    const now = new Date();
    return new Date(now - now.getTimezoneOffset() * 60_000).toISOString().slice(0, 10);
  };

  /* One box: its label, what it is for, where what is wrong with it is said, and how its value is read and set. */
  function box(id, label, means, isRequired, control, { get, set }) {
    const note = el("p", { className: "pl-small", id: `${id}-means` }, saying(means));
    const fault = el("p", { className: "pl-submit-fault", id: `${id}-fault`, role: "status" });
    const isGroup = control.nodeName === "FIELDSET";
    if (!isGroup) control.id = id;
    control.setAttribute("aria-describedby", `${id}-means ${id}-fault`);
    const optional = isRequired ? "" : el("span", { className: "pl-small" }, gettext(" if you like"));
    const name = el(isGroup ? "legend" : "label", isGroup ? {} : { htmlFor: id }, label, optional);
    if (isGroup) control.prepend(name, note);
    const whole = el("div", { className: "pl-submit-box" }, ...(isGroup ? [] : [name, note]), control, fault);
    const tell = (one) => {
      const words = one ? [saying([one.message, one.hint].join(pgettext("between sentences", "; ")))] : [];
      if (fault.textContent !== (words[0]?.textContent ?? "")) fault.replaceChildren(...words); // said once, not at every key
      for (const part of isGroup ? control.querySelectorAll("input") : [control]) {
        if (one) part.setAttribute("aria-invalid", "true");
        else part.removeAttribute("aria-invalid");
      }
    };
    const focus = () => {
      (isGroup ? control.querySelector("input") : control).focus({ preventScroll: true });
      whole.scrollIntoView({ block: "center" }); // its label too, and not below the head of the page
    };
    return { whole, control, get, set, tell, focus };
  }

  const several = (text) => [...new Set(text.split(/[\n,]/).map((one) => one.trim().replace(/^@/, "")).filter(Boolean))];
  const oneLine = (text) => text.replace(/[\0-\x1f\x7f-\x9f\u2028\u2029\ufeff]+/g, " ").trim();

  const languages = new Intl.DisplayNames(undefined, { type: "language" });
  const named = (field, word) => (field.type === "language" ? languages.of(word) : word);

  function fieldBox(field) {
    const id = `pl-field-${field.name}`;
    const make = (control, ways) => box(id, field.label, field.means, field.required, control, ways);
    if (field.choices.length && field.list) {
      const picks = field.choices.map(([value, means]) =>
        el("label", { className: "pl-submit-pick", title: means }, el("input", { type: "checkbox", value }), ` ${value}`),
      );
      const inputs = picks.map((pick) => pick.firstChild);
      return make(el("fieldset", {}, el("div", { className: "pl-submit-picks" }, ...picks)), {
        get: () => inputs.filter((one) => one.checked).map((one) => one.value),
        set: (value) => inputs.forEach((one) => (one.checked = value.includes(one.value))),
      });
    }
    const types = { date: "date", integer: "text", address: "url" };
    const isName = ["handle", "person", "slug", "tag"].includes(field.type); // no word of a language
    const control = field.choices.length
      ? el("select", {}, ...(field.choices.some(([value]) => !value) ? [] : [el("option", { value: "" }, "")]),
          ...field.choices.map(([value, words]) => el("option", { value }, named(field, words || value))))
      : el("input", {
          type: types[field.type] ?? "text", autocomplete: "off",
          ...(field.type === "integer" ? { inputMode: "numeric" } : {}),
          ...(isName ? { autocapitalize: "none", autocorrect: "off", spellcheck: false } : {}),
        });
    return make(control, {
      get: () => (field.list ? several(control.value) : oneLine(control.value)),
      set: (value) => (control.value = field.list ? value.join(", ") : value),
    });
  }

  function sectionBox(section, place) {
    const control = el("textarea", { rows: section.missing || !section.heading ? 7 : 3, dir: "auto" });
    const isRequired = Boolean(section.missing) || !section.heading;
    return box(`pl-section-${place}`, section.name, section.question, isRequired, control, {
      get: () => control.value.replaceAll("\r\n", "\n"),
      set: (value) => (control.value = value),
    });
  }

  /* The form of one kind. It is laid once; what was typed stays in this browser until it is brought or thrown away. */
  function lay(kind, settings, table) {
    const first = kind.fields.filter(({ name }) => name === kind.title || name === kind.summary);
    const others = kind.fields.filter((field) => !first.includes(field));
    const laid = (field) => [field.name, fieldBox(field)];
    const asked = kind.sections.map((section, place) => [section.name, sectionBox(section, place)]);
    const isDue = ([name]) => kind.sections.some((one) => one.name === name && (one.missing || !one.heading));
    const due = [...first.map(laid), ...asked.filter(isDue), ...others.filter((field) => field.required).map(laid)];
    const spare = [...asked.filter((one) => !isDue(one)), ...others.filter((field) => !field.required).map(laid)];
    const boxes = new Map([...due, ...spare]);
    const more = el("details", { className: "pl-submit-more" }, el("summary", {}, gettext("More, if you like")),
      ...spare.map(([, { whole }]) => whole));
    const open = (names) => (more.open ||= spare.some(([name]) => names.includes(name)));
    const left = new Set(); // boxes that somebody has been in: only of those it is said what is wrong
    const key = `potluck-draft:${plFind.root.pathname}:${kind.kind}`;
    const near = el("div", { className: "pl-submit-near", role: "status" });
    const shown = el("div", { className: "pl-submit-shown" });
    const end = el("section", { className: "pl-submit-end", tabIndex: -1, "aria-label": gettext("What comes next") });
    const kept = el("p", { className: "pl-small" });
    const values = () => Object.fromEntries(kind.fields.map(({ name }) => [name, boxes.get(name).get()]));
    const sections = () => Object.fromEntries(kind.sections.map(({ name }) => [name, boxes.get(name).get()]));
    const found = () => verdicts(kind, values(), sections());

    function tell() {
      const wrong = found();
      for (const [name, one] of boxes) one.tell(left.has(name) ? wrong.find(({ at }) => at === name) : undefined);
      return wrong;
    }

    function look() {
      const title = boxes.get(kind.title)?.get() ?? "";
      near.replaceChildren(...table.like(title, settings.similar));
      show(shown, kind, values(), sections());
      kept.textContent = gettext("What you type is kept in this browser until you start over, and goes nowhere else.");
      end.replaceChildren();
      tell();
    }

    const onward = el("button", { type: "button", className: "pl-button" }, gettext("See whether it is ready"));
    let pause;
    const typing = () => {
      localStorage.setItem(key, JSON.stringify({ values: values(), sections: sections() }));
      clearTimeout(pause);
      pause = setTimeout(look, PAUSE);
    };
    for (const [name, one] of boxes) {
      one.control.addEventListener("input", typing);
      one.control.addEventListener("focusout", (event) => {
        left.add(name);
        if (event.relatedTarget !== onward) tell(); // words that come would push the button away from under the finger
      });
    }

    onward.addEventListener("click", () => {
      clearTimeout(pause);
      look();
      for (const name of boxes.keys()) left.add(name);
      const wrong = tell();
      if (wrong.length) {
        const said = ngettext(
          "This one is nearly there. One more thing first; the place is marked above.",
          "This one is nearly there. %(num)s more things first; the place is marked above.",
          wrong.length,
        );
        end.replaceChildren(el("p", {}, said));
        open(wrong.map(({ at }) => at));
        return [...boxes].find(([name]) => wrong.some(({ at }) => at === name))[1].focus();
      }
      const text = fileOf(kind, values(), sections(), today());
      const slug = slugOf(boxes.get(kind.title).get(), kind.kind, table.names);
      const addresses = kind.newFile && newFileAddress(kind, slug, text, settings.longest);
      end.replaceChildren(...ways(kind, slug, text, addresses, hosts, settings.answerDays));
      end.focus();
    });
    const over = el("button", { type: "button", className: "pl-button pl-quiet" }, gettext("Start over"));
    over.addEventListener("click", () => {
      if (!confirm(gettext("Throw away what you have written here?"))) return;
      localStorage.removeItem(key);
      location.reload();
    });

    const draft = JSON.parse(localStorage.getItem(key) ?? "null");
    for (const [name, value] of Object.entries({ ...draft?.values, ...draft?.sections })) boxes.get(name)?.set(value);
    open([...boxes].filter(([, one]) => one.get().length).map(([name]) => name));
    if (draft) look();
    else show(shown, kind, values(), sections());

    const title = boxes.get(kind.title)?.whole;
    title?.append(near);
    return [
      el("p", {}, kind.means),
      el("div", { className: "pl-submit-table" },
        el("div", {}, ...due.map(([, { whole }]) => whole), ...(spare.length ? [more] : []),
          el("p", { className: "pl-actions" }, onward, over), kept, end),
        el("section", { className: "pl-submit-preview", "aria-label": gettext("How it will look") },
          el("p", { className: "pl-kicker" }, gettext("How it will look")), shown)),
    ];
  }

  let rendering; // what prints a text is loaded when there is one
  async function show(place, kind, values, sections) {
    const title = el("h2", { dir: "auto" }, values[kind.title] || gettext("Your %(kind)s", { kind: kind.name }));
    const summary = values[kind.summary] && el("p", { className: "pl-lede", dir: "auto" }, values[kind.summary]);
    const parts = [];
    for (const { name, heading } of kind.sections) {
      const text = sections[name].trim();
      if (!text) continue;
      rendering ??= Promise.all(["vendor/marked", "vendor/purify", "preview"].map((name) => plFind.load(`assets/potluck/submit/${name}.js`)));
      if (heading) parts.push(el("h3", {}, heading));
      await rendering;
      parts.push(plSubmit.preview(text));
    }
    place.replaceChildren(title, ...(summary ? [summary] : []), el("div", { className: "pl-body", dir: "auto" }, ...parts));
  }

  /* What is on the table already. It is there to be looked into: without it, the form works all the same. */
  function tableOf({ proposals = [], names = [] }) {
    const texts = proposals.map(([title, summary, address, kind, stage]) => ({ title, summary, address, kind, stage }));
    const index = new Index(texts);
    const like = (title, { least, most }) => {
      const found = title && least < 1 ? index.near({ title }, most, least) : [];
      if (!found.length) return [];
      const entries = found.map(({ text, words }) =>
        el("li", {},
          el("a", { href: plFind.to(text.address), dir: "auto" }, text.title),
          el("span", { className: "pl-small" }, gettext(" %(kind)s, %(stage)s; both speak of %(words)s", { ...text, words: plWords.listed(words) }))),
      );
      const words = gettext("This looks like what is on the table already. Is it the same? Add your voice there instead:");
      return [el("p", {}, words), el("ul", {}, ...entries)];
    };
    return { names: new Set(names), like };
  }

  async function setUp() {
    const [settings, there] = await Promise.all([read("form"), read("proposals").catch(() => ({}))]);
    const table = tableOf(there);
    const laid = el("div");
    const choices = settings.kinds.map(({ kind, name }) => {
      const input = el("input", { type: "radio", name: "pl-kind", value: kind });
      input.addEventListener("change", () => (location.hash = kind));
      return el("label", { className: "pl-submit-kind" }, input, ` ${name[0].toUpperCase()}${name.slice(1)}`);
    });
    const follow = () => {
      const asked = settings.kinds.findIndex(({ kind }) => `#${kind}` === location.hash);
      const place = Math.max(0, asked);
      choices[place].firstChild.checked = true;
      laid.replaceChildren(...lay(settings.kinds[place], settings, table));
    };
    const asks = el("fieldset", { className: "pl-submit-kinds" }, el("legend", {}, gettext("What do you bring?")), ...choices);
    form.replaceChildren(...(choices.length > 1 ? [asks] : []), laid);
    addEventListener("hashchange", follow);
    follow();
    form.hidden = false;
  }

  document.addEventListener("DOMContentLoaded", setUp);
}
