"""A charter that a community can be run by: read, and in contradiction with nothing in it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from potluck.charter import Charter, CharterReading, read_charter
from potluck.charter.read import NAME
from potluck.checks.charter import check_charter
from potluck.model import Diagnostic, PotluckError, Severity


class CharterFaultError(PotluckError):
    """The charter cannot be gone by. `diagnostics` say where and why."""

    def __init__(self, diagnostics: tuple[Diagnostic, ...], path: str = NAME) -> None:
        here = "; `potluck charter` says where" if path == NAME else ""
        super().__init__(f"{path} needs mending first{here}")
        self.diagnostics = diagnostics


def charter_of(root: Path) -> Charter:
    """The community's charter; a CharterFaultError where it contradicts itself or cannot be read."""
    reading = read_charter(root)
    return sound(reading)


def sound(reading: CharterReading) -> Charter:
    """The charter that was read; a CharterFaultError where it contradicts itself or could not be read."""
    errors = errors_in(check_charter(reading))
    if errors or reading.charter is None:
        raise CharterFaultError(errors, reading.path)
    return reading.charter


def errors_in(diagnostics: Iterable[Diagnostic]) -> tuple[Diagnostic, ...]:
    """Those that are no mere advice."""
    return tuple(found for found in diagnostics if found.severity is Severity.ERROR)
