/* From what was filled in to the file that `potluck check` reads, and to the address at which a forge takes it. */

{
  const NAME_AT_MOST = 60;
  const LETTERS = { ß: "ss", æ: "ae", œ: "oe", ø: "o", đ: "d", ð: "d", þ: "th", ł: "l", ı: "i" };

  /* A title as a name: small letters, digits and hyphens; the kind and a few digits where no letter is left. */
  function slugOf(title, kind, taken) {
    const plain = title.toLowerCase().replace(/[ßæœøđðþłı]/g, (letter) => LETTERS[letter]);
    const words = plain.normalize("NFKD").replace(/\p{M}|['’]/gu, "").match(/[a-z0-9]+/g) ?? [];
    let slug = "";
    for (const word of words) {
      if (slug && slug.length + 1 + word.length > NAME_AT_MOST) break;
      slug = slug ? `${slug}-${word}` : word.slice(0, NAME_AT_MOST);
    }
    slug ||= `${kind}-${digits(title)}`;
    for (let number = 1; ; number += 1) {
      const name = number === 1 ? slug : `${slug}-${number}`;
      if (!taken.has(name)) return name;
    }
  }

  function digits(text) {
    let hash = 2166136261; // FNV-1a
    for (const letter of text) hash = Math.imul(hash ^ letter.codePointAt(0), 16777619) >>> 0;
    return hash.toString(16).padStart(8, "0");
  }

  const WORDS = /^\p{L}[\p{L}\p{N} '’!?(),.-]*$/u;
  const MEANT = /^(?:y|n|yes|no|on|off|true|false|null)$/i; // something else than words, to YAML

  /* A text of one line as YAML reads it back. */
  function quoted(text) {
    const isPlain = WORDS.test(text) && !MEANT.test(text);
    return isPlain ? text : `"${text.replaceAll("\\", "\\\\").replaceAll('"', '\\"')}"`;
  }

  /* The same between brackets, where a comma ends it. */
  const entry = (text) => (text.includes(",") ? `"${quoted(text).replace(/^"|"$/g, "")}"` : quoted(text));

  function line(field, value) {
    if (field.list) return `${field.name}: [${value.map(entry).join(", ")}]`;
    return `${field.name}: ${["date", "integer", "boolean"].includes(field.type) ? value : quoted(value)}`;
  }

  /* The whole file. A required field that is empty stands there with nothing behind it, as in a template. */
  function fileOf(kind, values, sections, today) {
    const lines = ["---"];
    for (const name of kind.order) {
      const field = kind.fields.find((one) => one.name === name);
      if (kind.known[name]) lines.push(`${name}: ${name === kind.created ? today : quoted(kind.known[name])}`);
      else if (field && values[name].length) lines.push(line(field, values[name]));
      else if (field?.required) lines.push(`${name}:`);
    }
    lines.push("---");
    for (const section of kind.sections) {
      const text = sections[section.name].replace(/\s+$/, "").replace(/^(?:[ \t]*\n)+/, "");
      if (!text) continue;
      if (section.heading) lines.push("", `## ${section.heading}`);
      lines.push("", text);
    }
    return `${lines.join("\n")}\n`;
  }

  /* The forge's page for a new file with everything filled in; "" where that is longer than an address may be. */
  function newFileAddress(kind, slug, text, most) {
    const empty = `${kind.newFile}?filename=${slug}.md`;
    const whole = `${empty}&value=${encodeURIComponent(text)}`;
    return { empty, whole: whole.length <= most ? whole : "" };
  }

  Object.assign(plSubmit, { slugOf, fileOf, newFileAddress });
}
