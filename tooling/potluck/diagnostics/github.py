"""Annotations for a pull request: GitHub's workflow commands, one line a problem.

Their form: https://docs.github.com/actions/reference/workflows-and-actions/workflow-commands
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from secrets import token_hex

from potluck.diagnostics import concise
from potluck.diagnostics.about import About, Sources
from potluck.diagnostics.concise import in_one_line
from potluck.model import Diagnostic, Severity
from potluck.words import count

MOST = 10  # annotations of one severity that GitHub shows of a step; it drops the others without a word
# The older spelling of a command, `##[group]`, is obeyed wherever in a line it stands.
_OLD_COMMAND = re.compile(r"##\[")


def render(diagnostics: Sequence[Diagnostic], sources: Sources, about: About) -> str:
    """An annotation for each of the first ten errors and warnings, then a line for each of the rest."""
    ordered = _most_useful_first(diagnostics)
    by_severity = [[one for one in ordered if one.severity is severity] for severity in Severity]
    shown = [one for some in by_severity for one in some[:MOST]]
    rest = sorted((one for some in by_severity for one in some[MOST:]), key=lambda one: one.order)
    lines = [_annotation(one) for one in shown]
    if rest:
        lines.append(
            f"GitHub shows {count(len(shown), 'annotation')} of a step beside the lines. "
            f"{count(len(rest), 'further problem')}, listed here alone:"
        )
        lines += [text.plain.rstrip("\n") for text in concise.lines(rest)]
    return "".join(f"{harmless(line)}\n" for line in lines)


def harmless(line: str) -> str:
    """*line* without the older spelling of a command, in which a stranger's heading `##[group]` would be obeyed."""
    return _OLD_COMMAND.sub("##⟨U+005B⟩", line)


def unheard(text: str) -> str:
    """*text* between two commands that make GitHub take no commands from it (SEC-065).

    The word that ends the silence is made anew each time, so that nothing in *text* can know it.
    """
    word = token_hex(16)
    return f"::stop-commands::{word}\n{text}::{word}::\n"


def _most_useful_first(diagnostics: Sequence[Diagnostic]) -> list[Diagnostic]:
    """Every file's first problem, then every file's second: of the ten that are shown, each file has its share."""
    by_path: dict[str, list[Diagnostic]] = defaultdict(list)
    for one in diagnostics:
        by_path[one.path].append(one)
    return list(_in_turns(list(by_path.values())))


def _in_turns(queues: list[list[Diagnostic]]) -> Iterator[Diagnostic]:
    for turn in range(max(map(len, queues), default=0)):
        yield from (queue[turn] for queue in queues if turn < len(queue))


def _annotation(one: Diagnostic) -> str:
    properties = {"file": one.path, "line": str(one.line), "endLine": str(one.end_line)}
    if one.line == one.end_line:  # GitHub takes columns within one line only; the last one is the last that is meant
        properties |= {"col": str(one.column), "endColumn": str(max(one.column, one.end_column - 1))}
    properties["title"] = f"{one.code} {one.slug.replace('-', ' ')}"
    words = f"{in_one_line(one.message)}\n{in_one_line(one.hint)}".rstrip("\n")
    told = ",".join(f"{name}={_property(value)}" for name, value in properties.items())
    return f"::{one.severity} {told}::{_data(words)}"


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(in_one_line(text)).replace(":", "%3A").replace(",", "%2C")
