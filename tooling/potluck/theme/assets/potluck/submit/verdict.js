/* What is wrong with what was filled in. The schema decides, as in `potluck check`; the sentences are the check's own. */

{
  const SEEN_AT_MOST = 60;

  /* A text as a sentence quotes it: in one line, cut where it is long, with what cannot be seen written out. */
  function quote(text, hidden) {
    const letters = [...text.trim().split(/\s+/).join(" ")];
    const line = letters.length <= SEEN_AT_MOST ? letters : [...letters.slice(0, SEEN_AT_MOST - 1), "…"];
    return line.map((letter) => (hidden.test(letter) ? `⟨${point(letter)}⟩` : letter)).join("");
  }

  const point = (letter) => `U+${letter.codePointAt(0).toString(16).toUpperCase().padStart(4, "0")}`;

  function filled(sentence, values) {
    const fill = (words) => words.replace(/\{(\w+)\}/g, (whole, name) => values[name] ?? whole);
    return { code: sentence.code, message: fill(sentence.message), hint: fill(sentence.hint) };
  }

  /* What the first rule that is broken says of one text; nothing where all is well. */
  function ofText(text, schema, told, hidden) {
    if (schema.pattern && !new RegExp(schema.pattern).test(text)) {
      const sentence = told.invisible ?? (text.includes("@") ? (told.mail ?? told.form) : told.form);
      return sentence && filled(sentence, { found: quote(text, hidden) });
    }
    const length = [...text].length;
    if (length < (schema.minLength ?? 0)) {
      return told.short && filled(length === 1 ? told.shortest : told.short, { length });
    }
    if (length > (schema.maxLength ?? Infinity)) {
      return told.long && filled(told.long, { length, over: length - schema.maxLength });
    }
    return undefined;
  }

  function ofField(field, value, hidden) {
    const { schema, sentences: told } = field;
    const values = field.list ? value : [value].filter((one) => one !== "");
    if (!values.length) return field.required ? filled(told.empty, {}) : undefined;
    if (field.type === "integer") {
      return /^[+-]?[0-9]{1,15}$/.test(value) ? undefined : filled(told.form, { found: quote(value, hidden) });
    }
    for (const one of values) {
      const found = ofText(one, field.list ? schema.items : schema, told, hidden);
      if (found) return found;
    }
    return values.length > (schema.maxItems ?? Infinity) ? filled(told.many, { count: values.length }) : undefined;
  }

  /* The flags of England, Scotland and Wales are a black flag and tag characters: those are seen. */
  const FLAGS = /\u{1f3f4}[\u{e0020}-\u{e007e}]+\u{e007f}/gu;

  function ofHidden(text, told) {
    const found = text.replace(FLAGS, "").match(new RegExp(told.pattern, "u"));
    if (!found) return undefined;
    const name = told.names[point(found[0])] ?? told.name;
    return filled(told.sentence, { name, code: point(found[0]) });
  }

  /* All of it, in the order of the form: `{at, code, message, hint}`, where `at` is a field's or a section's name. */
  function verdicts(kind, values, sections) {
    const hidden = new RegExp(kind.hidden.pattern, "u");
    const found = [];
    const add = (at, one) => one && found.push({ at, ...one });
    for (const field of kind.fields) {
      const value = values[field.name];
      add(field.name, ofField(field, value, hidden) ?? ofHidden([value].flat().join("\n"), kind.hidden));
    }
    const isEmpty = kind.sections.every((section) => !sections[section.name].trim());
    for (const section of kind.sections) {
      const text = sections[section.name];
      if (isEmpty) add(section.name, section === kind.sections[0] ? filled(kind.empty, {}) : undefined);
      else if (!text.trim() && section.missing) add(section.name, filled(section.missing, {}));
      else add(section.name, ofHidden(text, kind.hidden));
    }
    return found;
  }

  Object.assign(plSubmit, { verdicts });
}
