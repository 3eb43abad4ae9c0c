"""The form of a file's bytes, where it means nothing to a reader: line ends, blanks, the mark at the start."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from potluck.edits import line_end_of
from potluck.model import START, Edit, Fault, Field, Node, Problem, Scalar, Span
from potluck.model import Sequence as Items
from potluck.translation import _, ngettext

MOST = 5_000  # edits of one problem: the next look at the file finds the rest
# Where a blank at the end may mean something: behind a sign alone, a box to tick, a heading's closing marks (which
# would become marks), or a backslash (which would break the line).
_MEANT = re.compile(r"\W+|\d+[.)]|.*[\]#\\]", re.DOTALL)
_NAMES = {"\n": "LF", "\r\n": "CRLF"}


def faults_of_form(has_mark: bool, text: str, source: str) -> list[Fault]:
    """What is odd about the bytes of a whole file. *text* has its own line ends, *source* has LF alone."""
    faults = []
    if has_mark:
        hint = _("save the file as «UTF-8», not as «UTF-8 with BOM»")
        edits = (Edit(1, 0, 1, 1, ""),)
        faults.append(
            Fault("byte-order-mark", Problem(START, _("a byte-order mark stands before the text"), hint, edits))
        )
    if "\r\n" in text and (problem := _mixed(text)):
        faults.append(Fault("mixed-line-ends", problem))
    if (not source.endswith("\n") or source.endswith("\n\n")) and (problem := _ending(source)):
        faults.append(Fault("odd-ending", problem))
    return faults


def _mixed(text: str) -> Problem | None:
    usual = line_end_of(text)
    lines = text.split("\n")
    edits, first = [], 0
    for number, line in enumerate(lines[:-1], 1):
        is_crlf = line.endswith("\r")
        if is_crlf is (usual == "\r\n"):
            continue
        first = first or number
        end = len(line) - is_crlf + 1
        edits.append(Edit(number, end, number, end + is_crlf, "" if is_crlf else "\r"))
        if len(edits) == MOST:
            break
    if not edits:
        return None
    hint = _("end every line with %(names)s, as most of them do here", names=_NAMES[usual])
    length = len(lines[first - 1].removesuffix("\r"))
    span = Span(first, 1, first, length + 1)
    return Problem(span, _("this line ends in another way than most lines of the file"), hint, tuple(edits))


def _ending(source: str) -> Problem | None:
    """A last line that is not ended, or empty lines after it. A file without any text has worse problems."""
    bare = source.rstrip("\n")
    if not bare.strip():
        return None
    line = bare.count("\n") + 1
    length = len(bare) - bare.rfind("\n") - 1
    last = source.count("\n") + 1
    span = Span(line, max(1, length), line, length + 1)
    edits = (Edit(line, length + 1, last, len(source) - source.rfind("\n"), "\n"),)
    if bare == source:
        return Problem(span, _("the last line is not ended"), _("press the Enter key once at the end"), edits)
    return Problem(span, _("empty lines follow the last one"), _("delete them, down to the end"), edits)


def front_blanks(lines: Sequence[str], fields: Iterable[Field]) -> list[Fault]:
    """A fault where some of the front matter's *lines*, its two `---` included, end with blanks.

    Inside quotes that go over several lines, and in YAML's blocks, they are part of the value.
    """
    inside = {line for scalar in _scalars(fields) for line in range(scalar.span.line, scalar.span.end_line + 1)}
    places = [place for place, line in enumerate(lines) if line.endswith((" ", "\t")) and place + 1 not in inside]
    return _blanks(lines, places, 1)


def _scalars(fields: Iterable[Field]) -> Iterator[Scalar]:
    """Every value that is not plain and goes over several lines."""
    pending: list[Node] = [field.value for field in fields]
    while pending:
        node = pending.pop()
        if isinstance(node, Scalar):
            if not node.is_plain and node.span.end_line > node.span.line:
                yield node
        elif isinstance(node, Items):
            pending += node.items
        else:
            pending += [field.value for field in node.fields]


def body_blanks(lines: Sequence[str], places: Sequence[int], first_line: int) -> list[Fault]:
    """A fault where some of the lines at *places*, all outside code, end with blanks which mean nothing.

    Two blanks before another line break the line there, and are left. So is whatever is indented or quoted, where it
    may be code within a list, and a line of signs alone: `- ` is an empty entry, and `-` may turn the line above into a
    heading.
    """
    idle = []
    following = ""  # the next line that is not blank
    seen = len(lines)
    for place in reversed(places):
        following = next((line for line in lines[place + 1 : seen] if line.strip()), following)
        seen = place + 1
        line = lines[place]
        if not line.strip():
            is_idle = following[:1] not in (" ", "\t", ">")
        else:
            breaks = line.expandtabs(4).endswith("  ") and place + 1 < len(lines) and lines[place + 1].strip()
            is_idle = not breaks and line[0] not in " \t>" and not _MEANT.fullmatch(line.rstrip())
        if is_idle:
            idle.append(place)
    return _blanks(lines, idle[::-1], first_line)


def _blanks(lines: Sequence[str], places: Sequence[int], first_line: int) -> list[Fault]:
    if not places:
        return []
    edits = []
    for place in places[:MOST]:
        line, number = lines[place], first_line + place
        edits.append(Edit(number, len(line.rstrip(" \t")) + 1, number, len(line) + 1, ""))
    first = edits[0]
    more = len(places) - 1
    problem = Problem(
        Span(first.line, first.column, first.end_line, first.end_column),
        ngettext(
            "blanks stand at the end of this line, and of %(num)s more",
            "blanks stand at the end of this line, and of %(num)s more",
            more,
        )
        if more
        else _("blanks stand at the end of this line"),
        _("delete what stands behind the last letter"),
        tuple(edits),
    )
    return [Fault("trailing-blanks", problem)]
