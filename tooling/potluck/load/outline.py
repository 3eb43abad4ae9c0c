"""A linear look at a body: headings and links outside code, without rendering. Never slower than the text is long."""

from __future__ import annotations

import re
from collections.abc import Iterator

from potluck.load.form import body_blanks
from potluck.load.template import is_prompt
from potluck.model import START, Edit, Fault, Heading, Link, Outline, Problem, Span
from potluck.translation import _
from potluck.words import quote

_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]|$)")
# `##Problem`. One mark alone is left: `#soup` may be meant as a tag.
_TIGHT = re.compile(r"(#{2,6})(\w.*)")
_SETEXT = re.compile(r" {0,3}(=+|-+)[ \t]*$")
_DEFINITION = re.compile(r" {0,3}\[(?!\^)[^\]\[]+\]:[ \t]+<?([^\s>]+)>?")
_TOKEN = re.compile(r"\\.|`+|!?\[|\]\(|\]")
_MENTION = re.compile(r"(?<!`)`([a-z0-9]+(?:-[a-z0-9]+)+)(?:\.md)?`(?!`)")
_RUN = re.compile("`+")
_OPENING = re.compile(r"(?<!\]\()(?<!\]: )<([A-Za-z][A-Za-z0-9-]*)(?=[\s/>])([^<>]*)>")
_TARGET = re.compile(r"[ \t]*(?:<([^<>]*)>|([^\s()]*(?:\([^\s()]*\)[^\s()]*)*))")


def scan(body: str, first_line: int) -> tuple[Outline, list[Fault], list[Fault]]:
    """The outline, and what only a walk through the lines can tell: faults, such as a fence left open, and odd forms.

    *first_line* is the line of the file on which *body* starts.
    """
    headings: list[Heading] = []
    links: list[Link] = []
    faults: list[Fault] = []
    form: list[Fault] = []
    fences: list[Span] = []
    comments: list[Span] = []
    mentions: list[Link] = []
    elements: list[tuple[str, str, Span]] = []
    words = 0
    fence = ""
    opened = START
    in_comment = False
    previous = ""
    lines = body.split("\n")
    has_blanks = " \n" in body or "\t\n" in body or body.endswith((" ", "\t"))
    blank_ended: list[int] = []
    for number, line in enumerate(lines, first_line):
        if fence:
            closing = line.strip()
            if closing.startswith(fence) and not closing.strip(fence[0]):
                fence = ""
                fences.append(Span(opened.line, 1, number, len(line) + 1))
            continue
        if in_comment:
            in_comment = "-->" not in line
            comments[-1] = Span(comments[-1].line, 1, number, len(line) + 1)
            previous = ""
            continue
        if opening := _FENCE.match(line):
            fence = opening.group(1)
            opened = Span(number, 1, number, len(line) + 1)
            previous = ""
            continue
        if has_blanks and line.endswith((" ", "\t")) and not line.lstrip().startswith("<!--"):
            blank_ended.append(number - first_line)
        if line.startswith(("    ", "\t")) and not previous.strip():
            continue
        if line.lstrip().startswith("<!--"):
            in_comment = "-->" not in line
            comments.append(Span(number, 1, number, len(line) + 1))
            continue
        if line[:1] == "<" and is_prompt(line):
            faults.append(Fault("unfilled-template", _prompt_problem(line, number)))
            previous = line
            continue
        words += len(line.split())
        if "#" in line and (match := _ATX.match(line)):
            text = line[match.end() :].strip()
            if text.endswith("#"):  # closing marks count only after a blank: `# C#` keeps its own
                bare = text.rstrip("#")
                text = bare.rstrip() if not bare or bare[-1] in " \t" else text
            headings.append(Heading(len(match.group(1)), text, Span(number, 1, number, len(line) + 1)))
        elif line[:2] == "##" and (match := _TIGHT.fullmatch(line)):
            form.append(Fault("tight-heading", _tight_problem(match, number)))
        elif previous.strip() and line[:1] in "=- " and (match := _SETEXT.match(line)):
            level = 1 if match.group(1)[0] == "=" else 2
            headings.append(Heading(level, previous.strip(), Span(number - 1, 1, number - 1, len(previous) + 1)))
            line = ""
        if "`" in line:
            for name in _MENTION.finditer(line):
                span = Span(number, name.start() + 1, number, name.end() + 1)
                mentions.append(Link(name.group(1), span, is_image=False))
        if "<" in line and line[:4] != "    ":  # so far to the right it may be code within a list
            elements += _elements(line, number)
        if "](" in line:
            links += _links(line, number)
        elif "]:" in line and (match := _DEFINITION.match(line)):
            span = Span(number, match.start(1) + 1, number, match.end(1) + 1)
            links.append(Link(match.group(1), span, is_image=False))
        previous = line
    if fence:
        # Between backticks, backticks would be read as the end of the quote.
        hint = (
            _("add a line of %(number)s backticks where the code ends", number=len(fence))
            if "`" in fence
            else _("add a line `%(line)s` where the code ends", line=fence)
        )
        problem = Problem(opened, _("this block of code is never closed"), hint)
        faults.append(Fault("unclosed-fence", problem))
        fences.append(Span(opened.line, 1, first_line + body.count("\n"), 1))
    if blank_ended:
        form += body_blanks(lines, blank_ended, first_line)
    marks = (tuple(fences), tuple(comments), tuple(mentions), tuple(elements))
    return Outline(tuple(headings), tuple(links), words, *marks), faults, form


def _tight_problem(match: re.Match[str], number: int) -> Problem:
    marks, text = match.groups()
    end = len(marks) + 1
    message = _("no blank stands between `%(marks)s` and the heading's text", marks=marks)
    edits = (Edit(number, end, number, end, " "),)
    return Problem(
        Span(number, 1, number, end + 1), message, _("write %(words)s", words=quote(f"{marks} {text}")), edits
    )


def _prompt_problem(line: str, number: int) -> Problem:
    message = _("%(line)s is still the template's question", line=quote(line))
    return Problem(Span(number, 1, number, len(line) + 1), message, _("write your answer in its place, or delete it"))


def _elements(line: str, number: int) -> Iterator[tuple[str, str, Span]]:
    """The HTML that opens in one line, code spans left out."""
    runs = [run.span() for run in _RUN.finditer(line)] if "`" in line else []
    code_until: dict[int, int] = {}  # the end of a span of code, by its start: at the next run as long
    following: dict[int, int] = {}
    for start, end in reversed(runs):
        code_until[start] = following.get(end - start, start)
        following[end - start] = end
    position = 0
    for start, _end in runs:
        if start >= position:
            yield from _opened(line, position, start, number)
            position = code_until[start]
    yield from _opened(line, position, len(line), number)


def _opened(line: str, start: int, end: int, number: int) -> Iterator[tuple[str, str, Span]]:
    for found in _OPENING.finditer(line, start, end):
        span = Span(number, found.start() + 1, number, found.end() + 1)
        yield found.group(1), found.group(2), span


def _links(line: str, number: int) -> list[Link]:
    """The inline links and pictures of one line, code spans left out."""
    found: list[Link] = []
    open_brackets: list[str] = []
    position = 0
    while token := _TOKEN.search(line, position):
        position = token.end()
        mark = token.group()
        if mark[0] == "`":
            closing = re.compile(rf"(?<!`){mark}(?!`)").search(line, position)
            position = closing.end() if closing else position
        elif mark in ("[", "![", "\\["):
            open_brackets.append(mark)
        elif mark[0] == "]":
            opening = open_brackets.pop() if open_brackets else "["  # on the line above, perhaps
            if mark == "](" and opening != "\\[" and (target := _TARGET.match(line, position)):
                group = 1 if target.group(1) is not None else 2
                span = Span(number, target.start(group) + 1, number, target.end(group) + 1)
                if target.group(group):
                    found.append(Link(target.group(group), span, is_image=opening == "!["))
                position = target.end()
    return found
