/* How alike two texts are: the same formula as tooling/potluck/similar.py, number for number. */

{
  const START = 6;
  const TITLE = 3;
  const SUMMARY = 2;
  const SOON = 1.2;
  const LENGTH = 0.75;
  const SHORT = { 2: 0.3, 3: 0.6 };
  const REASONS = 5;

  const WORD = /[\p{L}\p{N}]+/gu;
  const UNSPACED = /[\u3040-\u30ff\u3400-\u9fff]+/g;
  const isAscii = (text) => /^[\0-\x7f]*$/.test(text);

  function* words(text) {
    const plain = text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss");
    for (const [word] of plain.matchAll(WORD)) {
      let rest = word;
      for (const [run] of word.matchAll(UNSPACED)) {
        for (let at = 0; at < Math.max(1, run.length - 1); at += 1) yield run.slice(at, at + 2);
        rest = rest.replace(run, "");
      }
      if ([...rest].length > 1) yield rest;
    }
  }

  function stem(word) {
    const letters = [...word];
    const isPlural = letters.length > 3 && letters.at(-1) === "s" && letters.at(-2) !== "s";
    return (isPlural ? letters.slice(0, -1) : letters).slice(0, START).join("");
  }

  function times({ title = "", summary = "", body = "" }) {
    const found = new Map();
    for (const [part, number] of [[title, TITLE], [summary, SUMMARY], [body, 1]]) {
      for (const word of words(part)) found.set(stem(word), (found.get(stem(word)) ?? 0) + number);
    }
    return found;
  }

  function written({ title = "", summary = "", body = "" }) {
    const found = new Map();
    for (const part of [title, summary, body]) {
      for (const [word] of part.normalize("NFC").toLowerCase().matchAll(WORD)) {
        for (const start of words(word)) {
          if (!found.has(stem(start))) found.set(stem(start), start.replace(UNSPACED, "") === "" ? start : word);
        }
      }
    }
    return found;
  }

  const sum = (numbers) => [...numbers].reduce((total, number) => total + number, 0);

  /* Texts to compare with: each `{title, summary}`, and whatever else belongs to it. */
  class Index {
    constructor(texts) {
      this.texts = texts;
      const all = texts.map(times);
      const lengths = all.map((one) => sum(one.values()));
      this.mean = sum(lengths) / texts.length || 1;
      this.weights = new Map(); // of each word: the places of the texts that have it, with its weight there
      all.forEach((one, place) => {
        for (const [word, number] of one) {
          if (!this.weights.has(word)) this.weights.set(word, new Map());
          this.weights.get(word).set(place, number);
        }
      });
      this.rarities = new Map([...this.weights].map(([word, places]) => [word, rarity(word, places.size, texts.length)]));
      const squares = new Float64Array(texts.length);
      for (const [word, places] of this.weights) {
        for (const [place, number] of places) {
          const weight = this.weight(word, number, lengths[place]);
          places.set(place, weight);
          squares[place] += weight ** 2;
        }
      }
      this.norms = squares.map(Math.sqrt);
    }

    weight(word, number, length) {
      const heldBack = SOON * (1 - LENGTH + (LENGTH * length) / this.mean);
      return (this.rarities.get(word) * number * (SOON + 1)) / (number + heldBack);
    }

    /* At most `most` of the texts that are like `text`, at least by `least`, the likest first. */
    near(text, most, least = 0) {
      const own = times(text);
      const length = sum(own.values());
      const mine = new Map();
      for (const [word, number] of own) {
        if (this.rarities.get(word)) mine.set(word, this.weight(word, number, length));
      }
      const norm = Math.sqrt(sum([...mine.values()].map((weight) => weight ** 2)));
      const sums = new Map();
      for (const [word, weight] of mine) {
        for (const [place, other] of this.weights.get(word)) sums.set(place, (sums.get(place) ?? 0) + weight * other);
      }
      const spelled = written(text);
      return [...sums]
        .map(([place, product]) => ({ place, share: Math.min(1, product / (norm * this.norms[place])) }))
        .filter(({ share }) => share >= least)
        .sort((one, other) => other.share - one.share || one.place - other.place)
        .slice(0, most)
        .map(({ place, share }) => ({ text: this.texts[place], share, words: this.reasons(place, mine, spelled) }));
    }

    reasons(place, mine, spelled) {
      return [...mine]
        .map(([word, weight]) => [word, weight * (this.weights.get(word).get(place) ?? 0)])
        .filter(([, product]) => product)
        .sort(([one, first], [other, second]) => second - first || (one < other ? 1 : -1))
        .slice(0, REASONS)
        .map(([word]) => spelled.get(word) ?? word);
    }
  }

  function rarity(word, having, all) {
    if (having > Math.max(5, all / 2)) return 0;
    const short = isAscii(word) ? (SHORT[word.length] ?? 1) : 1;
    return short * Math.log(1 + (all - having + 0.5) / (having + 0.5));
  }

  Object.assign(plSubmit, { Index });
}
