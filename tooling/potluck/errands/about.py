"""What a report says beside the problems, gathered from the charter, the register and what was read."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import zip_longest
from pathlib import Path

from potluck import __version__
from potluck.charter import Charter, KindRules
from potluck.checks.pages import check_page, title
from potluck.diagnostics import About, Rule, Understood
from potluck.diagnostics.rules import RulesChange
from potluck.formerly import front_reader
from potluck.load import split
from potluck.mending import Mended
from potluck.model import Reading
from potluck.press.settings import site_url_of
from potluck.register import checks
from potluck.words import in_a_sentence


def about_of(
    root: Path,
    charter: Charter | None,
    documents: Iterable[Understood] = (),
    rules_change: RulesChange | None = None,
) -> About:
    """The community at *root*. Without a *charter* nothing is known but the checks, and where they are explained."""
    site_url = site_url_of(root)
    known = {one.code: Rule(title(one), one.holds, check_page(one), str(one.severity)) for one in checks()}
    if charter is None:
        return About(version=__version__, site_url=site_url, rules=known)
    hosts = charter.roles["facilitator"].people if "facilitator" in charter.roles else ()
    names = {login.lower(): person.name for login, person in charter.people.items() if person.name}
    return About(
        version=__version__,
        community=charter.community.name,
        site_url=site_url,
        hosts=tuple(names.get(login.lower(), login) for login in hosts),
        kinds={word: in_a_sentence(rules.name) for word, rules in charter.kinds.items()},
        rules=known,
        documents=tuple(documents),
        rules_change=rules_change,
    )


def understood(reading: Reading, charter: Charter, mended: Mended | None = None) -> Understood:
    """What was understood of one file. Of its headings only those are told that the charter knows.

    *mended* is what `potluck check --fix` would make of it.
    """
    rules = charter.kinds.get(reading.kind)
    sections = _sections(reading, rules) if rules else ()
    title = reading.title
    if mended and not title:  # what can be mended can be understood: `Title: Soup: one pot` is a title
        title = front_reader(charter)(mended.after, reading.path).title
    return Understood(reading.path, reading.kind, title, sections, *(_top(mended) if mended else ()))


def _top(mended: Mended) -> tuple[str, int]:
    """The front matter as it is to be, and how many lines it takes the place of; nothing for a single line."""
    texts = [content.decode("utf-8-sig", "replace").replace("\r\n", "\n") for content in (mended.before, mended.after)]
    before, after = (text.split("\n")[: split(text).front.body] for text in texts)
    changed = sum(one != other for one, other in zip_longest(before, after))
    return ("\n".join(after), len(before)) if before and after and changed > 1 else ("", 0)


def _sections(reading: Reading, rules: KindRules) -> tuple[str, ...]:
    there = {heading.strip().casefold() for heading in reading.headings}
    return tuple(name for name in (*rules.sections.required, *rules.sections.optional) if name.casefold() in there)
