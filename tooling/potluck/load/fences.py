"""Where the front matter of a text lies: between two `---` lines, also as telephones and hasty hands write them.

What is clear without the two lines, or with others in their place, is read all the same: people hear of every fault in
their fields at once. That the lines are wrong stays an error.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import msgspec
from msgspec.structs import replace

from potluck.model import Edit, Fault, Problem, Span
from potluck.translation import _

# Three hyphens become one long dash, or two, where a keyboard means well; some people type four.
_DASHES = re.compile(r"(?!-[ \t]*$)[-\u2010-\u2015\u2212]{1,5}[ \t]*")
_FIELD = re.compile(r"[A-Za-z][\w-]*:(?:[ \t]|$)")
_LIKE_FIELDS = re.compile(r"[A-Za-z][\w-]*:|[ \t#]|- |$")  # one, or what goes on with the one above
_TITLE = re.compile(r"title[ \t]*:", re.IGNORECASE)
_HEADING = re.compile(r"#{2,6}[ \t]")  # with a single `#` it may be YAML's comment
FENCE = "---"


class Front(msgspec.Struct, frozen=True):
    """Where the fields stand and where the body starts, as places in the list of lines; all 0 where no fields are."""

    first: int = 0
    end: int = 0  # the first line that is none of theirs
    body: int = 0
    faults: tuple[Fault, ...] = ()

    @property
    def is_found(self) -> bool:
        """Whether it is known which lines the fields are."""
        return self.body > 0


_UNCLOSED = Front(
    faults=(
        Fault(
            "unclosed-front-matter",
            Problem(
                Span(1, 1, 1, 4),
                "the `---` that opens the front matter is never closed",
                "add a line `---` between the fields and the text",
            ),
        ),
    )
)


def find_front(lines: Sequence[str]) -> Front:
    """Where the front matter in *lines* is, and what is wrong with the lines around it."""
    if lines[0].rstrip() == FENCE:
        found = _find_end(lines, 1)
        return found or _UNCLOSED
    start = next((place for place, line in enumerate(lines) if line.strip()), 0)
    found, hint = None, ""
    edits: tuple[Edit, ...] = ()
    if lines[start].rstrip() == FENCE:
        found, hint = _find_end(lines, start + 1), _("delete the empty lines above it")
        edits = (Edit(1, 1, start + 1, 1, ""),)
    elif _DASHES.fullmatch(lines[start]) and _FIELD.match("".join(lines[start + 1 : start + 2])):
        found, hint = _find_end(lines, start + 1), _("write three hyphens on the first line: `---`")
        edits = (Edit(1, 1, start + 1, len(lines[start]) + 1, FENCE),)
    elif _FIELD.match(lines[start]):
        found, hint = _find_end(lines, start, is_sure=True), _("write a line `---` above the first field")
        edits = (Edit(1, 1, start + 1, 1, f"{FENCE}\n"),)
        if found and not any(_TITLE.match(line) for line in lines[start : found.end]):  # a talk: `Ana: Hello!`
            found = None
    whole = Span(1, 1, 1, 1 + len(lines[0].rstrip("\r")))
    message = _("the file does not start with `---`")
    if found:
        return replace(found, faults=(Fault("no-front-matter", Problem(whole, message, hint, edits)), *found.faults))
    hint = _("start the file with a line `---`, then `title: …` and the other fields, then another line `---`")
    return Front(faults=(Fault("no-front-matter", Problem(whole, message, hint)),))


def _find_end(lines: Sequence[str], first: int, *, is_sure: bool = False) -> Front | None:
    """The front matter whose fields start at *first*; None where nothing tells where they end.

    *is_sure*: only if every line of it looks like fields.
    """
    fence = next((place for place in range(first, len(lines)) if lines[place].rstrip() == FENCE), 0)
    like = next((place for place in range(first, len(lines)) if not _LIKE_FIELDS.match(lines[place])), len(lines))
    if fence and (fence <= like or not is_sure):
        return Front(first, fence, fence + 1)
    if like < len(lines) and like > first and _DASHES.fullmatch(lines[like]):
        edits = (Edit(like + 1, 1, like + 1, len(lines[like]) + 1, FENCE),)
        place = Span(like + 1, 1, like + 1, len(lines[like]) + 1)
        problem = Problem(place, _("the fields end with another line than `---`"), _("write three hyphens here"), edits)
        return Front(first, like, like + 1, (Fault("unclosed-front-matter", problem),))
    end = _guess_end(lines, first)
    if not end:
        return None
    edits = (Edit(end + 1, 1, end + 1, 1, f"{FENCE}\n"),)
    place = Span(end, 1, end, 1 + len(lines[end - 1]))
    message = _("no line `---` closes the fields; they end here, as far as one can tell")
    problem = Problem(place, message, _("add a line `---` below this one"), edits)
    return Front(first, end, end, (Fault("unclosed-front-matter", problem),))


def _guess_end(lines: Sequence[str], first: int) -> int:
    """The line before which `---` can only be missing; 0 where it could be several.

    Fields stand one below the other; after an empty line comes what can be no field, or right below them a heading.
    """
    for place in range(first, len(lines)):
        line = lines[place]
        if place > first and _HEADING.match(line):
            return place
        if not line.strip():
            after = next((one for one in lines[place:] if one.strip()), "")
            is_text = after and (not _LIKE_FIELDS.match(after) or after.startswith("#"))
            return place if is_text and place > first else 0
        if not _LIKE_FIELDS.match(line):
            return 0
    return 0
