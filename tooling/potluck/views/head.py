"""What programs read in the head of a proposal's page: Open Graph, oEmbed's address, and schema.org as JSON-LD."""

from __future__ import annotations

from typing import Any

import msgspec

from potluck.model import Proposal
from potluck.shapes import Who
from potluck.views.community import Community
from potluck.views.sharing import OEMBED, PREVIEW, PREVIEW_SIZE, Shared, shared_of

_SCHEMA = "https://schema.org"


class Head(msgspec.Struct, frozen=True):
    """Of one page. Addresses are whole, and absent where the site does not know its own."""

    properties: tuple[tuple[str, str], ...]  # https://ogp.me
    oembed: str  # the address of its file; "" without one
    linked: dict[str, Any]  # https://www.w3.org/TR/json-ld11


def head_of(community: Community, proposal: Proposal) -> Head:
    """All that programs read of *proposal* on its page."""
    shared = shared_of(community, proposal)
    wanted = community.charter.sharing
    beside = shared.address if shared.site_url else ""
    image = f"{beside}{PREVIEW}" if beside and "preview" in wanted else ""
    return Head(
        properties=tuple(_properties(community, proposal, shared, image)),
        oembed=f"{beside}{OEMBED}" if beside and "card" in wanted else "",
        linked=_linked(community, proposal, image),
    )


def _properties(community: Community, proposal: Proposal, shared: Shared, image: str) -> list[tuple[str, str]]:
    created, changed = _days(community, proposal)
    found = [
        ("og:type", "article"),
        ("og:site_name", shared.community),
        ("og:title", shared.title),
        ("og:description", shared.summary or f"{shared.kind}: {shared.title}"),
        ("article:section", shared.kind),
        *(("article:tag", tag) for tag in proposal.tags),
    ]
    found += [(f"article:{word}_time", on) for word, on in (("published", created), ("modified", changed)) if on]
    if shared.site_url:
        found.append(("og:url", shared.site_url + community.address(proposal)))
    if image:
        width, height = PREVIEW_SIZE
        words = ", ".join(filter(None, (shared.kind, shared.stage, shared.voices)))
        found += [
            ("og:image", image),
            ("og:image:type", "image/png"),
            ("og:image:width", str(width)),
            ("og:image:height", str(height)),
            ("og:image:alt", f"{shared.title}: {words}"),
        ]
    found.append(("twitter:card", "summary_large_image" if image else "summary"))
    return found


def _days(community: Community, proposal: Proposal) -> tuple[str, str]:
    """When it was brought and last changed; "" where nothing tells it, or git knows the file from an earlier day."""
    created, changed = community.created(proposal), community.changed(proposal)
    is_later = changed and not (created and changed < created)
    return (created.isoformat() if created else "", changed.isoformat() if changed and is_later else "")


def _linked(community: Community, proposal: Proposal, image: str) -> dict[str, Any]:
    """The proposal as schema.org has a post that people discuss, and its way from the first page."""
    url, rules = community.site_url, community.charter.community
    created, changed = _days(community, proposal)
    kind = community.kind_chip(proposal.kind, plural=True)
    address = url + community.address(proposal) if url else ""
    posting = {
        "@type": "DiscussionForumPosting",
        "headline": proposal.title,
        "text": proposal.summary or proposal.title,
        "url": address,
        "mainEntityOfPage": address,
        "image": image,
        "author": [_person(who, url) for who in community.authors(proposal)]
        or [{"@type": "Person", "name": "Someone"}],
        "datePublished": created,
        "dateModified": changed,
        "inLanguage": proposal.language or rules.languages[0],
        "keywords": list(proposal.tags),
        "creativeWorkStatus": community.stage_chip(proposal.kind, proposal.stage).name,
        "interactionStatistic": _interactions(community, proposal),
        "isPartOf": _filled({"@type": "WebSite", "name": rules.name, "url": url}),
    }
    graph = [_filled(posting)]
    if url:
        steps = [(rules.name, url), (kind.name, url + kind.address), (proposal.title, address)]
        items = [
            {"@type": "ListItem", "position": place, "name": name, "item": item}
            for place, (name, item) in enumerate(steps, 1)
        ]
        graph.append({"@type": "BreadcrumbList", "itemListElement": items})
    return {"@context": _SCHEMA, "@graph": graph}


def _person(who: Who, url: str) -> dict[str, Any]:
    return _filled({"@type": "Person", "name": who.name, "url": url + who.address if url and who.address else ""})


def _interactions(community: Community, proposal: Proposal) -> list[dict[str, Any]]:
    """How many are for it and against it, and how many comments are known."""
    bar, comments = community.bar(proposal), community.count(proposal).comments
    counts = [("LikeAction", bar.support if bar else None), ("DislikeAction", bar.opposition if bar else None)]
    return [
        {"@type": "InteractionCounter", "interactionType": f"{_SCHEMA}/{action}", "userInteractionCount": count}
        for action, count in (*counts, ("CommentAction", comments))
        if count is not None
    ]


def _filled(values: dict[str, Any]) -> dict[str, Any]:
    """*values* without those that are empty."""
    return {name: value for name, value in values.items() if value not in ("", [])}
