"""A check, told to people: the Markdown page that `potluck explain` and the site show."""

from __future__ import annotations

import re
from collections.abc import Iterable

from potluck.model import Severity
from potluck.register import Check

_EXAMPLE = re.compile(r"^(Bad|Good)::\n\n((?:    .*(?:\n|$)|\n)+)", re.MULTILINE)


# By how their codes begin: in the order in which a newcomer meets them, and the house's own matters last.
_SUBJECTS = {
    "FM0": "The file",
    "FM1": "The fields above the text",
    "BD": "The text",
    "RF": "Names, links and what is there already",
    "LK": "What looks like something else",
    "AT": "Pictures and other files",
    "MV": "How a proposal moves on",
    "PW": "Who may change what",
    "DE": "Decisions",
    "VE": "What was tried",
    "FO": "Small matters of form",
    "LG": "The ledger",
    "CH": "The charter",
    "EX": "The charter's exemptions",
    "DR": "The forms that people fill",
}


def by_subject(found: Iterable[Check]) -> dict[str, list[Check]]:
    """The checks by what they are about."""
    subjects: dict[str, list[Check]] = {name: [] for name in _SUBJECTS.values()}
    for one in found:
        name = next((name for start, name in _SUBJECTS.items() if one.code.startswith(start)), "Further matters")
        subjects.setdefault(name, []).append(one)
    return {name: own for name, own in subjects.items() if own}


def check_page(check: Check) -> str:
    """The page of *check*: what holds, why, what it weighs, and examples."""
    holds, *rest = check.documentation.split("\n\n")
    examples = _EXAMPLE.search(check.documentation)
    why = check.documentation[len(holds) : examples.start() if examples else None].strip() if rest else ""
    lines = [f"# {check.code}: {title(check)}", "", f"**{check.holds}**", "", why, "", _weight(check), ""]
    if check.mend:
        lines += [f"`potluck check --fix` mends it: it {check.mend}.", ""]
    languages = {"charter": "yaml", "exemptions": "yaml", "doors": "yaml", "ledger": "json", "change": "diff"}
    language = languages.get(check.over, "text")  # as Markdown, a front matter's last line would be a heading
    for word, example in _EXAMPLE.findall(check.documentation):
        text = re.sub(r"^    ", "", example, flags=re.MULTILINE).strip("\n")
        fence = "`" * max(3, 1 + max(map(len, re.findall(r"`+", text)), default=0))
        lines += [f"## {word}", "", f"{fence}{language}", text, fence, ""]
    return "\n".join(lines)


def title(check: Check) -> str:
    """The fault in words: `Unknown stage`."""
    return check.slug.replace("-", " ").capitalize()


def _weight(check: Check) -> str:
    """What happens to a proposal that has the problem."""
    if check.over == "exemptions":
        return "This is about the charter, `potluck.yml`, and a warning: all is printed."
    if check.over == "charter":
        weighs = "an error: nothing is printed" if check.severity is Severity.ERROR else "a warning: all is printed"
        return f"This is about the charter, `potluck.yml`, and {weighs} until it is mended."
    if check.over == "ledger":
        return "This is about the ledger, `content/ledger/`. The site is printed all the same, without these ballots."
    if check.over == "change":
        weighs = "keeps it from being taken in" if check.severity is Severity.ERROR else "is for whoever takes it in"
        return f"This is about a change, as `potluck check --base` compares it, and {weighs}."
    if check.over == "doors":
        return "This is a warning about a file that `potluck forms` writes. Proposals are not touched by it."
    if check.over == "files":
        weighs = "an error: it wants" if check.severity is Severity.ERROR else "a warning: it may wait"
        return (
            f"This is about a file beside the proposals, and {weighs} to be mended. Every page is printed all the same."
        )
    if check.hides:
        return "This is an error, and until it is mended the page shows the title and what is missing, not the text."
    elsewhere = "It weighs the same everywhere." if check.is_fixed else "A charter may give it another weight."
    if check.severity is Severity.ERROR:
        closed = "" if check.is_fixed else "; in one whose way has ended, a warning"
        return (
            f"This is an error: it wants to be mended before the proposal is taken in{closed}. "
            f"The page is printed all the same. {elsewhere}"
        )
    return f"This is a warning: the proposal can be taken in as it is, and the page is printed. {elsewhere}"
