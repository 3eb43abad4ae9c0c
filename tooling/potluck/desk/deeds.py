"""One proposal is answered, moved, declined, handed off, parked, taken on or tried: what that writes into its file."""

from __future__ import annotations

from datetime import date

from potluck.desk.bench import Opened, Plan
from potluck.desk.deciding import Why, decided, reopened, stage_for
from potluck.mechanisms import settings_of
from potluck.mechanisms.answer import FIELD
from potluck.model import PotluckError
from potluck.words import did_you_mean, quote, spell


def move(opened: Opened, stage: str, why: Why) -> Plan:
    """To another stage of its kind."""
    rules, was = opened.rules, opened.proposal.stage
    word = {name.casefold(): name for name in rules.stages}.get(stage.casefold(), "")
    if not word:
        hint = did_you_mean(stage, rules.stages, f"write one of {spell(rules.stages)}")
        raise PotluckError(f"{quote(stage)} is not a stage of {rules.plural or rules.name}; {hint}")
    if word == was:
        raise PotluckError(f"`{opened.reading.slug}` stands at `{word}` already; nothing was changed")
    target = rules.stages[word]
    if target.desk == "merge":
        raise PotluckError(f"say where it lives on: `potluck merge {opened.reading.slug} INTO`")
    if opened.proposal.merged_into and not target.closes:
        raise PotluckError(f"it lives on in another; `potluck merge {opened.reading.slug} --undo` takes that back")
    if not (target.authors and opened.is_own):
        own = [name for name, one in rules.stages.items() if one.authors]
        hint = f"As its author you may move it to {spell(own)}" if own and opened.is_own else ""
        opened.bench.refuse_others("facilitator", f"moving a proposal to `{word}`", hint)
    title = f"Move {opened.reading.slug} from {was} to {word}"
    return _moved(opened, word, why).plan("move", title, why.says)


def decline(opened: Opened, why: Why) -> Plan:
    """To the stage that says no."""
    opened.bench.refuse_others("facilitator", "a no")
    stage = stage_for("decline", opened.rules)
    return _moved(opened, stage, why).plan("decline", f"Decline {opened.reading.slug}: {why.reason}", why.says)


def hand_off(opened: Opened, to: str, why: Why) -> Plan:
    """To the stage of what somebody else does, with the name or address of who that is."""
    opened.bench.refuse_others("facilitator", "handing a proposal on")
    stage = stage_for("hand-off", opened.rules)
    handed = _moved(opened, stage, why).put("handed-to", " ".join(to.split()))
    return handed.plan("hand-off", f"Hand {opened.reading.slug} to somebody who does it", why.says)


def park(opened: Opened, until: date, why: Why) -> Plan:
    """To the stage of what waits, with the day on which somebody looks at it again: a promised date like any other."""
    opened.bench.refuse_others("facilitator", "parking a proposal")
    today = opened.bench.today
    if until <= today:
        raise PotluckError(f"{until} is no day to come; give one after {today}")
    if not why.says:
        raise PotluckError('say what it waits for: add --says "…"')
    stage = stage_for("park", opened.rules)
    promise = {"date": until.isoformat(), "set": today.isoformat(), "why": why.says}
    parked = _moved(opened, stage, why, keeps_says=True).add("promised", promise)
    return parked.plan("park", f"Park {opened.reading.slug} until {until}", why.says)


def adopt(opened: Opened, login: str, role: str) -> Plan:
    """With one more author: somebody goes on with what was left lying.

    Whoever brought it stays its author, and is owed the thanks. With the name comes the right to change the text, and
    its voice is no longer counted on what is now its own, so only a facilitator, or an author, gives it.
    """
    if not opened.is_own:
        opened.bench.refuse_others("facilitator", "giving a proposal another author")
    stage = opened.rules.stages.get(opened.proposal.stage)
    if stage and stage.closes:
        raise PotluckError(f"`{opened.reading.slug}` is `{opened.proposal.stage}`: there is nothing left to take on")
    if login.lower() in {person.login.lower() for person in opened.proposal.authors}:
        raise PotluckError(f"{login} is one of its authors already; nothing was changed")
    taken = opened.add("authors", _author(opened, login)).add("credits", {"login": login, "role": role})
    told = []
    if opened.bench.charter.tally.own_proposals == "leave-out":
        told.append(f"A voice of {login} on it is shown and no longer counted, as it is theirs now.")
    return taken.plan("adopt", f"{login} takes on {opened.reading.slug}", told=told)


def answer(opened: Opened, says: str) -> Plan:
    """With the first thing that the house says to it. The first stays: what is said later is said elsewhere."""
    if "answer" not in opened.rules.mechanisms:
        raise PotluckError(
            f"the charter gives `{opened.proposal.kind}` no `answer` among its mechanisms; answer where people talk"
        )
    opened.bench.refuse_others("facilitator", "the first answer")
    if opened.proposal.more.get(FIELD):
        raise PotluckError(f"`{opened.reading.slug}` was answered already; nothing was changed")
    if not says:
        raise PotluckError('say it in a sentence: add --says "…"')
    record = {"by": opened.bench.login, "date": opened.bench.today.isoformat(), "says": says}
    return opened.put(FIELD, record).plan("answer", f"Answer {opened.reading.slug}", says)


def verify(opened: Opened, how: str, found: str) -> Plan:
    """With the word of somebody who tried it."""
    if "verification" not in opened.rules.mechanisms:
        kinds = [word for word, one in opened.bench.charter.kinds.items() if "verification" in one.mechanisms]
        hint = f"that is for {spell(kinds, 'and')}" if kinds else "the charter gives that to no kind"
        raise PotluckError(f"`{opened.reading.slug}` is a proposal of the kind `{opened.proposal.kind}`; {hint}")
    role = settings_of("verification", opened.rules).role
    opened.bench.refuse_others(role, "saying that a story was tried")
    day = opened.bench.today.isoformat()
    record = {"by": opened.bench.login, "date": day, "how": how, "found": found}
    return opened.put("verification", record).plan("verify", f"Verify {opened.reading.slug}", found)


def _moved(opened: Opened, stage: str, why: Why, *, keeps_says: bool = False) -> Opened:
    if opened.proposal.stage == stage:
        raise PotluckError(f"`{opened.reading.slug}` stands at `{stage}` already; nothing was changed")
    return decided(reopened(opened.put("stage", stage), stage), stage, why, keeps_says=keeps_says)


def _author(opened: Opened, login: str) -> str:
    """*login* as this kind writes its authors: EIPs have `Name (@handle)`."""
    rules = opened.bench.readers[opened.proposal.kind].fields.get(opened.rules.written("authors"))
    if rules is None or rules.type != "person":
        return login
    person = opened.bench.charter.people.get(login)
    return f"{person.name if person and person.name else login} (@{login})"
