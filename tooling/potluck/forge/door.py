"""Who stands at the door, and what they bring: files of open pull requests, read at the commit that passed.

Sizes are asked for before texts, and a text is held against the name that git gives it: no byte of it is another's.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from hashlib import sha1, sha256

import msgspec

from potluck.forge.carrier import shaped
from potluck.forge.community import Community
from potluck.forge.graphql import Graph, TooHeavyError, in_batches
from potluck.forge.pulls import next_cursor
from potluck.forge.threads import PageInfo
from potluck.forge.welcome import Knock, OpenPull, door_fragment, welcome
from potluck.words import quote

_SIZE = 50  # pull requests a request
_BLOBS = 100  # files whose size is asked for in a request …
_TEXTS = 10  # … and whose text is


class _Shape(msgspec.Struct, frozen=True, rename="camel"):
    pass


class _Pulls(_Shape, frozen=True):
    page_info: PageInfo
    nodes: tuple[OpenPull, ...]


class _Blob(_Shape, frozen=True):
    oid: str
    byte_size: int


class _Text(_Shape, frozen=True):
    text: str | None


def look_out(graph: Graph, community: Community) -> tuple[list[tuple[Knock, bytes]], list[str]]:
    """Everybody at the door with what they bring; and a sentence for each who has the label and is not shown."""
    knocks: list[Knock] = []
    notes: list[str] = []
    if not community.forge.door.label or not community.facilitators:
        return [], notes
    for pull in _labelled(graph, community):
        found = welcome(pull, community)
        if isinstance(found, str):
            notes.append(not_shown(pull.number, found))
        else:
            knocks += found
    blobs = _blobs(graph, knocks)
    texts = _texts(graph, {blob.oid for blob in blobs.values() if blob.byte_size <= community.most})
    shown = []
    for knock in knocks:
        raw = texts.get(blobs[knock].oid) if knock in blobs else None
        if raw is None:
            notes.append(not_shown(knock.thread, f"{quote(knock.path)} is too large, or no plain text"))
        else:
            shown.append((knock, raw))
    return shown, notes


def not_shown(number: int, why: str) -> str:
    """What is said of a pull request that has the label and is not shown."""
    return f"pull request {number} is not shown at the door: {why}"


def _labelled(graph: Graph, community: Community) -> Iterator[OpenPull]:
    """Open pull requests into the published branch that have the label, the oldest first."""
    cursor, size = "", _SIZE
    door = community.forge.door
    while True:
        after = f"after:{json.dumps(cursor)}," if cursor else ""
        parts = (
            f"pullRequests(first:{size},{after}states:[OPEN],labels:[{json.dumps(door.label)}],"
            "orderBy:{field:CREATED_AT,direction:ASC}){pageInfo{hasNextPage endCursor}nodes{...door}}"
        )
        try:
            answer = graph.ask(parts, door_fragment(door.check), points=1 + size // 20, is_one=size == 1)
        except TooHeavyError:
            size = max(1, size // 2)
            continue
        page = shaped(answer.get("pullRequests"), _Pulls)
        yield from (pull for pull in page.nodes if pull.base_ref_name == community.forge.branch)
        cursor = next_cursor(page.page_info)
        if not cursor:
            return


def _blobs(graph: Graph, knocks: Sequence[Knock]) -> dict[Knock, _Blob]:
    """Name and size of what each brings; nothing of what is no file."""
    found: dict[Knock, _Blob] = {}

    def ask(batch: Sequence[Knock]) -> Sequence[Knock]:
        places = {f"b{number}": knock for number, knock in enumerate(batch)}
        parts = "".join(
            f"{name}:object(expression:{json.dumps(f'{knock.commit}:{knock.path}')}){{...on Blob{{oid byteSize}}}}"
            for name, knock in places.items()
        )
        answer = graph.ask(parts, "", points=1, is_one=len(batch) == 1)
        found.update((knock, shaped(answer[name], _Blob)) for name, knock in places.items() if answer.get(name))
        return ()

    in_batches(knocks, _BLOBS, ask, lambda left: None)
    return found


def _texts(graph: Graph, oids: set[str]) -> dict[str, bytes]:
    """What each of these files holds, by git's name for it; nothing of what is no text."""
    found: dict[str, bytes] = {}

    def ask(batch: Sequence[str]) -> Sequence[str]:
        parts = "".join(
            f"b{number}:object(oid:{json.dumps(oid)}){{...on Blob{{text}}}}" for number, oid in enumerate(batch)
        )
        answer = graph.ask(parts, "", points=1, is_one=len(batch) == 1)
        for number, oid in enumerate(batch):
            text = shaped(answer.get(f"b{number}"), _Text).text
            raw = text.encode("utf-8", "surrogatepass") if text is not None else b""
            if _name_of(raw, len(oid)) == oid:  # else it is binary, cut short, or not UTF-8
                found[oid] = raw
        return ()

    in_batches(sorted(oids), _TEXTS, ask, lambda left: None)
    return found


def _name_of(raw: bytes, letters: int) -> str:
    """How git names a file that holds *raw*."""
    whole = b"blob %d\0%s" % (len(raw), raw)
    return sha256(whole).hexdigest() if letters == 64 else sha1(whole, usedforsecurity=False).hexdigest()
