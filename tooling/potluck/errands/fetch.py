"""A forge's reactions into the ledger: a whole reading becomes a snapshot, anything less changes nothing."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import partial
from pathlib import Path

from potluck.cache import alone, cache_folder
from potluck.charter import Charter
from potluck.errands.arrivals import arrivals_of, place_at
from potluck.examine import examine_all, keep_apart
from potluck.forge import Community, Seen, read_threads
from potluck.forge.carrier import Carrier
from potluck.forge.reading import Progress
from potluck.keeping import read_ledger, write_snapshot
from potluck.ledger import Ledger, write_beside
from potluck.load import name_of
from potluck.model import Arrival, Ballot, PotluckError, Proposal, Talk
from potluck.pipeline import charter_of

_NEEDS = "read contents, pull requests, issues, discussions, checks and commit statuses"


@dataclass(frozen=True, slots=True)
class Fetched:
    """What a run read, and the ballots that it handed to the ledger."""

    seen: Seen
    ballots: tuple[Ballot, ...]
    arrivals: tuple[Arrival, ...]
    notes: tuple[str, ...]  # what somebody should know of
    is_new: bool  # the ledger holds something else than before


def fetch(
    root: Path, environment: Mapping[str, str], *, is_fall_right: bool, progress: Progress | None = None
) -> Fetched:
    """Read all reactions of the community at *root* from its forge and write them into its ledger.

    A PotluckError where the reading is not whole, or where much of the last snapshot would be gone (REL-024) and
    nobody said that this *is_fall_right*: the ledger is as it was.
    """
    charter = charter_of(root)
    token = environment.get("GITHUB_TOKEN", "")
    if charter.forge.type == "none" or not charter.forge.repository:
        raise PotluckError(
            "the charter names no forge to fetch from; write `forge: {type: github, repository: owner/name}`"
        )
    if not token:
        raise PotluckError(f"GITHUB_TOKEN is not set; fetching needs a token that may {_NEEDS}")
    cache = cache_folder(root)
    readings = keep_apart(examine_all(root, charter, cache).readings)
    proposals = [one.proposal for one in readings if one.proposal]
    before = read_ledger(root, charter)
    carrier = Carrier(
        token, environment.get("GITHUB_API_URL") or api_of(charter.forge.url), needs=f"it has to {_NEEDS}"
    )
    try:
        with alone(cache):
            seen = read_threads(carrier, _community(charter, proposals, before), cache / "forge.db", progress)
        ballots = _with_lost(seen, before)
        if not is_fall_right:
            _stop_at_a_fall(before, ballots)
    except PotluckError as error:
        age = (
            f"the snapshot of {before.taken:%Y-%m-%d %H:%M} UTC stands" if before.taken else "there is no snapshot yet"
        )
        raise PotluckError(f"{error}; nothing was written, {age}") from error
    arrivals, notes = arrivals_of(seen.door, charter, {one.slug for one in readings})
    beside = write_beside(_with_gone(seen, before), arrivals)
    is_new = write_snapshot(root, charter, ballots, seen.at, beside)
    return Fetched(seen, ballots, arrivals, (*seen.notes, *notes), is_new)


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
    return Community(
        charter.forge, voted, charter.people_of("facilitator"), slug_at, place, charter.limits.file, labels
    )


def _with_gone(seen: Seen, before: Ledger) -> tuple[Talk, ...]:
    """What was *seen* of threads, and what the last snapshot had of those that are not there any more."""
    there = {(one.proposal, one.thread) for one in seen.talk}
    kept = [one for one in before.talk if one.thread in seen.gone and (one.proposal, one.thread) not in there]
    return (*seen.talk, *kept)


def _with_lost(seen: Seen, before: Ledger) -> tuple[Ballot, ...]:
    """What was *seen*, and what the last snapshot had of proposals whose thread is lost to us (REL-025)."""
    there = {(one.proposal, one.login.lower(), one.reaction) for one in seen.ballots}
    kept = [
        one
        for one in before.ballots
        if one.proposal in seen.lost and (one.proposal, one.login.lower(), one.reaction) not in there
    ]
    return (*seen.ballots, *kept)


def _stop_at_a_fall(before: Ledger, ballots: tuple[Ballot, ...]) -> None:
    """A PotluckError where more than half of the ballots, or of the proposals that had any, would be gone."""
    for what, old, new in (
        ("ballots", len(before.ballots), len(ballots)),
        (
            "proposals with ballots",
            len({one.proposal for one in before.ballots}),
            len({one.proposal for one in ballots}),
        ),
    ):
        if new * 2 < old:
            raise PotluckError(
                f"there were {old:,} {what}, and now there would be {new:,}: somebody should look at why. "
                "If that is right, say so with --accept-fall"
            )
