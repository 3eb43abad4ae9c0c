"""Posts of Canny, as its API lists them: `posts/list`, saved as JSON, several files where there are several pages.

The post object: https://developers.canny.io/api-reference#post_object
"""

from __future__ import annotations

from typing import Any

from potluck.importing.seam import Export, Files, Gathering, Piece, count_of, day_of, json_of, text_of, words_of
from potluck.model import PotluckError
from potluck.words import quote


def read(files: Files) -> Export:
    """Every post is a piece; its score is the number of people who voted."""
    found = Gathering("Canny")
    for name, raw in files.items():
        whole = json_of(name, raw)
        posts = whole.get("posts") if isinstance(whole, dict) else whole
        if not isinstance(posts, list):
            raise PotluckError(f"{quote(name)} holds no `posts`; save the answer of Canny's posts/list")
        for post in posts:
            _take(found, post if isinstance(post, dict) else {})
        if isinstance(whole, dict) and whole.get("hasMore") is True and len(files) == 1:
            found.left.append(f"{quote(name)} says that there are more posts than these; save the next pages too")
    return found.export


def _take(found: Gathering, post: dict[str, Any]) -> None:
    title = words_of(post.get("title"))
    if not title:
        found.left.append(f"post {words_of(post.get('id')) or '?'}: it has no title")
        return
    author = post.get("author")
    tags = post.get("tags")
    names = [one.get("name") for one in tags if isinstance(one, dict)] if isinstance(tags, list) else []
    if post.get("imageURLs"):
        found.left.append("pictures: they lie with Canny; fetch those that you need")
    if post.get("commentCount"):
        found.left.append("comments: posts/list gives their number, not their words")
    found.pieces.append(
        Piece(
            title=title,
            text=text_of(post.get("details")),
            name=words_of(author.get("name")) if isinstance(author, dict) else "",
            created=day_of(post.get("created")),
            status=words_of(post.get("status")),
            tags=tuple(filter(None, map(words_of, names))),
            votes=count_of(post.get("score")),
            number=words_of(post.get("id")),
            address=words_of(post.get("url")),
        )
    )
