"""The command line: one thin file a command. Exit codes: 0 well, 1 problems, 2 could not run, 3 our fault."""


def main() -> None:
    """Run the command line."""
    from potluck.cli.app import main as run  # not above: every process of a crew imports what started its parent

    run()
