"""`potluck charter`: the rules that hold here, and which of them are Potluck's own."""

from __future__ import annotations

import json
from typing import Annotated, Literal

import typer

from potluck.charter import read_charter
from potluck.charter_schema import charter_schema
from potluck.checks.charter import check_charter
from potluck.cli.common import RootOption, errors, find_root
from potluck.diagnostics import styled
from potluck.effective import effective_charter, effective_json, effective_yaml
from potluck.model import Severity

FormatOption = Annotated[Literal["yaml", "json"], typer.Option("--format", help="YAML to read, JSON for programs.")]
SchemaOption = Annotated[bool, typer.Option("--schema", help="Print the JSON Schema of a charter instead.")]


def command(root: RootOption = None, form: FormatOption = "yaml", schema: SchemaOption = False) -> None:
    """Show the community's charter, with everything that Potluck adds to it marked `# default`.

    Example: potluck charter --format json
    """
    if schema:
        print(json.dumps(charter_schema(), indent=2))
        return
    reading = read_charter(find_root(root))
    diagnostics = check_charter(reading)
    for text in styled(diagnostics, "full", lambda _path: reading.lines):
        errors.print(text, end="")
    if reading.charter is None or any(one.severity is Severity.ERROR for one in diagnostics):
        raise typer.Exit(1)
    effective = effective_charter(reading, reading.charter)
    if form == "json":
        print(json.dumps(effective_json(effective), indent=2))
    else:
        print(effective_yaml(effective), end="")
