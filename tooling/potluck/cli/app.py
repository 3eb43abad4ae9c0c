"""The application: its commands, and what becomes of an error."""

from __future__ import annotations

import atexit
import errno
import gc
import sys
import traceback
from typing import Annotated

import typer
from typer.exceptions import TyperException

from potluck import __version__
from potluck.cli import (
    adopt,
    audit,
    bring_in,
    build,
    charter,
    check,
    comment,
    decline,
    desk,
    digest,
    doctor,
    explain,
    fetch,
    forms,
    hand_off,
    init,
    intake,
    ledger,
    merge,
    move,
    new,
    park,
    proof,
    rank,
    react,
    recount,
    serve,
    similar,
    take_down,
    tally,
    verify,
    witness,
)
from potluck.cli.common import errors
from potluck.model import PotluckError
from potluck.words import visible

RARELY = (100_000, 50, 50)  # a community stays in memory to the end: looking for what could go took a third of `check`
INTERRUPTED = 130  # what Typer makes of Ctrl-C
# What a system says when it has no room or no right to write; that is nobody's fault in here (REL-011).
REFUSALS = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

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
    "similar": similar,
    "check": check,
    "comment": comment,
    "intake": intake,
    "explain": explain,
    "charter": charter,
    "forms": forms,
    "fetch": fetch,
    "tally": tally,
    "rank": rank,
    "audit": audit,
    "react": react,
    "desk": desk,
    "digest": digest,
    "move": move,
    "decline": decline,
    "merge": merge,
    "hand-off": hand_off,
    "park": park,
    "adopt": adopt,
    "verify": verify,
    "take-down": take_down,
    "build": build,
    "recount": recount,
    "witness": witness,
    "proof": proof,
    "serve": serve,
    "doctor": doctor,
    "import": bring_in,
}.items():
    app.command(name, context_settings=getattr(module, "SETTINGS", None))(module.command)
app.add_typer(ledger.app, name="ledger")


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


def _wrong_use(error: TyperException) -> str:
    """What is wrong with the words on the command line, in one sentence, and where to read on."""
    context = getattr(error, "ctx", None)
    words = error.format_message()
    if words.startswith("Usage:"):  # no command at all: the message is the help
        return words
    command = context.command_path if context else "potluck"
    return f"potluck: {words[:1].lower()}{words[1:].rstrip('.')}; `{command} --help` tells more"


def main() -> None:
    """Run the command line. Ends with 0 all well, 1 problems found, 2 could not run, 3 our own fault."""
    gc.set_threshold(*RARELY)
    atexit.register(gc.freeze)  # and nothing is looked through on the way out
    try:
        status = app(standalone_mode=False)
        if status == INTERRUPTED:
            raise KeyboardInterrupt
        sys.exit(status if isinstance(status, int) else 0)
    except TyperException as error:
        errors.print(visible(_wrong_use(error)), markup=False)
        sys.exit(2)
    except PotluckError as error:
        errors.print(f"potluck: {visible(str(error))}", markup=False)
        for diagnostic in getattr(error, "diagnostics", ()):
            where = f"{diagnostic.path}:{diagnostic.line}:{diagnostic.column}"
            errors.print(visible(f"  {where}: {diagnostic.code} {diagnostic.message}; {diagnostic.hint}"), markup=False)
        sys.exit(2)
    except KeyboardInterrupt:
        errors.print("potluck: stopped; nothing was changed")
        sys.exit(2)
    except Exception as error:  # the last resort: our own fault, told as such
        if isinstance(error, OSError) and error.errno in REFUSALS:
            errors.print(visible(f"potluck: {error.filename or 'a file'}: {error.strerror}"), markup=False)
            sys.exit(2)
        errors.print(visible(traceback.format_exc()), markup=False)
        errors.print("potluck: this is a fault of ours, not yours. Please report it with the lines above.")
        sys.exit(3)
