"""Suggestions of UserVoice, as its Admin API lists them, with users, statuses and labels side-loaded, saved as JSON.

`GET /api/v2/admin/suggestions?includes=users,statuses,labels`; how side-loading links them:
https://help.uservoice.com/hc/en-us/articles/4404823119635
"""

from __future__ import annotations

from typing import Any

from potluck.importing.seam import Export, Files, Gathering, Piece, count_of, day_of, json_of, text_of, words_of
from potluck.model import PotluckError
from potluck.words import quote

Names = dict[Any, str]  # by the id


def read(files: Files) -> Export:
    """Every suggestion is a piece; its supporters are the people who voted."""
    found = Gathering("UserVoice")
    for name, raw in files.items():
        whole = json_of(name, raw)
        suggestions = whole.get("suggestions") if isinstance(whole, dict) else None
        if not isinstance(suggestions, list):
            raise PotluckError(f"{quote(name)} holds no `suggestions`; save the answer of the Admin API")
        beside = {part: _names(whole.get(part)) for part in ("users", "statuses", "labels")}
        for one in suggestions:
            _take(found, one if isinstance(one, dict) else {}, beside)
    return found.export


def _names(several: Any) -> Names:
    if not isinstance(several, list):
        return {}
    return {one.get("id"): words_of(one.get("name")) for one in several if isinstance(one, dict)}


def _take(found: Gathering, one: dict[str, Any], beside: dict[str, Names]) -> None:
    title = words_of(one.get("title"))
    if not title:
        found.left.append(f"suggestion {words_of(one.get('id')) or '?'}: it has no title")
        return
    links = one.get("links")
    links = links if isinstance(links, dict) else {}
    labels = links.get("labels")
    if one.get("comments_count") or one.get("notes_count"):
        found.left.append("comments and notes: they are lists of their own there")
    supporters = count_of(one.get("supporters_count"))
    found.pieces.append(
        Piece(
            title=title,
            text=text_of(one.get("body")),
            name=_named(beside["users"], links.get("created_by")),
            created=day_of(one.get("created_at")),
            status=_named(beside["statuses"], links.get("status")) or words_of(one.get("state")),
            tags=tuple(filter(None, (_named(beside["labels"], label) for label in labels)))
            if isinstance(labels, list)
            else (),
            votes=supporters if supporters is not None else count_of(one.get("votes_count")),
            number=words_of(one.get("id")),
            address=words_of(one.get("portal_url")),
        )
    )


def _named(names: Names, key: Any) -> str:
    return names.get(key, "") if isinstance(key, int | str) else ""
