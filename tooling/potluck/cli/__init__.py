"""The command line: one thin file a command. Exit codes: 0 all well, 1 problems found, 2 could not run, 3 our own fault."""

from potluck.cli.app import main

__all__ = ["main"]
