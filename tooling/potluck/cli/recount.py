"""`potluck recount`: whether every published number is what the files give."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer

from potluck.cli.common import RootOption, console, find_root
from potluck.errands.recount import Recount, Value, has_site, recount_of
from potluck.errands.witness import Heard, hear
from potluck.words import count, visible

AtOption = Annotated[
    str | None,
    typer.Option("--at", metavar="REV", help="Take the files of this commit or branch.", show_default=False),
]
SiteOption = Annotated[
    Path | None,
    typer.Option("--site", metavar="DIR", help="The built site; else where mkdocs.yml says.", show_default=False),
]


WitnessOption = Annotated[
    list[Path] | None,
    typer.Option(
        "--witness", metavar="FILE", help="What somebody saw; beside those in content/witnesses.", show_default=False
    ),
]


def command(
    at: AtOption = None, site: SiteOption = None, witness: WitnessOption = None, root: RootOption = None
) -> None:
    """Count every published number anew, from the files alone, and say whether the built site says the same.

    Where others bore witness of the ledger, say what they saw and where that is not what stands here.

    Example: potluck recount --at HEAD
    """
    folder = find_root(root)
    is_right = True
    if witness and site is None and at is None and not has_site(folder):
        console.print("There is no site here, so no number was recounted.")
    else:
        found = recount_of(folder, site, at)
        _tell(found)
        is_right = found.is_as_published
    heard = hear(folder, witness or ())
    _tell_heard(heard)
    raise typer.Exit(0 if is_right and heard.all_agree else 1)


def _tell_heard(heard: Heard) -> None:
    for path, finding in heard.findings:
        for sentence in (f"{path}: {finding.sentences[0]}", *finding.sentences[1:]):
            console.print(visible(sentence), markup=False)
    for lines in heard.contradictions:
        for line in lines:
            console.print(visible(line), markup=False)
    if heard.findings:
        agreeing = sum(finding.agrees for _, finding in heard.findings)
        number = count(len(heard.findings), "witness", "witnesses")
        console.print(f"{number} heard: {agreeing:,} saw what stands here.", markup=False)


def _tell(found: Recount) -> None:
    for place in found.unread:
        console.print(visible(f"{place}: cannot be read as JSON"), markup=False)
    for place in found.unlike:
        console.print(visible(f"{place}: what is published is not the file that was counted here"), markup=False)
    for one in found.differing:
        published, counted = _spell(one.published), _spell(one.counted)
        words = f"{one.place}: {one.name} is published as {published}, and the files give {counted}"
        console.print(visible(words), markup=False)
    if found.taken != found.published_taken:
        published, taken = _when(found.published_taken), _when(found.taken)
        console.print(f"The site says that its ballots were taken {published}; those here were taken {taken}.")
    counted = f"{count(found.values, 'number or day', 'numbers and days')} of {count(found.proposals, 'proposal')}"
    if found.is_as_published:
        console.print(f"{counted}: all as published.")
    else:
        differences = count(len(found.differing) + len(found.unlike), "difference")
        console.print(f"{counted} counted: {differences} from what is published.")
    if found.counts_only:
        console.print("The ledger holds counts alone: totals were added up, and single votes cannot be checked.")
    console.print(f"By the clock that the site names, {_when(found.clock)}.")


def _when(moment: datetime | None) -> str:
    return f"{moment.astimezone(UTC):%Y-%m-%d %H:%M:%S} UTC" if moment else "never"


def _spell(value: Value | None) -> str:
    return "nothing" if value is None else str(value)
