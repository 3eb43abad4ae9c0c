"""`potluck explain`: what a check wants, and why, with an example that passes."""

from __future__ import annotations

from typing import Annotated

import typer

import potluck.checks  # noqa: F401 - fills the register
from potluck.checks.pages import check_page, title
from potluck.cli.common import console
from potluck.model import PotluckError
from potluck.register import checks
from potluck.words import nearest, quote

CodeArgument = Annotated[str | None, typer.Argument(metavar="CODE", help="Such as FM103, or its name: unknown-stage.")]


def command(code: CodeArgument = None) -> None:
    """Tell what a check wants and why, with an example that passes. Without a code: all of them, a line each.

    Example: potluck explain FM103
    """
    if code is None:
        for one in checks():
            console.print(f"[bold]{one.code}[/bold]  {title(one)}", highlight=False)
        return
    known = {one.code.lower(): one for one in checks()} | {one.slug: one for one in checks()}
    check = known.get(code.strip().lower())
    if check is None:
        near = nearest(code, known)
        hint = f"did you mean `{known[near].code}`?" if near else "`potluck explain` lists them all"
        raise PotluckError(f"there is no check {quote(code)}; {hint}")
    page = check_page(check)
    from rich.markdown import Markdown  # here alone: no other command is to wait for it

    console.print(Markdown(page) if console.is_terminal else page, markup=False, emoji=False)
