"""What would make a front matter readable that YAML refuses. Every mend is tried before it is offered."""

from __future__ import annotations

import re

import yaml

from potluck.edits import change_line
from potluck.model import Edit
from potluck.words import unquoted
from potluck.yamltext import double_quoted

_NAMED = re.compile(r"( *(?:- +)?[A-Za-z][\w-]*: +)(\S.*)")
_ENTRY = re.compile(r"( *- +)(\S.*)")
_LIST = re.compile(r"( *[A-Za-z][\w-]*: +)(\[.*\])[ \t]*")
_LOOSE = re.compile(r"(?<=[\[,])( *)([@`%][^\[\]{},\"'#:]*?)( *)(?=[,\]])")  # in a list, what YAML cannot start with
_INDENT = re.compile(r"[ \t]*")
_REFUSED = ("@", "`", "%")


def quote_line(text: str, line: int, first_line: int) -> tuple[Edit, ...]:
    """Quotes around the value on the *line* (from 0) of *text*, if that lets YAML read on; no edits where it does not.

    *first_line* is the line of the file on which *text* starts.
    """
    lines = text.split("\n")
    if line >= len(lines):
        return ()
    written = _quoted_line(lines[line])
    if not written or _fails_at("\n".join([*lines[:line], written, *lines[line + 1 :]])) <= line:
        return ()
    return change_line(lines[line], written, first_line + line)


def space_colon(text: str, line: int, first_line: int) -> tuple[Edit, ...]:
    """A blank after the colon of `title:Soup` on the *line* of *text*, if that lets YAML read on."""
    lines = text.split("\n")
    found = re.match(r"[A-Za-z][\w-]*:(?=[^\s:/])", lines[line]) if line < len(lines) else None
    if not found:
        return ()
    written = f"{found.group()} {lines[line][found.end() :]}"
    if _fails_at("\n".join([*lines[:line], written, *lines[line + 1 :]])) <= line:
        return ()
    return change_line(lines[line], written, first_line + line)


def indent_with_blanks(text: str, first_line: int) -> tuple[Edit, ...]:
    """Two blanks for each tab that a line of *text* starts with, if all of it can be read then."""
    lines = text.split("\n")
    edits, written = [], []
    for number, line in enumerate(lines):
        indent = _INDENT.match(line).group()  # type: ignore[union-attr]
        written.append(indent.replace("\t", "  ") + line[len(indent) :])
        if "\t" in indent:
            place = first_line + number
            edits.append(Edit(place, 1, place, len(indent) + 1, indent.replace("\t", "  ")))
    return tuple(edits) if _fails_at("\n".join(written)) > len(lines) else ()


def _quoted_line(line: str) -> str:
    """*line* with its value in quotes; "" where it is not clear what its value is."""
    if whole := _LIST.fullmatch(line):
        return whole[1] + _LOOSE.sub(lambda found: f"{found[1]}{double_quoted(found[2])}{found[3]}", whole[2])
    named = _NAMED.fullmatch(line.rstrip()) or _ENTRY.fullmatch(line.rstrip())
    if not named or " #" in named[2] or named[2][0] in "\"'[{&*!|>":
        return ""
    return named[1] + double_quoted(unquoted(named[2]))


def _fails_at(text: str) -> int:
    """The line at which YAML stops reading *text*; one past all lines where it does not."""
    try:
        for _event in yaml.parse(text, Loader=yaml.CSafeLoader):
            pass
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        return mark.line if mark else 0
    except (yaml.YAMLError, ValueError):
        return 0
    return text.count("\n") + 2
