"""A proposal is taken down: a tombstone with day and reason is left at its address, and no word of it."""

from __future__ import annotations

from collections.abc import Iterator

from potluck.desk.bench import Bench, Plan, Written
from potluck.fields import TAKEN_DOWN, fields_of
from potluck.model import PotluckError, Reading
from potluck.words import count, did_you_mean, quote, spell


def take_down(bench: Bench, reading: Reading, reason: str) -> Plan:
    """What *reading* said is taken out of its file, whatever state that is in, and the pictures that only it shows."""
    bench.refuse_others("facilitator", "taking a proposal down")
    if reading.taken_down:
        raise PotluckError(f"`{reading.slug}` was taken down already; nothing was changed")
    reasons = bench.charter.desk.take_down
    if reason not in reasons:
        hint = did_you_mean(reason, reasons, f"write {spell(reasons)}")
        raise PotluckError(f"{quote(reason)} is not one of the charter's reasons to take something down; {hint}")
    pictures = tuple(Written(path, b"", None) for path in _pictures(bench, reading))
    stone = Written(reading.path, bench.read(reading.path), _stone(bench, reading, reason).encode())
    gone = f" and {count(len(pictures), 'picture')}" if pictures else ""
    told = (
        f"Its text{gone}, its entries in the API, the feed and the search are gone from the next build on.",
        "Git still has them, and so has every clone: the handbook's page on the desk says how to purge them.",
    )
    return Plan("take-down", reading.slug, (stone, *pictures), f"Take {reading.slug} down: {reason}", told=told)


def _stone(bench: Bench, reading: Reading, reason: str) -> str:
    folders = {rules.folder: word for word, rules in bench.charter.kinds.items()}
    kind = reading.kind or folders.get(reading.folder or ".") or next(iter(bench.charter.kinds))
    rules = bench.charter.kinds[kind]
    names = [alias.target for alias in reading.aliases]
    lines = [f"{rules.written('kind')}: {kind}"] if rules.written("kind") in fields_of(rules) else []
    lines += [f"{rules.written('aliases')}: [{', '.join(names)}]"] if names else []
    record = f"by: {bench.login}, date: {bench.today.isoformat()}, reason: {reason}"
    return "\n".join(["---", *lines, f"{TAKEN_DOWN}: {{{record}}}", "---", ""])


def _pictures(bench: Bench, reading: Reading) -> Iterator[str]:
    """The files beside it that are its own, and those that it shows and no other does."""
    others = {link.path for one in bench.readings if one.path != reading.path for link in one.links}
    own = reading.path.removesuffix("index.md") if reading.path.endswith("/index.md") else "\0"
    shown = {link.path for link in reading.links}
    for path in sorted(bench.files):
        is_its = path.startswith(own) or path in shown
        if is_its and path not in others and not path.lower().endswith((".md", ".markdown")):
            yield path
