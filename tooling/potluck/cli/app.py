"""The application: its commands, and what becomes of an error."""

from __future__ import annotations

import atexit
import errno
import gc
import sys
import traceback
from importlib import import_module
from typing import Annotated, Any

import typer
from typer.core import TyperGroup
from typer.exceptions import TyperException

from potluck import __version__
from potluck.cli.common import errors
from potluck.model import PotluckError
from potluck.words import visible

RARELY = (100_000, 50, 50)  # a community stays in memory to the end: looking for what could go took a third of `check`
INTERRUPTED = 130  # what Typer makes of Ctrl-C
# What a system says when it has no room or no right to write; that is nobody's fault in here (REL-011).
REFUSALS = (errno.EACCES, errno.EPERM, errno.EROFS, errno.ENOSPC, errno.EDQUOT, errno.EFBIG)

# Each command with its module in `potluck.cli`, in the order in which help lists them.
COMMANDS = {
    "init": "init",
    "new": "new",
    "similar": "similar",
    "check": "check",
    "comment": "comment",
    "intake": "intake",
    "explain": "explain",
    "charter": "charter",
    "forms": "forms",
    "fetch": "fetch",
    "tally": "tally",
    "rank": "rank",
    "audit": "audit",
    "react": "react",
    "desk": "desk",
    "scorecard": "scorecard",
    "digest": "digest",
    "answer": "answer",
    "move": "move",
    "decline": "decline",
    "merge": "merge",
    "hand-off": "hand_off",
    "park": "park",
    "adopt": "adopt",
    "verify": "verify",
    "take-down": "take_down",
    "build": "build",
    "recount": "recount",
    "witness": "witness",
    "pack": "pack",
    "proof": "proof",
    "serve": "serve",
    "doctor": "doctor",
    "import": "bring_in",
    "ledger": "ledger",
}
LOOK: dict[str, Any] = {"add_completion": False, "rich_markup_mode": None, "pretty_exceptions_enable": False}


class Commands(TyperGroup):
    """The commands, each loaded when it is asked for: one is not to wait until thirty others have been."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Their names."""
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:  # Typer keeps the types of its parts to itself
        """The one called *cmd_name*; where there is none all are loaded, so that the nearest can be named."""
        for name in [cmd_name] if cmd_name in COMMANDS else COMMANDS:
            if name not in self.commands:
                self.commands[name] = _load(name)
        return self.commands.get(cmd_name)


def _load(name: str) -> Any:
    module = import_module(f"potluck.cli.{COMMANDS[name]}")
    if hasattr(module, "app"):  # a group of commands
        return typer.main.get_command(module.app)
    alone = typer.Typer(**LOOK)
    alone.command(name, context_settings=getattr(module, "SETTINGS", None))(module.command)
    return typer.main.get_command(alone)


app = typer.Typer(
    name="potluck",
    help="Customers bring ideas and stories as Markdown files; this checks them, counts voices and prints the site.",
    cls=Commands,
    no_args_is_help=True,
    **LOOK,
)


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
