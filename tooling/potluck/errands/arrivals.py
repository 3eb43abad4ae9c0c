"""What open pull requests bring, as the site may show it: the title of a front matter that our own checks pass."""

from __future__ import annotations

from collections.abc import Collection, Iterable

from potluck.charter import Charter
from potluck.compare.places import place_of
from potluck.forge import Knock, Place, not_shown
from potluck.load import name_of, read_document
from potluck.meaning import reading_of
from potluck.model import Arrival, Severity
from potluck.schema import make_readers
from potluck.words import count, quote, without_addresses


def place_at(charter: Charter, path: str) -> Place:
    """What *path* holds: a proposal, something that lies beside one, or neither."""
    place = place_of(path, charter)
    return place if place in ("proposal", "beside") else "elsewhere"


def arrivals_of(
    door: Iterable[tuple[Knock, bytes]], charter: Charter, taken: Collection[str]
) -> tuple[tuple[Arrival, ...], tuple[str, ...]]:
    """Those at the *door* whose files are proposals without an error, and a sentence for each that is none.

    The check of the forge passed them; but it ran on a stranger's change, so we look once more, under our own charter.
    *taken* are the slugs that there are.
    """
    readers = make_readers(charter)
    found, notes = [], []
    for knock, raw in door:
        folder, slug = name_of(knock.path, charter)
        reading = reading_of(read_document(raw, knock.path, slug, folder, charter.limits), charter, readers)
        errors = sorted({one.code for one in reading.diagnostics if one.severity is Severity.ERROR})
        proposal = reading.proposal
        if not f"/{knock.path}".endswith((f"/{slug}.md", f"/{slug}/index.md")):
            why = f"{quote(knock.path)} has a name that cannot become an address"
        elif slug in taken:
            why = f"there is a proposal {quote(slug)} already"
        elif errors or proposal is None:
            why = f"{quote(knock.path)} needs {count(len(errors) or 1, 'thing')} first ({', '.join(errors)})"
        else:
            found.append(
                Arrival(
                    thread=knock.thread,
                    path=knock.path,
                    commit=knock.commit,
                    kind=proposal.kind,
                    title=without_addresses(proposal.title),
                    summary=without_addresses(" ".join(proposal.summary.split()))[:1_000],
                    language=proposal.language,
                    by=knock.by,
                    opened=knock.opened,
                    welcomed=knock.welcomed,
                    label=knock.label,
                )
            )
            continue
        notes.append(not_shown(knock.thread, why))
    return tuple(found), tuple(notes)
