"""One's own ballot, where the ledger is in the repository."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

import msgspec

from potluck.charter import Charter
from potluck.ledger import FOLDER, write_ballot
from potluck.mechanisms.lines import PICTURES
from potluck.model import REACTIONS, Ballot, PotluckError, Reaction, Reading
from potluck.words import did_you_mean, quote, spell


class Spoken(msgspec.Struct, frozen=True):
    """What became of a ballot."""

    is_new: bool
    words: str  # the reaction as people read it: `👍 I want this`
    path: str
    is_own: bool  # on a proposal of one's own, where the charter does not count it


def find_reaction(word: str, charter: Charter) -> Reaction:
    """The reaction that *word* is, in GitHub's spelling or as a picture; a PotluckError where it is none."""
    known = {reaction: reaction for reaction in REACTIONS if reaction in charter.reactions}
    known_too = known | {PICTURES[reaction].rstrip("\ufe0f"): reaction for reaction in known.values()}
    found = known_too.get(word.strip().lower().rstrip("\ufe0f"))
    if found is None:
        hint = did_you_mean(word, known, f"write one of {spell(known)}")
        raise PotluckError(f"{quote(word)} is not a reaction here; {hint}")
    return found


def speak(reading: Reading, reaction: Reaction, login: str, at: datetime, root: Path, charter: Charter) -> Spoken:
    """Write the ballot; a PotluckError where this community collects none in its files."""
    if charter.forge.type != "none":
        raise PotluckError(f"people react where they talk here: {_thread(reading, charter)}")
    if charter.has_counts_only:
        raise PotluckError("counts alone are published here, so nobody's ballot is written into a file")
    if charter.ledger.home != "folder":
        raise PotluckError("ballots are kept on a branch here, by whoever counts them; react in the proposal's thread")
    if reading.kind and "votes" not in charter.kinds[reading.kind].mechanisms:
        raise PotluckError(f"nobody votes on a proposal of the kind `{reading.kind}` here")
    authors = reading.proposal.authors if reading.proposal else ()
    return Spoken(
        is_new=write_ballot(root, Ballot(reading.slug, login, reaction, at)),
        words=f"{PICTURES[reaction]} {charter.reactions[reaction].name}",
        path=(FOLDER / "ballots" / f"{reading.slug}.jsonl").as_posix(),
        is_own=charter.tally.own_proposals == "leave-out" and login.lower() in {who.login.lower() for who in authors},
    )


def _thread(reading: Reading, charter: Charter) -> str:
    """The address of the thread, or what there is to say where none is written down."""
    thread = reading.proposal.thread if reading.proposal else ""
    if thread.startswith("https://"):
        return f"go to {thread}"
    forge = charter.forge
    if thread and forge.repository:
        return f"go to {forge.url}/{forge.repository}/issues/{thread}"
    place = f"{forge.url}/{forge.repository}" if forge.repository else forge.url
    return f"go to {place} and look for its thread; the proposal does not name one yet"
