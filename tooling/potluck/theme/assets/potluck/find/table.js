/* The table of all proposals: what its columns mean (content/docs/finding.md), and the facets that one chooses by. */

{
  const DAY = 86_400_000;

  /* One way of choosing: its options, and which of them each proposal has. */
  class Facet {
    constructor(name, of, { all = false } = {}) {
      this.name = name;
      this.of = of; // by proposal: the number of its option, or a list of them
      this.isAll = all; // whether it is to have all that are chosen, not one of them
      this.options = [];
      this.number = new Map(); // of an option, by its value
    }

    add(value, words, more = {}) {
      if (!this.number.has(value)) {
        this.number.set(value, this.options.length);
        this.options.push({ value, words, ...more });
      }
      return this.number.get(value);
    }
  }

  plFind.Table = class {
    constructor(data) {
      this.data = data;
      this.size = data.title.length;
      this.day = Date.parse(`${data.day}T00:00:00Z`);
      let day = this.day;
      this.created = data.created.map((days) => (day -= days * DAY));
      this.language = new Map();
      for (const [language, rows] of Object.entries(data.languages)) for (const row of rows) this.language.set(row, language);
      this.faulty = new Set(data.faulty);
      this.ranks = new Map();
      this.facets = this.facetsOf(data);
    }

    facetsOf(data) {
      const kind = new Facet("kind", []);
      for (const [word, , plural] of data.kinds) kind.add(word, plural);
      const stage = new Facet("stage", []);
      const stages = data.stages.map(([, word, name, tone]) => stage.add(word, name, { tone }));
      const tag = new Facet("tag", data.tagged, { all: true });
      for (const [name] of data.tags) tag.add(name, name);
      const person = new Facet("person", data.by);
      person.of = this.peopleOf(person, data);
      const year = new Facet("year", []);
      const needs = new Facet("needs", new Array(this.size).fill([]));
      needs.add("help", plWords.gettext("Help wanted"));
      for (const row of data.needs) needs.of[row] = 0;
      for (let row = 0; row < this.size; row += 1) {
        const standing = data.stage[row];
        kind.of.push(data.stages[standing][0]);
        stage.of.push(stages[standing]);
        const brought = this.created[row] === undefined ? "" : `${new Date(this.created[row]).getUTCFullYear()}`;
        year.of.push(brought ? year.add(brought, brought) : []);
      }
      return [kind, stage, tag, person, year, needs];
    }

    /* Two of one name, neither with a login, are one here: nothing tells them apart. */
    peopleOf(person, data) {
      const numbers = data.people.map(([name, login]) => person.add(login || name, name));
      return numbers.every((number, place) => number === place) ? data.by : data.by.map((many) => many.map((one) => numbers[one]));
    }

    kind(row) {
      return this.data.kinds[this.data.stages[this.data.stage[row]][0]];
    }

    stage(row) {
      return this.data.stages[this.data.stage[row]];
    }

    changed(row) {
      const days = this.data.changed[row];
      return days === null ? this.created[row] : this.day - days * DAY;
    }

    /* The address below the site's root. */
    place(row) {
      const made = () => this.data.title[row].toLowerCase().replace(/[^a-z0-9]+/g, "-").replace(/^-|-$/g, "");
      return `${this.kind(row)[3]}${this.data.address[row] || made()}/`;
    }

    /* By whole address, the number of a proposal. */
    numbers() {
      this.byAddress ??= new Map(this.data.title.map((_, row) => [plFind.to(this.place(row)), row]));
      return this.byAddress;
    }

    /* By proposal, its place in an order; those that have none stand behind, the newest first. */
    rank(sort) {
      if (!this.ranks.has(sort)) {
        const rows = Array.from({ length: this.size }, (_, row) => row);
        const named = { trending: this.data.trending, divided: this.data.divided }[sort];
        const value = { support: this.data.support, changed: rows.map((row) => this.changed(row) ?? 0) }[sort];
        const order = named ? [...new Set([...named, ...rows])] : rows;
        if (value) order.sort((one, other) => value[other] - value[one] || one - other);
        const ranks = new Int32Array(this.size);
        order.forEach((row, place) => (ranks[row] = place));
        this.ranks.set(sort, ranks);
      }
      return this.ranks.get(sort);
    }

    /* What it says of itself in one sentence, once the part that holds it is there. */
    async sentence(row) {
      const part = await plFind.load(this.data.sentences[Math.floor(row / this.data.part)]);
      return part[row % this.data.part];
    }
  };
}
