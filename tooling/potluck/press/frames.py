"""The pages that the engine prints for us: a specimen of each sort, and those that a community has not written."""

from __future__ import annotations

import json
from pathlib import Path

from potluck.charter import Charter
from potluck.press.specimen import SLUG, specimen_markdown


def specimen_places(charter: Charter) -> dict[str, str]:
    """Where the engine prints each sort's specimen: an address without the last slash, as deep as the real pages."""
    places = {f"proposal-{kind}": f"{charter.kind_place(kind)}/{SLUG}" for kind in charter.kinds}
    return places | {sort: f"{sort}/{SLUG}" for sort in ("list", "people", "text")}


def engine_pages(charter: Charter, docs: Path) -> dict[str, str]:
    """The pages that the engine prints beside the community's own: path below the docs, and Markdown.

    The specimens; and every page with a slot that the community has not written itself, so that no address is empty.
    """
    pages = {f"{place}.md": specimen_markdown() for place in specimen_places(charter).values()}
    for path, (title, slot) in _slot_pages(charter).items():
        if not any((docs / other).is_file() for other in (path, path.replace("/index.md", ".md"))):
            front = f"title: {json.dumps(title, ensure_ascii=False)}\nhide: [navigation, toc]"
            pages[path] = f"---\n{front}\n---\n\n# {title}\n\n<div {slot}></div>\n"
    if not (docs / "how-it-works.md").is_file():  # the home page leads there
        pages["how-it-works.md"] = _how_it_works(charter)
    return pages


def _how_it_works(charter: Charter) -> str:
    """What one can do here, in a few words."""
    kinds = [
        f"- **{rules.name}**: {rules.means or 'something to bring.'} Its file lies in `{charter.proposals}/"
        f"{'' if rules.folder == '.' else rules.folder + '/'}`, with [these fields](../fields/{kind}/) at the top."
        for kind, rules in charter.kinds.items()
    ]
    words = (
        "Whatever you bring is a text file: a few fields at the top, your own words below. "
        "Others say what they think of it. Where it stands is on the [board](board.md), and every "
        "[decision](decisions.md) comes with its reason."
    )
    return "\n".join(
        [
            "---",
            "title: How it works",
            "hide: [navigation, toc]",
            "---",
            "",
            "# How it works",
            "",
            words,
            "",
            *kinds,
            "",
        ]
    )


def _slot_pages(charter: Charter) -> dict[str, tuple[str, str]]:
    """Path, title and slot of each page that every community has."""
    pages = {
        "index.md": (charter.community.name, 'data-potluck="home"'),
        "board.md": ("Board", 'data-potluck="board"'),
        "roadmap.md": ("Roadmap", 'data-potluck="roadmap"'),
        "changelog.md": ("Changelog", 'data-potluck="changelog"'),
        "compare.md": ("Side by side", 'data-potluck="compare"'),
        "time.md": ("Time machine", 'data-potluck="time"'),
        "promises.md": ("Promised dates", 'data-potluck="promises"'),
        "archive/index.md": ("Archive", 'data-potluck="archive"'),
        "desk.md": ("What waits for whom", 'data-potluck="desk"'),
        "scorecard.md": ("Promises kept", 'data-potluck="scorecard"'),
        "threads.md": ("Every conversation", 'data-potluck="threads"'),
        "rankings.md": ("Rankings", 'data-potluck="rankings"'),
        "audit.md": ("Votes looked over", 'data-potluck="audit"'),
        "recount.md": ("Recount the votes", 'data-potluck="recount"'),
        "decisions.md": ("Decisions", 'data-potluck="decisions"'),
        "tags/index.md": ("Tags", 'data-potluck="tags"'),
        "people/index.md": ("People", 'data-potluck="people"'),
        "needs-fixing.md": ("Nearly there", 'data-potluck="needs-fixing"'),
        "checks/index.md": ("What the checks look at", 'data-potluck="checks"'),
        "search.md": ("Search", 'data-potluck="search"'),
        "submit.md": ("Bring something", 'data-potluck="submit"'),
    }
    for kind, rules in charter.kinds.items():
        slot = f'data-potluck="list" data-kind="{kind}"'
        pages[f"{charter.kind_place(kind)}/index.md"] = (rules.plural or rules.name, slot)
    return pages
