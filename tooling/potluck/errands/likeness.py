"""What a text looks like among the proposals, for people and programs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path

import msgspec

from potluck.charter import Charter
from potluck.errands.find import named
from potluck.model import Proposal
from potluck.similar import Index, Text
from potluck.texts import texts_of
from potluck.words import quote, visible

VERSION = 1  # of the JSON: raised when a name or its meaning changes


class Near(msgspec.Struct, kw_only=True):
    """One proposal that is like it. `share` is 0 where nothing is shared, and 1 for the same text."""

    slug: str
    kind: str
    stage: str
    title: str
    file: str
    share: float
    words: list[str]  # that the two share, the strongest first


class Nearest(msgspec.Struct, kw_only=True):
    """All of them, the likest first."""

    version: int
    slug: str  # of the proposal that was asked about; "" where it was a text
    proposals: list[Near]


def likeness_of(text: str, root: Path, charter: Charter, proposals: Mapping[str, Proposal], most: int) -> Nearest:
    """What is like *text*: like the proposal of that name, where there is one."""
    texts = {one.name: one for one in texts_of(root, charter, proposals.values())}
    known = named(text, proposals.values())
    asked = texts.get(known.slug) if known else None
    near = Index(texts.values()).near(asked or Text("", "", body=text), most, without={asked.name} if asked else set())
    others = [(proposals[one.name], one) for one in near]
    return Nearest(
        version=VERSION,
        slug=asked.name if asked else "",
        proposals=[
            Near(
                slug=other.slug,
                kind=other.kind,
                stage=other.stage,
                title=other.title,
                file=other.path,
                share=one.share,
                words=list(one.words),
            )
            for other, one in others
        ],
    )


def as_json(found: Nearest) -> str:
    """The same for programs."""
    return msgspec.json.format(msgspec.json.encode(found), indent=2).decode()


def as_lines(found: Nearest) -> Iterator[str]:
    """The same for people."""
    if not found.proposals:
        yield "Nothing on the table is like it."
        return
    for one in found.proposals:
        words = ", ".join(visible(word) for word in one.words)
        yield f"{one.share:4.0%}  {one.slug}: {visible(one.title)}"
        yield f"      {one.kind}, {visible(one.stage)}; both speak of {words}"
    first = found.proposals[0]
    yield ""
    yield (
        f"If it is the same as {quote(first.title)}, add your voice there instead. "
        "These are guesses, from the words that two texts share."
    )
