"""The texts of all proposals, for comparing them: read again where they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path

from potluck.change import Alike, ChangeSet
from potluck.charter import Charter
from potluck.load import open_plainly, read_document
from potluck.model import Document, Proposal
from potluck.similar import Index, Text


def alike_of(
    root: Path, changes: ChangeSet, proposals: Mapping[str, Proposal], site_url: str
) -> Mapping[str, tuple[Alike, ...]]:
    """What each proposal that *changes* bring looks like, by its path; those that it names, it knows."""
    charter, rules = changes.charter, changes.charter.similar
    new = [one.after for one in changes.changes if one.after and one.before is None and one.after.proposal]
    if not new or rules.least == 1:
        return {}
    index = Index(texts_of(root, charter, proposals.values()))
    found = {}
    for version in new:
        proposal = version.proposal
        if proposal is None:
            continue
        named = {proposal.slug, *proposal.extends, *proposal.supersedes, *proposal.superseded_by, *proposal.answers}
        known = {one.slug for one in proposals.values() if not named.isdisjoint((one.slug, *one.aliases))}
        near = index.near(text_of(proposal, version.document), rules.most, least=rules.least, without=known)
        others = [(proposals[one.name], one.words) for one in near]
        found[version.path] = tuple(
            Alike(other.title, _address(other, charter, site_url), words) for other, words in others
        )
    return found


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
        yield text_of(proposal, document)


def text_of(proposal: Proposal, document: Document) -> Text:
    """What *proposal*, written as *document*, says in words: no code, no notes that nobody sees."""
    silent = {
        number
        for span in (*document.outline.fences, *document.outline.comments)
        for number in range(span.line, span.end_line + 1)
    }
    lines = enumerate(document.body.split("\n"), document.body_line)
    body = "\n".join(line for number, line in lines if number not in silent)
    return Text(proposal.slug, proposal.title, proposal.summary, body)
