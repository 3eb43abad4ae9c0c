"""`python -m potluck.cli`: the command line, where the script `potluck` is not on the path."""

from potluck.cli import main

main()
