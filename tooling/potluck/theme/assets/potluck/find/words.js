/* Titles by their words: by beginnings at once, and with a slip or two as soon as the index is made. */

{
  const WORD = /[\p{L}\p{N}]+/gu;
  const UNSPACED = /[\u3040-\u30ff\u3400-\u9fff]+/g; // written without spaces: found by every two signs that stand together
  const CHUNK = 250; // titles that are looked at in one go: the page stays awake between two

  const rest = () => new Promise((done) => setTimeout(done));

  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replaceAll("ß", "ss");

  function wordsOf(text) {
    const found = [];
    for (const [word] of fold(text).matchAll(WORD)) {
      for (const [run] of word.matchAll(UNSPACED)) {
        for (let at = 0; at < Math.max(1, run.length - 1); at += 1) found.push(run.slice(at, at + 2));
      }
      const rest = word.replace(UNSPACED, "");
      if (rest) found.push(rest);
    }
    return found;
  }

  /* How many letters may be wrong: none in short words, where everything is like everything. */
  const few = (word) => (word.length > 4 ? 1 : 0);
  const more = (word) => (word.length > 4 ? 2 : word.length > 3 ? 1 : 0);

  plFind.Titles = class {
    constructor(titles) {
      this.titles = titles;
      this.folded = []; // their words, each behind a space
    }

    /* Called once somebody is about to type. */
    prepare() {
      this.coming ??= this.index().catch(() => (this.coming = undefined)); // beginnings are found without it
      return this.coming;
    }

    fold(most) {
      const { length } = this.folded;
      for (const title of this.titles.slice(length, length + most)) this.folded.push(` ${wordsOf(title).join(" ")}`);
    }

    async index() {
      while (this.folded.length < this.titles.length) {
        this.fold(CHUNK);
        await rest();
      }
      await plFind.own("vendor/minisearch");
      const index = new MiniSearch({
        fields: ["title"],
        tokenize: (text) => text.trim().split(" "),
        processTerm: (word) => word,
        searchOptions: { prefix: true, combineWith: "AND" },
      });
      await index.addAllAsync(this.folded.map((title, id) => ({ id, title })), { chunkSize: CHUNK });
      this.made = index;
    }

    /* The numbers of the titles that are meant, the nearest first. */
    find(text) {
      const words = wordsOf(text);
      if (!words.length) return [];
      if (!this.made || text.length < 2) return this.beginning(words);
      const asked = words.join(" ");
      const found = this.made.search(asked, { fuzzy: few });
      return (found.length ? found : this.made.search(asked, { fuzzy: more })).map(({ id }) => id);
    }

    beginning(words) {
      this.fold(this.titles.length);
      const found = [];
      this.folded.forEach((title, row) => {
        if (words.every((word) => title.includes(` ${word}`))) found.push(row);
      });
      return found;
    }
  };

  /* A text with its words marked that begin as those of *words* do. */
  plFind.marked = (text, words) => {
    const wanted = wordsOf(words);
    const parts = document.createDocumentFragment();
    let end = 0;
    for (const { 0: word, index } of wanted.length ? text.matchAll(WORD) : []) {
      if (!wanted.some((one) => fold(word).startsWith(one))) continue;
      parts.append(text.slice(end, index), plFind.element("mark", {}, word));
      end = index + word.length;
    }
    parts.append(text.slice(end));
    return parts;
  };
}
