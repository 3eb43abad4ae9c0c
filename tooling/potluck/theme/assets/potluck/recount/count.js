/* Ballots to a tally, by the published rules: what Potluck does in tally/count.py, once more and on its own.
   Pure: texts and rules in, numbers out. A test of Potluck holds the two against each other. */

{
  const { bayesianMean, dayOf, divided, isLovedAndHated, spread, trending, wilson } = plRecount;

  const REACTIONS = ["+1", "-1", "laugh", "confused", "heart", "hooray", "rocket", "eyes"];
  const LOGIN = /^[A-Za-z0-9][A-Za-z0-9_-]{0,99}(?:\[bot\])?$/;
  const MONTH = /^(?!0000)\d{4}-(?:0[1-9]|1[0-2])$/;
  const MOMENT = /^(\d{4})-(\d\d)-(\d\d)T(\d\d):(\d\d)(?::(\d\d)(?:[.,](\d+))?)?(?:Z|([+-])(\d\d):?(\d\d))$/;
  const SHAPE = { proposal: "string", login: "string", reaction: "string", at: "string" };
  const MORE = { bot: "boolean", since: "string", blocked: "boolean" };
  const DAY = 86_400_000_000n; // microseconds, as all times here: numbers with fractions would not be exact

  /* `2026-05-12T18:04:00Z` in microseconds since 1970; undefined where it is no time. */
  function moment(text) {
    const [found, year, month, day, hour, minute, second = 0, fraction = "", sign, ahead, minutes] =
      MOMENT.exec(text.toUpperCase()) ?? [];
    if (!found || hour > 23 || minute > 59 || second > 59 || (sign && (ahead > 23 || minutes > 59))) return undefined;
    const date = new Date(0);
    date.setUTCFullYear(year, month - 1, day); // unlike Date.UTC, it takes the year 12 for the year 12
    if (year === "0000" || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== Number(day)) return undefined;
    date.setUTCHours(hour, minute, second);
    const offset = sign ? (sign === "-" ? -60 : 60) * (60 * ahead + Number(minutes)) : 0;
    return BigInt(date.getTime() - 1000 * offset) * 1000n + BigInt(fraction.slice(0, 6).padEnd(6, "0"));
  }

  /* The ballots of a file of *name*, and how many of its lines hold none. */
  function readBallots(text, name) {
    const lines = text.split(/\r\n|\r|\n/);
    if (lines.at(-1) === "") lines.pop();
    const ballots = lines.map((line) => readBallot(line, name)).filter(Boolean);
    return { ballots, unread: lines.length - ballots.length };
  }

  function readBallot(line, name) {
    let said;
    try {
      said = JSON.parse(line);
    } catch {
      return undefined;
    }
    if (typeof said !== "object" || said === null || Array.isArray(said)) return undefined;
    const known = { ...SHAPE, ...MORE };
    const fits = Object.keys(said).every((key) => Object.hasOwn(known, key) && typeof said[key] === known[key]);
    const isWhole = Object.keys(SHAPE).every((key) => Object.hasOwn(said, key));
    if (!fits || !isWhole || said.proposal !== name || !REACTIONS.includes(said.reaction)) return undefined;
    if (!LOGIN.test(said.login) || (said.since && !MONTH.test(said.since))) return undefined;
    const at = moment(said.at);
    if (at === undefined) return undefined;
    const { login, reaction, bot = false, since = "", blocked = false } = said;
    return { login: login.toLowerCase(), reaction, at, bot, since, blocked };
  }

  /* Marks the *ballots* that were cast while voting was not open; *periods* are pairs of times, null without a limit. */
  function markLate(ballots, periods) {
    const open = periods?.map(([from, to]) => [from && moment(from), to && moment(to)]);
    const inTime = ({ at }) => !open || open.some(([from, to]) => (!from || from <= at) && (!to || at < to));
    return ballots.map((ballot) => ({ ...ballot, late: !inTime(ballot) }));
  }

  /* The tally of all *ballots* on one proposal, whose *authors* are logins. */
  function count(ballots, authors, rules) {
    const people = new Map();
    for (const ballot of ballots) people.set(ballot.login, [...(people.get(ballot.login) ?? []), ballot]);
    const own = new Set(authors.map((login) => login.toLowerCase()));
    const [counted, reactions, excluded] = [new Map(), new Map(), new Map()];
    const supporters = [];
    for (const [login, cast] of people) {
      for (const reaction of new Set(cast.map((ballot) => ballot.reaction))) add(reactions, reaction);
      const timely = cast.filter((ballot) => !ballot.late);
      const last = (timely.length ? timely : cast).reduce((one, other) => (isAfter(other, one, rules) ? other : one));
      const reason = whyNot(login, cast, last, own, rules);
      if (reason) add(excluded, rules.reasons[reason]);
      else add(counted, last.reaction);
      if (!reason && isFor(last, rules)) supporters.push({ at: last.at, since: since(timely, rules) });
    }
    return { ...addUp(counted, reactions, excluded, rules), ...inTime(supporters, rules) };
  }

  /* What the times at which the *supporters* said so give: the trend, and the day on which there were *n* of them. */
  function inTime(supporters, rules) {
    const days = supporters.map((one) => one.since).sort((one, other) => (one < other ? -1 : 1)).map(dayOf);
    const ages = supporters.map((one) => moment(rules.clock) - one.at);
    return { trending: trending(ages, rules.half_life), reachedOn: (n) => days[n - 1] };
  }

  const isFor = ({ reaction }, rules) => rules.supporting.includes(rules.reactions[reaction]?.means);

  /* Since when somebody whose last word is for it has said nothing else. */
  function since(cast, rules) {
    const latestFirst = [...cast].sort((one, other) => (isAfter(one, other, rules) ? -1 : 1));
    const other = latestFirst.findIndex((ballot) => !isFor(ballot, rules));
    return latestFirst.at(other < 0 ? -1 : other - 1).at;
  }

  /* The tally that these counts of people make: by the reaction that counts, by all they clicked, by why not counted. */
  function addUp(counted, reactions, excluded, rules) {
    const [meanings, scores] = [new Map(), new Map()];
    let support = 0;
    for (const [reaction, people] of counted) {
      const rule = rules.reactions[reaction];
      if (!rule) continue;
      add(meanings, rule.means, people);
      if (rules.supporting.includes(rule.means)) support += people;
      if (rule.score !== null) add(scores, rule.score, people);
    }
    const opposition = meanings.get("against") ?? 0;
    return {
      support,
      opposition,
      meanings: Object.fromEntries(meanings),
      reactions: Object.fromEntries(reactions),
      excluded: Object.fromEntries(excluded),
      confidence: wilson(support, support + opposition, rules.z),
      scores: Object.fromEntries(scores),
      score: bayesianMean(scores, rules.prior_people, rules.prior_score),
      spread: spread(scores),
      divided: divided(support, opposition),
      isSplit: isLovedAndHated(scores, rules.split_share),
    };
  }

  function add(counts, key, number = 1) {
    counts.set(key, (counts.get(key) ?? 0) + number);
  }

  /* Whether *one* counts rather than *other*: it says more, else it was said later, else it is the last by name. */
  function isAfter(one, other, rules) {
    const weight = ({ reaction }) => ({ undefined: 0, watching: 1 })[rules.reactions[reaction]?.means] ?? 2;
    if (weight(one) !== weight(other)) return weight(one) > weight(other);
    if (one.at !== other.at) return one.at > other.at;
    return one.reaction > other.reaction;
  }

  /* Why a person is not counted: the first reason that is true, or "". */
  function whyNot(login, cast, last, authors, rules) {
    if (rules.ghost && login === rules.ghost) return "gone";
    if (cast.some((ballot) => ballot.blocked)) return "blocked";
    if (rules.bots === "leave-out" && cast.some((ballot) => ballot.bot)) return "bot";
    if (rules.own_proposals === "leave-out" && authors.has(login)) return "author";
    if (last.late) return "late";
    const month = cast.map((ballot) => ballot.since).sort().at(-1); // the latest that is known
    const isYoung = month && last.at - moment(`${month}-01T00:00:00Z`) < BigInt(rules.account_days) * DAY;
    return isYoung && rules.account_days ? "young" : "";
  }

  Object.assign(plRecount, { moment, readBallots, markLate, count, addUp });
}
