"""The pages that the engine prints for us: a specimen of each sort, and those that a community has not written."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path

from potluck.charter import Charter
from potluck.press.specimen import SLUG, specimen_markdown
from potluck.translation import ENGLISH, N_, _, spoken

# What the theme and the starter call the switches of the palette.
TOGGLES = (
    N_("Switch to dark"),
    N_("Switch to light"),
    N_("Switch to the dark side of the table"),
    N_("Switch to the light side of the table"),
)
_LANGUAGES = Path(str(files("material"))) / "templates" / "partials" / "languages"


def frame_of(charter: Charter) -> tuple[str, dict[str, str]]:
    """The language of the engine's own words, and ours for its frame, by the names that `main.html` has for them."""
    words = {
        "happens": _("What happens here"),
        "search": _("Search"),
        "key": _("Search ( / )"),
        "looking": _("What are you looking for?"),
        "close": _("Close"),
        "more": _("More"),
        "how": _("How it works"),
        "bring": _("Bring something"),
        "tags": _("Tags"),
        "people": _("People"),
        "kept": _("Promises kept"),
        "recount": _("Recount the votes"),
        "feed": _("Feed"),
        "script": "" if spoken() == ENGLISH else f"assets/potluck/words/{spoken()}.js",
    }
    return language_of_theme(charter.community.languages[0]), words


def language_of_theme(language: str) -> str:
    """The language that Material has nearest to *language*: `de` for `de-AT`, and English for what it does not know."""
    known = {path.stem.lower(): path.stem for path in _LANGUAGES.glob("*.html")}
    parts = language.lower().split("-")
    return next((known[name] for end in range(len(parts), 0, -1) if (name := "-".join(parts[:end])) in known), ENGLISH)


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
    nothing = _("something to bring.")
    kinds = []
    for kind, rules in charter.kinds.items():
        folder = f"{charter.proposals}/{'' if rules.folder == '.' else rules.folder + '/'}"
        where = _(
            "Its file lies in `%(folder)s`, with [these fields](%(fields)s) at the top.",
            folder=folder,
            fields=f"../fields/{kind}/",
        )
        kinds.append(f"- **{rules.name}**: {rules.means or nothing} {where}")
    words = _(
        "Whatever you bring is a text file: a few fields at the top, your own words below. Others say what they think "
        "of it. Where it stands is on the [board](board.md), and every [decision](decisions.md) comes with its reason."
    )
    title = _("How it works")
    front = f"title: {json.dumps(title, ensure_ascii=False)}\nhide: [navigation, toc]"
    return "\n".join((f"---\n{front}\n---\n\n# {title}\n", words, "", *kinds, ""))


def _slot_pages(charter: Charter) -> dict[str, tuple[str, str]]:
    """Path, title and slot of each page that every community has."""
    pages = {
        "index.md": (charter.community.name, 'data-potluck="home"'),
        "board.md": (_("Board"), 'data-potluck="board"'),
        "roadmap.md": (_("Roadmap"), 'data-potluck="roadmap"'),
        "changelog.md": (_("Changelog"), 'data-potluck="changelog"'),
        "compare.md": (_("Side by side"), 'data-potluck="compare"'),
        "time.md": (_("Time machine"), 'data-potluck="time"'),
        "promises.md": (_("Promised dates"), 'data-potluck="promises"'),
        "archive/index.md": (_("Archive"), 'data-potluck="archive"'),
        "desk.md": (_("What waits for whom"), 'data-potluck="desk"'),
        "scorecard.md": (_("Promises kept"), 'data-potluck="scorecard"'),
        "threads.md": (_("Every conversation"), 'data-potluck="threads"'),
        "rankings.md": (_("Rankings"), 'data-potluck="rankings"'),
        "audit.md": (_("Votes looked over"), 'data-potluck="audit"'),
        "recount.md": (_("Recount the votes"), 'data-potluck="recount"'),
        "decisions.md": (_("Decisions"), 'data-potluck="decisions"'),
        "tags/index.md": (_("Tags"), 'data-potluck="tags"'),
        "people/index.md": (_("People"), 'data-potluck="people"'),
        "needs-fixing.md": (_("Nearly there"), 'data-potluck="needs-fixing"'),
        "checks/index.md": (_("What the checks look at"), 'data-potluck="checks"'),
        "search.md": (_("Search"), 'data-potluck="search"'),
        "submit.md": (_("Bring something"), 'data-potluck="submit"'),
    }
    for kind, rules in charter.kinds.items():
        slot = f'data-potluck="list" data-kind="{kind}"'
        pages[f"{charter.kind_place(kind)}/index.md"] = (rules.plural or rules.name, slot)
    return pages
