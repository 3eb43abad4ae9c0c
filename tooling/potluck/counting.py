"""Counting a community without printing it: its ballots, by its own rules or by others."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from potluck.cache import cache_folder, code_stamp
from potluck.charter import Charter
from potluck.diagnostics.rules import RulesChange
from potluck.examine import Examination, examine_all, keep_apart
from potluck.formerly import front_reader
from potluck.history import History, read_history
from potluck.keeping import read_ledger
from potluck.ledger import Ledger, clock_of
from potluck.mechanisms.voting import windows_of
from potluck.model import Proposal
from potluck.sound import charter_of
from potluck.tally import Count, tally_all, tally_counts, with_comments
from potluck.whatif import whatif


def otherwise(root: Path, other: Charter, now: datetime | None) -> RulesChange:
    """What would differ in the community at *root*, had *other* been its rules of counting."""
    charter = charter_of(root)
    return otherwise_examined(root, charter, other, examine_all(root, charter, cache_folder(root)), now)


def otherwise_examined(
    root: Path, charter: Charter, other: Charter, examination: Examination, now: datetime | None
) -> RulesChange:
    """The same, of files that were looked at already."""
    _, proposals, _, ledger, clock, history = count_examined(root, charter, examination, now)
    return whatif(charter, other, proposals, ledger.ballots, history.timelines, clock)


def counts_of(
    root: Path, now: datetime | None
) -> tuple[Charter, dict[str, Proposal], dict[str, Count], Ledger, datetime]:
    """The tally of every proposal, without pages: for commands that only count."""
    return count_all(root, now)[:5]


def count_all(
    root: Path, now: datetime | None
) -> tuple[Charter, dict[str, Proposal], dict[str, Count], Ledger, datetime, History]:
    """The same, and the history that it goes by."""
    charter = charter_of(root)
    return count_examined(root, charter, examine_all(root, charter, cache_folder(root)), now)


def count_examined(
    root: Path, charter: Charter, examination: Examination, now: datetime | None
) -> tuple[Charter, dict[str, Proposal], dict[str, Count], Ledger, datetime, History]:
    """The same, of files that were looked at already."""
    proposals = {one.proposal.slug: one.proposal for one in keep_apart(examination.readings) if one.proposal}
    ledger = read_ledger(root, charter)
    history = read_history(root, charter, front_reader(charter), cache_folder(root), reader=code_stamp())
    clock = now or clock_of(ledger, history.clock, days_of(proposals, charter))
    return charter, proposals, tally_of(charter, proposals, ledger, history), ledger, clock, history


def tally_of(charter: Charter, proposals: Mapping[str, Proposal], ledger: Ledger, history: History) -> dict[str, Count]:
    """The ballots of *ledger*, or what there is to add up where it holds counts, by slug."""
    if charter.has_counts_only:
        counts = tally_counts(proposals.values(), ledger.counts, charter)
    else:
        windows = windows_of(charter, proposals.values(), history.timelines)
        counts = tally_all(proposals.values(), ledger.ballots, charter, windows)
    return with_comments(counts, proposals.values(), ledger.talk)


def days_of(proposals: Mapping[str, Proposal], charter: Charter) -> list[datetime]:
    """The days that people wrote down, for a clock where neither git nor a ledger has one."""
    days = (charter.community.since, *(proposal.created for proposal in proposals.values()))
    return [datetime(on.year, on.month, on.day, tzinfo=UTC) for on in days if on]
