/* The ways of all proposals (content/docs/looking.md): where each stood at the end of a day, and what happened between two. */

{
  const DAY = 86_400_000;
  const ENDED = new Set(["no", "rest"]); // tones of the stages that have left the table

  plTime.Ways = class {
    constructor(data) {
      this.data = data;
      this.first = Date.parse(`${data.first}T00:00:00Z`);
      this.size = data.title.length;
      const gone = data.gone.map(([left, came, start, ...moves]) => ({ left, came, start, moves }));
      this.came = [...data.came, ...gone.map((one) => one.came)];
      this.start = [...data.start, ...gone.map((one) => one.start)];
      this.moves = [...data.moves, ...gone.map((one) => one.moves)];
      this.left = [...new Array(this.size).fill(Infinity), ...gone.map((one) => one.left)];
    }

    time(day) {
      return this.first + day * DAY;
    }

    dayOf(iso) {
      const day = Math.round((Date.parse(`${iso}T00:00:00Z`) - this.first) / DAY);
      return Number.isNaN(day) ? null : Math.min(Math.max(day, 0), this.data.days);
    }

    iso(day) {
      return new Date(this.time(day)).toISOString().slice(0, 10);
    }

    hasEnded(stage) {
      return ENDED.has(this.data.stages[stage][3]);
    }

    /* The stage at which *row* stood at the end of *day*, and since when; null where it was not there. */
    at(row, day) {
      if (this.came[row] > day || this.left[row] <= day) return null;
      let since = this.came[row];
      let stage = this.start[row];
      const moves = this.moves[row];
      for (let place = 0; place < moves.length; place += 2) {
        if (since + moves[place] > day) break;
        since += moves[place];
        stage = moves[place + 1];
      }
      return { row, stage, since };
    }

    /* By stage, what stood there, the last that came first. */
    board(day) {
      const found = this.data.stages.map(() => []);
      for (let row = 0; row < this.came.length; row += 1) {
        const one = this.at(row, day);
        if (one) found[one.stage].push(one);
      }
      for (const standing of found) standing.sort((one, other) => other.since - one.since);
      return found;
    }

    /* What came, moved on, was decided and left the table after *since*, up to *day*. */
    between(since, day) {
      const came = [];
      const moved = [];
      const left = [];
      for (let row = 0; row < this.came.length; row += 1) {
        const before = this.at(row, since);
        const after = this.at(row, day);
        if (!before && this.came[row] > since && this.came[row] <= day) came.push({ row, stage: after?.stage, on: this.came[row] });
        const was = before ? before.stage : this.start[row];
        if (this.left[row] > since && this.left[row] <= day && !this.hasEnded(was)) left.push({ row, on: this.left[row] });
        else if (after && after.stage !== was) {
          const one = { row, was, stage: after.stage, on: after.since };
          (this.hasEnded(after.stage) && !this.hasEnded(was) ? left : moved).push(one);
        }
      }
      const decided = this.data.decided.filter(([, on]) => on > since && on <= day).map(([row, on, isYes]) => ({ row, on, isYes }));
      const newest = (one, other) => other.on - one.on;
      return { came: came.sort(newest), moved: moved.sort(newest), decided: decided.sort(newest), left: left.sort(newest) };
    }

    /* How much happened on each day. */
    pulse() {
      const found = new Uint32Array(this.data.days + 1);
      const add = (day) => day <= this.data.days && (found[day] += 1);
      for (let row = 0; row < this.came.length; row += 1) {
        let day = this.came[row];
        add(day);
        for (let place = 0; place < this.moves[row].length; place += 2) add((day += this.moves[row][place]));
        if (this.left[row] !== Infinity) add(this.left[row]);
      }
      for (const [, day] of this.data.decided) add(day);
      return found;
    }
  };
}
