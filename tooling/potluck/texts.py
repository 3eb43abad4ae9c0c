"""The texts of all proposals, for comparing them: read again where they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from pathlib import Path

from potluck.change import Alike, ChangeSet
from potluck.charter import Charter
from potluck.load import open_plainly, read_document
from potluck.model import Document, Proposal
from potluck.similar import Index, Text

LOOKED_AT = 200  # new proposals that are held against all others at a time


def alike_of(
    root: Path, changes: ChangeSet, proposals: Mapping[str, Proposal], site_url: str
) -> Mapping[str, tuple[Alike, ...]]:
    """What each proposal that *changes* bring looks like, by its path; those that it names, it knows."""
    charter, rules = changes.charter, changes.charter.similar
    new = [one.after for one in changes.changes if one.after and one.before is None and one.after.proposal]
    if not new or rules.least == 1:
        return {}
    # A new one belongs to them, also where its page waits for a mend: what a word weighs hangs on who else has it.
    own = {one.proposal.slug: text_of(one.proposal, one.document, charter) for one in new if one.proposal}
    texts = {one.name: one for one in texts_of(root, charter, proposals.values())} | own
    index = Index(texts.values())
    proposals = {one.proposal.slug: one.proposal for one in new if one.proposal} | {**proposals}
    found = {}
    for version in new:
        proposal = version.proposal
        if proposal is None:
            continue
        named = {proposal.slug, *proposal.extends, *proposal.supersedes, *proposal.superseded_by, *proposal.answers}
        known = {one.slug for one in proposals.values() if not named.isdisjoint((one.slug, *one.aliases))}
        near = index.near(own[proposal.slug], rules.most, least=rules.least, without=known)
        others = [(proposals[one.name], one.words) for one in near]
        found[version.path] = tuple(
            Alike(other.title, _address(other, charter, site_url), words) for other, words in others
        )
    return found


def pairs_of(
    root: Path, charter: Charter, proposals: Mapping[str, Proposal]
) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    """Each proposal that is new on the table and the older one that it looks like most, with the words that tell it.

    New is what stands where its kind begins, the newest so many of those. Where one names the other, that is known.
    """
    if charter.similar.least == 1:
        return
    new = [one for one in proposals.values() if one.stage == charter.kinds[one.kind].entry]
    new = sorted(new, key=_age, reverse=True)[:LOOKED_AT]
    texts = {one.name: one for one in texts_of(root, charter, proposals.values())} if new else {}
    index = Index(texts.values())
    for proposal in new:
        known = {one.slug for one in proposals.values() if not _may_be_one(proposal, one)}
        if text := texts.get(proposal.slug):
            for near in index.near(text, 1, least=charter.similar.least, without=known):
                yield proposal.slug, near.name, near.words


def _may_be_one(new: Proposal, other: Proposal) -> bool:
    """Whether *new* can be the same as the older *other*: of its kind, and neither speaks of the other."""
    if new.kind != other.kind or _age(other) >= _age(new):
        return False
    return _named(other).isdisjoint((new.slug, *new.aliases)) and _named(new).isdisjoint((other.slug, *other.aliases))


def _age(proposal: Proposal) -> tuple[date, str]:
    return proposal.created or date.min, proposal.slug


def _named(proposal: Proposal) -> set[str]:
    """The others that *proposal* speaks of."""
    others = (proposal.extends, proposal.supersedes, proposal.superseded_by, proposal.answers)
    return {name for many in others for name in many} | ({proposal.merged_into} if proposal.merged_into else set())


def _address(proposal: Proposal, charter: Charter, site_url: str) -> str:
    """Where it is read: on the site; its file, where there is no site."""
    return f"{site_url}{charter.kind_place(proposal.kind)}/{proposal.slug}/" if site_url else proposal.path


def texts_of(root: Path, charter: Charter, proposals: Iterable[Proposal]) -> Iterator[Text]:
    """What each of *proposals* says, under its slug; not those whose file is gone meanwhile."""
    for proposal in proposals:
        try:
            raw = open_plainly(root, proposal.path, charter.limits.file)
        except OSError:
            continue
        document = read_document(raw, proposal.path, proposal.slug, "", charter.limits)
        yield text_of(proposal, document, charter)


def text_of(proposal: Proposal, document: Document, charter: Charter) -> Text:
    """What *proposal*, written as *document*, says in words: no code, no notes that nobody sees, and no headings that
    *charter* asks of everybody.
    """
    rules = charter.kinds[proposal.kind].sections
    asked = {name.casefold() for name in (*rules.required, *rules.optional)}
    outline = document.outline
    headings = (heading.span for heading in outline.headings if heading.text.strip().casefold() in asked)
    silent = {
        number
        for span in (*outline.fences, *outline.comments, *headings)
        for number in range(span.line, span.end_line + 1)
    }
    lines = enumerate(document.body.split("\n"), document.body_line)
    body = "\n".join(line for number, line in lines if number not in silent)
    return Text(proposal.slug, proposal.title, proposal.summary, body)
