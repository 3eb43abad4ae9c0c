"""How to name a proposal elsewhere: in a sentence, in a list of references, in a letter."""

from __future__ import annotations

import re
from urllib.parse import quote

import msgspec

from potluck.days import day
from potluck.model import Proposal
from potluck.translation import _
from potluck.views.community import Community
from potluck.words import listed

# What TeX would take for a command; https://tug.org/utilities/plain/cseq.html
_SPECIAL = re.compile(r"([\\{}$&#%_^~])")
_AS = {"\\": r"\textbackslash{}", "^": r"\textasciicircum{}", "~": r"\textasciitilde{}"}


class Cite(msgspec.Struct, frozen=True):
    """How a proposal is named elsewhere."""

    words: str
    bibtex: str
    letter: str  # the address of a letter about it
    address: str  # whole; empty where the site does not know its own


def cite(community: Community, proposal: Proposal) -> Cite:
    """The ways in which *proposal* is named, each with the version that was read."""
    address = community.site_url + community.address(proposal) if community.site_url else ""
    names = [who.name for who in community.authors(proposal)]
    created, changes = community.created(proposal), community.timeline(proposal).changes
    version = _("version %(commit)s", commit=changes[-1].commit[:10]) if changes else ""
    where = community.charter.community.name
    parts = [
        listed(names, _("somebody")),
        f"“{proposal.title}”",
        where,
        day(created) if created else "",
        version,
        address,
    ]
    title, body = f"{proposal.title} ({where})", "\r\n\r\n".join(filter(None, (proposal.summary, address)))
    return Cite(
        words=". ".join(filter(None, parts)),
        bibtex=_bibtex(
            proposal.slug,
            {
                "author": " and ".join(f"{{{_tex(name)}}}" for name in names),
                "title": f"{{{_tex(proposal.title)}}}",
                "howpublished": _tex(where),
                "year": str(created.year) if created else "",
                "month": str(created.month) if created else "",
                "note": version,
                "url": address,
            },
        ),
        letter=f"mailto:?subject={quote(title)}&body={quote(body)}",
        address=address,
    )


def _bibtex(key: str, fields: dict[str, str]) -> str:
    lines = [f"  {name} = {{{value}}}," for name, value in fields.items() if value]
    return "\n".join([f"@misc{{{key},", *lines, "}"])


def _tex(text: str) -> str:
    return _SPECIAL.sub(lambda found: _AS.get(found.group(), f"\\{found.group()}"), text)
