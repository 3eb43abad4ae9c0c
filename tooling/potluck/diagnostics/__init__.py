"""Diagnostics as people and programs read them, a file a form: on a terminal, in an editor, in a pull request."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import Literal, get_args

from rich.text import Text

from potluck.diagnostics import concise, full, github, markdown, sarif
from potluck.diagnostics import json as json_form
from potluck.diagnostics.about import About, Rule, Sources, Understood
from potluck.model import Diagnostic

Format = Literal["full", "concise", "json", "github", "sarif", "markdown"]
FORMATS: tuple[Format, ...] = get_args(Format)

__all__ = ["FORMATS", "About", "Format", "Rule", "Sources", "Understood", "render", "styled"]

_WHOLE: dict[Format, Callable[[Sequence[Diagnostic], Sources, About], str]] = {
    "json": json_form.render,
    "github": github.render,
    "sarif": sarif.render,
    "markdown": markdown.render,
}


def render(diagnostics: Iterable[Diagnostic], form: Format, sources: Sources, about: About | None = None) -> str:
    """All of *diagnostics* as plain text. Empty where there are none, but for the forms that are documents even then.

    Those are JSON, SARIF and Markdown.
    """
    if form == "full" or form == "concise":
        return "".join(text.plain for text in styled(diagnostics, form, sources))
    return _WHOLE[form](tuple(diagnostics), sources, about or About())


def styled(diagnostics: Iterable[Diagnostic], form: Literal["full", "concise"], sources: Sources) -> Iterable[Text]:
    """The same with its colours, one piece a diagnostic: a terminal shows them, everything else the plain text."""
    return concise.lines(diagnostics) if form == "concise" else full.blocks(diagnostics, sources)
