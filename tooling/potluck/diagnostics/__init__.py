"""Diagnostics as people and programs read them: in full for a terminal, a line each for an editor, or as JSON."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import Literal, get_args

from rich.text import Text

from potluck.diagnostics import concise, full
from potluck.diagnostics import json as json_form
from potluck.model import Diagnostic

Format = Literal["full", "concise", "json"]
FORMATS: tuple[Format, ...] = get_args(Format)
Sources = Callable[[str], list[str] | None]  # a path's lines; None where they cannot be shown

__all__ = ["FORMATS", "Format", "Sources", "render", "styled"]


def render(diagnostics: Iterable[Diagnostic], form: Format, sources: Sources) -> str:
    """All of *diagnostics* as plain text; empty where there are none, but for JSON, which is a document even then."""
    if form == "json":
        return json_form.render(diagnostics)
    return "".join(text.plain for text in styled(diagnostics, form, sources))


def styled(diagnostics: Iterable[Diagnostic], form: Literal["full", "concise"], sources: Sources) -> Iterable[Text]:
    """The same with its colours, one piece a diagnostic: a terminal shows them, everything else the plain text."""
    return concise.lines(diagnostics) if form == "concise" else full.blocks(diagnostics, sources)
