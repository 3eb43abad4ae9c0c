"""A forge's reactions into the ledger: a whole reading becomes a snapshot, anything less changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import partial
from pathlib import Path

import msgspec
from msgspec.structs import replace

from potluck.cache import alone, cache_folder, code_stamp
from potluck.charter import Charter
from potluck.errands.arrivals import arrivals_of, place_at
from potluck.examine import examine_all, keep_apart
from potluck.forge import Community, Seen, read_threads
from potluck.forge.carrier import Carrier
from potluck.forge.reading import Progress
from potluck.formerly import front_reader
from potluck.history import read_history
from potluck.keeping import AsCounts, read_as_it_is, write_snapshot
from potluck.ledger import Ledger, write_beside
from potluck.load import name_of
from potluck.mechanisms.voting import asked_of, windows_of
from potluck.model import Arrival, Ballot, Counts, PotluckError, Proposal, Talk
from potluck.opened import Opened
from potluck.pipeline import charter_of
from potluck.tally import without_names

_NEEDS = "read contents, pull requests, issues, discussions, checks and commit statuses"


class Fetched(msgspec.Struct, frozen=True):
    """What a run read, and the ballots that it handed to the ledger."""

    seen: Seen
    ballots: tuple[Ballot, ...]
    arrivals: tuple[Arrival, ...]
    notes: tuple[str, ...]  # what somebody should know of
    is_new: bool  # the ledger holds something else than before
    is_late: bool  # it has ballots that were taken later


def fetch(
    root: Path, environment: Mapping[str, str], *, is_fall_right: bool, progress: Progress | None = None
) -> Fetched:
    """Read all reactions of the community at *root* from its forge and write them into its ledger.

    A PotluckError where the reading is not whole, or where much of the last snapshot would be gone (REL-024) and
    nobody said that this *is_fall_right*: the ledger is as it was.
    """
    charter = charter_of(root)
    token = environment.get("GITHUB_TOKEN", "")
    if not charter.forge.home:
        raise PotluckError(
            "the charter names no forge to fetch from; write `forge: {type: github, repository: owner/name}`"
        )
    if not token:
        raise PotluckError(f"GITHUB_TOKEN is not set; fetching needs a token that may {_NEEDS}")
    cache = cache_folder(root)
    readings = keep_apart(examine_all(root, charter, cache).readings)
    proposals = [one.proposal for one in readings if one.proposal]
    before = read_as_it_is(root, charter)
    carrier = Carrier(
        token, environment.get("GITHUB_API_URL") or api_of(charter.forge.url), needs=f"it has to {_NEEDS}"
    )
    try:
        with alone(cache):
            seen = read_threads(carrier, _community(charter, proposals, before), cache / "forge.db", progress)
        ballots = _with_lost(seen, before)
        if not is_fall_right:
            _stop_at_a_fall(before, ballots, seen)
    except PotluckError as error:
        age = (
            f"the snapshot of {before.taken:%Y-%m-%d %H:%M} UTC stands" if before.taken else "there is no snapshot yet"
        )
        raise PotluckError(f"{error}; nothing was written, {age}") from error
    arrivals, notes = arrivals_of(seen.door, charter, {one.slug for one in readings})
    beside = write_beside(_with_gone(seen, before), arrivals, tuple(_opened(seen, before)))
    as_counts = _as_counts(root, charter, proposals, seen, before) if charter.has_counts_only else None
    is_new = write_snapshot(root, charter, ballots, seen.at, as_counts, beside)
    is_late = before.taken is not None and seen.at < before.taken
    return Fetched(seen, ballots, arrivals, (*seen.notes, *notes), is_new, is_late)


def _as_counts(root: Path, charter: Charter, proposals: list[Proposal], seen: Seen, before: Ledger) -> AsCounts:
    """Makes ballots into counts, and keeps those of proposals whose thread is lost to us (REL-025)."""
    history = read_history(root, charter, front_reader(charter), cache_folder(root), reader=code_stamp())
    windows, asked = windows_of(charter, proposals, history.timelines), asked_of(charter, proposals)

    def as_counts(ballots: tuple[Ballot, ...]) -> list[Counts]:
        found = without_names(proposals, ballots, charter, windows, asked)
        names = {one.proposal for one in found}
        return found + [one for one in before.counts if one.proposal in seen.lost and one.proposal not in names]

    return as_counts


def api_of(url: str) -> str:
    """Where a forge at *url* answers: GitHub's own address, or that of a GitHub Enterprise Server."""
    return "https://api.github.com" if url == "https://github.com" else f"{url}/api/v3"


def _community(charter: Charter, proposals: list[Proposal], before: Ledger) -> Community:
    start = "" if charter.proposals == "." else f"{charter.proposals}/"

    def slug_at(path: str) -> str:
        if not path.startswith(start) or not path.lower().endswith((".md", ".markdown")):
            return ""
        return name_of(path, charter)[1]

    voted = tuple(one for one in proposals if "votes" in charter.kinds[one.kind].mechanisms)
    labels = {one.label: one.commit for one in before.door}
    place = partial(place_at, charter)
    firm = frozenset(login.lower() for login, rules in charter.people.items() if rules.firm)
    facilitators = charter.people_of("facilitator")
    return Community(
        forge=charter.forge,
        proposals=voted,
        facilitators=facilitators,
        slug_at=slug_at,
        place_of=place,
        most=charter.limits.file,
        house=facilitators | firm,
        heard={one.thread: one for one in before.talk},
        highest=max((one.thread for one in before.opened), default=0),
        labels=labels,
    )


def _with_gone(seen: Seen, before: Ledger) -> tuple[Talk, ...]:
    """What was *seen* of threads, and what the last snapshot had of those that are not there any more."""
    there = {(one.proposal, one.thread) for one in seen.talk}
    kept = [one for one in before.talk if one.thread in seen.gone and (one.proposal, one.thread) not in there]
    return (*seen.talk, *kept)


def _opened(seen: Seen, before: Ledger) -> Iterator[Opened]:
    """Every number; one that is gone with what was known of it, and the time at which it was missed first."""
    known = {one.thread: one for one in before.opened}
    for one in seen.opened:
        was = known.get(one.thread)
        if one.became != "gone" or was is None:
            yield one
        elif was.became == "gone":
            yield was
        else:
            yield replace(one, brought=was.brought, sort=was.sort, opened=was.opened)


def _with_lost(seen: Seen, before: Ledger) -> tuple[Ballot, ...]:
    """What was *seen*, and what the last snapshot had of proposals whose thread is lost to us (REL-025)."""
    there = {(one.proposal, one.login.lower(), one.reaction) for one in seen.ballots}
    kept = [
        one
        for one in before.ballots
        if one.proposal in seen.lost and (one.proposal, one.login.lower(), one.reaction) not in there
    ]
    return (*seen.ballots, *kept)


def _stop_at_a_fall(before: Ledger, ballots: tuple[Ballot, ...], seen: Seen) -> None:
    """A PotluckError where more than half of the ballots, or of the proposals that had any, would be gone."""
    kept = [one for one in before.counts if one.proposal in seen.lost]
    after = Ledger(ballots, counts=tuple(kept))
    for what, old, new in (
        ("ballots", before.size, after.size),
        ("proposals with ballots", len(before.names), len(after.names)),
    ):
        if new * 2 < old:
            raise PotluckError(
                f"there were {old:,} {what}, and now there would be {new:,}: somebody should look at why. "
                "If that is right, say so with --accept-fall"
            )
