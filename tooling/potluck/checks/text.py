"""BD205 to BD208: what stands in the text that does not belong on a page."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator

from potluck.checks.body import is_empty
from potluck.load.template import is_prompt
from potluck.model import Document, Node, Problem, Scalar, Severity, Span
from potluck.model import Mapping as Record
from potluck.register import Scope, check
from potluck.translation import N_, _
from potluck.words import HIDDEN, quote, spell

# The flags of England, Scotland and Wales are a black flag and tag characters: those are seen.
_HIDDEN = re.compile(f"\U0001f3f4[\U000e0020-\U000e007e]+\U000e007f|([{HIDDEN}]+)")
_NAMES = {
    "\u200b": N_("a blank without width"),
    "\u2060": N_("a blank without width"),
    "\ufeff": N_("a byte-order mark inside the text"),
    "\x00": N_("a NUL"),
    "\u2028": N_("a line end of an unusual sort"),
    "\u2029": N_("a line end of an unusual sort"),
    "\x0b": N_("a line end of an unusual sort"),
    "\x0c": N_("a line end of an unusual sort"),
    "\x85": N_("a line end of an unusual sort"),
    "\r": N_("a line end of an unusual sort"),
}
_UNNAMED = N_("a character that cannot be seen")


@check("BD205")
def unfilled_template(document: Document, _scope: Scope) -> Iterator[Problem]:
    """Every question of the template has been answered, or taken out.

    The lines in pointed brackets were put there to help you write. On the page they would look as if you had stopped in
    the middle.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.

        <What happened then?>

    Good::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table. Then the second pot came.
    """
    hint = _("write your answer in its place, or delete it")
    if "<" in document.source[: document.source.find("\n---", 3)]:
        for field in document.fields:
            for scalar in scalars(field.value):
                if is_prompt(scalar.text):
                    yield Problem(
                        scalar.span, _("%(text)s is still the template's question", text=quote(scalar.text)), hint
                    )
    yield from document.problems_of("unfilled-template")


@check("BD206")
def empty_body(document: Document, scope: Scope) -> Iterator[Problem]:
    """There is a text below the fields.

    A title makes people curious. Then they want to read something.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        ## How it began

    Good::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        ## How it began

        With a pot.
    """
    if is_empty(document):
        line = max(1, document.body_line - 1)
        sections = scope.rules.sections.required if scope.rules else ()
        hint = (
            _("write something under %(words)s", words=spell([f"## {section}" for section in sections], "and"))
            if sections
            else ""
        )
        yield Problem(
            Span(line, 1, line, 4),
            _("there is no text below the fields"),
            hint or _("tell it below this line, as long as you like"),
        )


@check("BD207", severity=Severity.WARNING, guards=True)
def hidden_character(document: Document, _scope: Scope) -> Iterator[Problem]:
    """A text holds nothing that is hidden and changes how the rest is shown.

    Some characters turn the writing direction around, or glue words together, without being seen. Mostly they came
    along when the text was copied from elsewhere. They can also make a text look like another one, so the page
    shows them openly.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, ⟨U+202E⟩elbat gnol eno.

    Good::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table. مرق للجميع 👩‍🍳
    """
    if document.source.replace("\n", "").isprintable():  # fast, and true of most
        return
    is_told = any(fault.slug == "control-character" for fault in document.faults)  # for the fields, in stronger words
    for line, text in enumerate(document.lines, 1):
        if text.isprintable() or (is_told and line < document.body_line):
            continue
        for found in _HIDDEN.finditer(text):
            if characters := found.group(1):
                span = Span(line, found.start() + 1, line, found.start() + 1 + len(characters))
                code = f"U+{ord(characters[0]):04X}"
                yield Problem(
                    span,
                    _("%(name)s (%(code)s) stands here", name=name_of(characters[0]), code=code),
                    _("delete it and type the place again"),
                )


@check("BD208", severity=Severity.WARNING)
def unclosed_fence(document: Document, _scope: Scope) -> Iterator[Problem]:
    """A block of code that is opened with three backticks is closed with three.

    Without the closing line everything after it is shown as code, to the end of the page.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        ```
        1 pot, 1 table

        Come at seven.

    Good::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        ```
        1 pot, 1 table
        ```

        Come at seven.
    """
    return document.problems_of("unclosed-fence")


@check("BD226")
def merge_marker(document: Document, _scope: Scope) -> Iterator[Problem]:
    """A file holds one version of its text.

    When two people change the same lines, git writes both down between marks, and somebody has to choose. With the
    marks still there, readers would see both versions, and the marks.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        <<<<<<< main
        One pot, one long table.
        =======
        One pot, two long tables.
        >>>>>>> tables

    Good::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, two long tables.
    """
    if "<<<<<<<" not in document.source:
        return
    code = deque(document.outline.fences)
    opened = 0
    for number, line in enumerate(document.lines, 1):
        while code and code[0].end_line <= number:
            code.popleft()
        if not opened and line.startswith("<<<<<<< ") and not (code and code[0].line < number):
            opened = number
        elif opened and line.startswith(">>>>>>> "):
            hint = _(
                "keep what is right down to line %(number)s, and delete the lines with `<<<`, `===` and `>>>`",
                number=number,
            )
            span = Span(opened, 1, opened, len(document.lines[opened - 1]) + 1)
            yield Problem(span, _("two versions of the text meet here, and nobody has chosen yet"), hint)
            opened = 0


def name_of(character: str) -> str:
    """What a hidden character is, as far as one can say it."""
    if "\u202a" <= character <= "\u202e" or "\u2066" <= character <= "\u2069":
        return _("a hidden turn of the writing direction")
    return _(_NAMES.get(character, _UNNAMED))


def scalars(node: Node) -> Iterator[Scalar]:
    """Every text in *node*."""
    if isinstance(node, Scalar):
        yield node
    elif isinstance(node, Record):
        for field in node.fields:
            yield from scalars(field.value)
    else:
        for item in node.items:
            yield from scalars(item)
