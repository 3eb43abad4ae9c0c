"""Comments that others keep and show, for a community that asks for them: one origin, and nothing before a click."""

from __future__ import annotations

from urllib.parse import urlencode

from potluck.charter import Charter

ORIGIN = "https://giscus.app"


def comments_address(charter: Charter, place: str) -> str:
    """The frame with the comments of the page at *place*, but for what the browser alone knows; "" without any."""
    comments, forge = charter.comments, charter.forge
    if comments is None or not forge.repository:
        return ""
    asked = {
        "repo": forge.repository,
        "repoId": comments.repository_id,
        "category": comments.category,
        "categoryId": comments.category_id,
        "term": place.rstrip("/"),
        "strict": "1",
        "reactionsEnabled": "0",  # reactions are counted on the thread, and there alone
        "emitMetadata": "0",
        "inputPosition": "bottom",
    }
    return f"{ORIGIN}/{charter.community.languages[0].split('-')[0].lower()}/widget?{urlencode(asked)}"
