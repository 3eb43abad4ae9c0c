"""The command line: one thin file a command. Exit codes: 0 well, 1 problems, 2 could not run, 3 our fault."""

from potluck.cli.app import main

__all__ = ["main"]
