"""YAML as people mean it: text to a tree of what was written, each piece with its place.

Built from libyaml's events, not its values: a value stays the letters that were written, a name written twice is seen,
and what could do harm (aliases, anchors, tags, merge keys, depth) is refused before anything is built from it.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import yaml
from yaml import CSafeLoader

from potluck.model import Edit, Fault, Field, Mapping, Node, Problem, Scalar, Sequence, Span
from potluck.translation import N_, _
from potluck.words import is_hidden, quote, unquoted
from potluck.yamlmends import indent_with_blanks, quote_line
from potluck.yamltext import double_quoted

_Event = Any  # PyYAML's types leave out what events carry

DEPTH = 3  # a list of mappings in a mapping: `promised: - {date, set, why}`

_FRONT_MATTER = N_("front matter")  # the one text that `potluck check --fix` mends
_TAB_INDENT = re.compile(r"^[ ]*\t[ \t]*", re.MULTILINE)


class _Refused(Exception):  # noqa: N818 - not an error of ours
    """Reading stops here: the fault says why."""

    def __init__(self, slug: str, span: Span, message: str, hint: str) -> None:
        super().__init__(message)
        self.fault = Fault(slug, Problem(span, message, hint))


def read_tree(
    text: str, *, first_line: int = 1, depth: int = DEPTH, whole: str = _FRONT_MATTER
) -> tuple[Mapping, tuple[Fault, ...]]:
    """The mapping that *text* holds, and the faults met on the way; an empty mapping where it cannot be read at all.

    *first_line* is the line of the file on which *text* starts; *depth* counts mappings and lists within each other;
    *whole* is what people call the text.
    """
    empty = Mapping((), Span(first_line, 1, first_line, 1))
    if tab := _TAB_INDENT.search(text):
        line = first_line + text.count("\n", 0, tab.start())
        span = Span(line, 1, line, 1 + len(tab.group()))
        edits = indent_with_blanks(text, first_line) if whole == _FRONT_MATTER else ()
        problem = Problem(
            span, _("this line is indented with a tab"), _("indent with spaces: two for each step"), edits
        )
        return empty, (Fault("tab-indent", problem),)
    builder = _Builder(text, first_line - 1, depth, whole)
    try:
        tree = builder.read(yaml.parse(text, Loader=CSafeLoader))
    except _Refused as refusal:
        return empty, (*builder.faults, refusal.fault)
    except yaml.MarkedYAMLError as error:
        return empty, (*builder.faults, _explain(error, text, first_line, can_mend=whole == _FRONT_MATTER))
    except (yaml.YAMLError, ValueError) as error:
        problem = Problem(
            empty.span, _("this cannot be read as YAML: %(error)s", error=error), _("write one `name: value` a line")
        )
        return empty, (*builder.faults, Fault("not-yaml", problem))
    return tree, tuple(builder.faults)


class _Builder:
    """Turns events into nodes, and keeps the faults that do not stop it."""

    def __init__(self, text: str, line_offset: int, depth: int, whole: str) -> None:
        self.text = text
        self.offset = line_offset
        self.depth = depth
        self.whole = whole
        self.faults: list[Fault] = []

    def read(self, events: Iterator[_Event]) -> Mapping:
        tree: Mapping | None = None
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent) and tree is not None:
                raise _Refused(
                    "several-documents",
                    self.span(event),
                    _("a second YAML document starts here"),
                    _("keep one block of `name: value` lines between the two `---` lines"),
                )
            if isinstance(event, (yaml.ScalarEvent, yaml.SequenceStartEvent, yaml.MappingStartEvent, yaml.AliasEvent)):
                node = self.node(event, events, 1)
                if not isinstance(node, Mapping):
                    if isinstance(node, Scalar) and not node.text:
                        return Mapping((), node.span)
                    raise _Refused(
                        "not-a-mapping",
                        node.span,
                        _("this is not made of `name: value` lines"),
                        _("write one `name: value` a line, such as `title: Soup night`"),
                    )
                tree = node
        return tree or Mapping((), Span(self.offset + 1, 1, self.offset + 1, 1))

    def span(self, event: Any) -> Span:
        start, end = event.start_mark, event.end_mark
        return Span(start.line + 1 + self.offset, start.column + 1, end.line + 1 + self.offset, end.column + 1)

    def node(self, event: Any, events: Iterator[yaml.Event], level: int) -> Node:
        if isinstance(event, yaml.AliasEvent) or event.anchor is not None:
            name = f"{'*' if isinstance(event, yaml.AliasEvent) else '&'}{event.anchor}"
            raise _Refused(
                "yaml-alias",
                self.span(event),
                _("`%(name)s` points to another place of the %(whole)s", name=name, whole=_(self.whole)),
                _("write the value itself, or put quotes around it if it is meant as text"),
            )
        if tag := event.tag:
            raise _Refused(
                "yaml-tag",
                self.span(event),
                _(
                    "%(tag)s asks for a special kind of value",
                    tag=quote(tag.replace("tag:yaml.org,2002:", "!!")),
                ),
                _("write the plain value, or put quotes around it if it is meant as text"),
            )
        if isinstance(event, yaml.ScalarEvent):
            if self.whole == _FRONT_MATTER and not event.value.isprintable():  # a charter's writer is trusted
                self.refuse_smuggled(event)
            return Scalar(event.value, self.span(event), is_plain=not event.style)  # libyaml: "" for plain
        if level > self.depth:
            raise _Refused(
                "too-deep",
                self.span(event),
                _("this is nested more than %(depth)s steps deep", depth=self.depth),
                _("write it flatter: a list of short texts is often enough"),
            )
        if isinstance(event, yaml.SequenceStartEvent):
            return self.sequence(event, events, level)
        return self.mapping(event, events, level)

    def refuse_smuggled(self, event: _Event) -> None:
        r"""`"\u2028"` in quotes would bring in what nobody sees, past the look at the letters (SEC-022)."""
        hidden = next((letter for letter in event.value if is_hidden(letter) and letter not in self.text), "")
        if hidden:
            raise _Refused(
                "control-character",
                self.span(event),
                _("an invisible character (U+%(code)s) is written in this value", code=f"{ord(hidden):04X}"),
                _("take out the part that starts with a backslash"),
            )

    def sequence(self, start: _Event, events: Iterator[_Event], level: int) -> Sequence:
        items = []
        for event in events:
            if isinstance(event, yaml.SequenceEndEvent):
                break
            items.append(self.node(event, events, level + 1))
        return Sequence(tuple(items), self.around(start, event, items))

    def mapping(self, start: _Event, events: Iterator[_Event], level: int) -> Mapping:
        fields: list[Field] = []
        seen: dict[str, Span] = {}
        for event in events:
            if isinstance(event, yaml.MappingEndEvent):
                break
            key = self.node(event, events, level + 1)
            if not isinstance(key, Scalar):
                raise _Refused(
                    "not-a-mapping", key.span, _("a list stands where a name is expected"), _("write `name: value`")
                )
            if key.text == "<<" and key.is_plain:
                raise _Refused(
                    "merge-key",
                    key.span,
                    _("`<<` copies values from another place of the %(whole)s", whole=_(self.whole)),
                    _("write the values themselves"),
                )
            spelling = key.text.casefold().replace("_", "-")
            if spelling in seen:
                problem = Problem(
                    key.span,
                    _(
                        "`%(text)s` is written twice; it stands on line %(line)s already",
                        text=key.text,
                        line=seen[spelling].line,
                    ),
                    _("keep one of the two lines"),
                )
                self.faults.append(Fault("repeated-field", problem))
            seen.setdefault(spelling, key.span)
            fields.append(Field(key.text, key.span, self.node(next(events), events, level + 1)))
        return Mapping(tuple(fields), self.around(start, event, [field.value for field in fields]))

    def around(self, start: _Event, end: _Event, inside: list[Node]) -> Span:
        """From the first letter of a list or mapping to its last; without brackets, libyaml's end lies a line below."""
        opening, closing = self.span(start), self.span(end)
        last = closing if start.flow_style or not inside else inside[-1].span
        return Span(opening.line, opening.column, max(opening.line, last.end_line), last.end_column)


def _explain(error: yaml.MarkedYAMLError, text: str, first_line: int, *, can_mend: bool) -> Fault:
    """libyaml's reason in the words of somebody who would like to help; the most usual faults by name."""
    mark = error.problem_mark or error.context_mark
    line, column = (mark.line, mark.column) if mark else (0, 0)
    lines = text.split("\n")
    content = lines[line] if line < len(lines) else ""
    span = Span(first_line + line, column + 1, first_line + line, max(column + 1, len(content)) + 1)
    reason = error.problem or str(error)
    name, _colon, value = content.strip().partition(":")
    edits: tuple[Edit, ...] = ()
    if "mapping values are not allowed" in reason:
        message = _("a colon followed by a blank splits this value in two")
        edits = quote_line(text, line, first_line) if can_mend else ()
        hint = _(
            "put quotes around the value: `%(wanted)s`", wanted=_mended(content, edits) or f"{name}: {_quoted(value)}"
        )
    elif "cannot start any token" in reason:
        character = content[column : column + 1]
        message = _("a value cannot start with `%(character)s`", character=character)
        edits = quote_line(text, line, first_line) if can_mend else ()
        hint = _("put quotes around the value")
        if wanted := _mended(content, edits) or (value and f"{name}: {_quoted(value)}"):
            hint = _("put quotes around the value: `%(wanted)s`", wanted=wanted)
    elif "scanning a quoted scalar" in (error.context or ""):
        start = error.context_mark.line if error.context_mark else line
        span = Span(first_line + start, 1, first_line + start, len(lines[start]) + 1)
        message, hint = _("a quotation mark is opened and not closed"), _("close it at the end of the value")
    elif "could not find expected ':'" in reason:
        start = error.context_mark.line if error.context_mark else line
        span = Span(first_line + start, 1, first_line + start, len(lines[start]) + 1)
        message, hint = (
            _("this line has no `name:`"),
            _("write `name: value`, or indent it to go on with the line above"),
        )
    elif "<document start>" in reason:
        message = _("the fields have ended above this line, and more follows")
        hint = _("take out the line that ends them (`...`), or the one that starts with `%`")
        return Fault("several-documents", Problem(span, message, hint))
    else:
        message, hint = (
            _("this cannot be read: %(reason)s", reason=reason),
            _("write one `name: value` a line; quotes help in doubt"),
        )
    return Fault("not-yaml", Problem(span, message, hint, edits))


def _mended(line: str, edits: tuple[Edit, ...]) -> str:
    """*line* after *edits*, all of which are on it; "" without any."""
    written = line
    for edit in reversed(edits):
        written = written[: edit.column - 1] + edit.text + written[edit.end_column - 1 :]
    return written.strip() if edits else ""


def _quoted(value: str) -> str:
    """*value* in double quotes, without those that it has."""
    return double_quoted(unquoted(value.strip().strip("\"'")))
