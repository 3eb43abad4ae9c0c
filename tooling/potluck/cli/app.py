"""The application: its commands, and what becomes of an error."""

from __future__ import annotations

import sys
import traceback
from typing import Annotated

import typer

from potluck import __version__
from potluck.cli import build, charter, check, explain, init, new, react, serve, tally
from potluck.cli.common import errors
from potluck.model import PotluckError
from potluck.words import visible

app = typer.Typer(
    name="potluck",
    help="Customers bring ideas and stories as Markdown files; this checks them, counts voices and prints the site.",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)
for name, module in {
    "init": init,
    "new": new,
    "check": check,
    "explain": explain,
    "charter": charter,
    "tally": tally,
    "react": react,
    "build": build,
    "serve": serve,
}.items():
    app.command(name)(module.command)


def _show_version(wanted: bool) -> None:
    if wanted:
        typer.echo(f"potluck {__version__}")
        raise typer.Exit


@app.callback()
def _application(
    version: Annotated[
        bool, typer.Option("--version", callback=_show_version, is_eager=True, help="Print the version and end.")
    ] = False,
) -> None:
    pass


def main() -> None:
    """Run the command line. Ends with 0 all well, 1 problems found, 2 could not run, 3 our own fault."""
    try:
        app()
    except PotluckError as error:
        errors.print(f"potluck: {visible(str(error))}", markup=False)
        for diagnostic in getattr(error, "diagnostics", ()):
            where = f"{diagnostic.path}:{diagnostic.line}:{diagnostic.column}"
            errors.print(visible(f"  {where}: {diagnostic.code} {diagnostic.message}; {diagnostic.hint}"), markup=False)
        sys.exit(2)
    except KeyboardInterrupt:
        errors.print("potluck: stopped; nothing was changed")
        sys.exit(2)
    except Exception:  # the last resort: our own fault, told as such
        errors.print(visible(traceback.format_exc()), markup=False)
        errors.print("potluck: this is a fault of ours, not yours. Please report it with the lines above.")
        sys.exit(3)
