/* The words of all scripts, in the page's language. As in gettext a text is looked up by its English words, and stays
   English where the language's own file, which is loaded behind this one, does not have it. */

const plWords = (() => {
  let known = {};
  let rules;

  const filled = (text, values) => text.replace(/%\((\w+)\)s/g, (all, name) => values[name] ?? all);
  const number = (count) => `${count}`.replace(/\B(?=(\d{3})+$)/g, "\u202f"); // toLocaleString takes 15 ms the first time
  const gettext = (message, values = {}) => filled(known[message] ?? message, values);
  const pgettext = (context, message) => known[`${context}\u0004${message}`] ?? message;

  /* The form for *count*, which stands in it as `%(num)s`. */
  function ngettext(one, many, count, values = {}) {
    rules ??= new Intl.PluralRules(document.documentElement.lang || "en");
    const forms = known[one] ?? { one, other: many };
    return filled(forms[rules.select(count)] ?? forms.other, { num: number(count), ...values });
  }

  return {
    gettext,
    ngettext,
    number,
    pgettext,
    nodes: (text, values) => text.split(/%\((\w+)\)s/).map((part, place) => (place % 2 ? values[part] : part)),
    listed: (names) => names.join(pgettext("between names", ", ")),
    take: (words) => (known = words),
  };
})();
