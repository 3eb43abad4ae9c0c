"""The page on which somebody brings something, and the two files that its form reads."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

import msgspec

from potluck.doors.submission import submission_of
from potluck.shapes import SubmitPage
from potluck.views.community import Community

LONGEST = 8_000  # characters of an address: GitHub answers those of more than some 8 kB with an error


def submissions(community: Community) -> dict[str, dict[str, Any]]:
    """What the form of each kind asks for, and says of what is written into it."""
    return {kind: submission_of(community.charter, kind) for kind in community.charter.kinds}


def submit_page(community: Community) -> SubmitPage:
    """What the page says before any script has run."""
    charter, forms = community.charter, community.once(submissions)
    hosts = charter.roles["facilitator"].people if "facilitator" in charter.roles else ()
    return SubmitPage(
        kinds=tuple((community.kind_chip(kind), one["issueForm"], one["newFile"]) for kind, one in forms.items()),
        hosts=tuple(community.who(login) for login in hosts),
    )


def submit_files(community: Community) -> Iterable[tuple[str, bytes]]:
    """The forms of all kinds; and what is on the table already, to tell what a new title looks like."""
    charter = community.charter
    forms = {
        "version": 1,
        "longest": LONGEST,
        "answerDays": charter.promises.answer_days,
        "similar": charter.similar.model_dump(),
        "kinds": list(community.once(submissions).values()),
    }
    yield "submit/form.json", _json(forms)
    proposals = [
        [
            one.title,
            one.summary,
            community.address(one),
            charter.kinds[one.kind].name,
            _stage(community, one.kind, one.stage),
        ]
        for one in community.newest_first
    ]
    names = sorted(
        {name for one in community.readings for name in (one.slug, *(alias.target for alias in one.aliases))}
    )
    yield "submit/proposals.json", _json({"version": 1, "proposals": proposals, "names": names})


def _stage(community: Community, kind: str, stage: str) -> str:
    return community.stage_chip(kind, stage).name


def _json(value: object) -> bytes:
    return msgspec.json.encode(value).replace(b"<", b"\\u003c")
