"""Issues and discussions of GitHub, as `gh … --json` and the REST API write them.

`gh issue list --state all --json number,title,body,author,createdAt,state,labels,reactionGroups,url`:
https://cli.github.com/manual/gh_issue_list. Discussions come from the GraphQL API in the same words.
"""

from __future__ import annotations

from typing import Any

from potluck.importing.seam import Export, Files, Gathering, Piece, count_of, day_of, json_of, text_of, words_of
from potluck.model import PotluckError
from potluck.words import quote

_FOR = ("THUMBS_UP", "HEART", "HOORAY", "ROCKET")


def read(files: Files) -> Export:
    """Every issue or discussion is a piece. The thread stays where it is, and its reactions can be fetched there."""
    found = Gathering("GitHub")
    for name, raw in files.items():
        several = _list(json_of(name, raw))
        if several is None:
            raise PotluckError(f"{quote(name)} holds no list; write it with `gh issue list --json …`")
        for one in several:
            _take(found, one if isinstance(one, dict) else {})
    return found.export


def _list(whole: Any) -> list[Any] | None:
    """The list itself, or the one that a GraphQL answer holds in `nodes`."""
    while isinstance(whole, dict):
        inner = whole.get("nodes")
        if isinstance(inner, list):
            return inner
        whole = next((value for value in whole.values() if isinstance(value, dict)), None)
    return whole if isinstance(whole, list) else None


def _take(found: Gathering, one: dict[str, Any]) -> None:
    number, title = words_of(one.get("number")), words_of(one.get("title"))
    if not title or "pull_request" in one:  # REST lists pull requests among the issues
        if not title:
            found.left.append(f"issue {number or '?'}: it has no title")
        return
    author = one.get("author") or one.get("user")
    labels = one.get("labels")
    labels = labels.get("nodes") if isinstance(labels, dict) else labels
    names = [label.get("name") for label in labels if isinstance(label, dict)] if isinstance(labels, list) else []
    if one.get("comments"):
        found.left.append("comments: they stay in the thread, to which the proposal leads")
    found.pieces.append(
        Piece(
            title=title,
            text=text_of(one.get("body")),
            login=words_of(author.get("login")) if isinstance(author, dict) else "",
            created=day_of(one.get("createdAt") or one.get("created_at")),
            status=words_of(one.get("state")).lower(),
            tags=tuple(filter(None, map(words_of, names))),
            votes=_votes(one),
            number=number,
            address=words_of(one.get("url") if "createdAt" in one else one.get("html_url")),
        )
    )


def _votes(one: dict[str, Any]) -> int | None:
    """The reactions that are for it: people may have left several, so it is a number of reactions, not of people."""
    groups = one.get("reactionGroups")
    if isinstance(groups, list):
        found = 0
        for group in groups:
            people = group.get("users") or group.get("reactors") if isinstance(group, dict) else None
            if isinstance(people, dict) and group.get("content") in _FOR:
                found += count_of(people.get("totalCount")) or 0
        return found
    reactions = one.get("reactions")
    return count_of(reactions.get("+1")) if isinstance(reactions, dict) else None
