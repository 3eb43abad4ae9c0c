"""RF306 to RF308, and RF310: where the links and pictures of a body lead."""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator

from potluck.checks.run import MOST
from potluck.load.walk import PICTURES
from potluck.model import Link, Problem, Reading, Severity
from potluck.register import Tree, check
from potluck.targets import SCHEME
from potluck.translation import _
from potluck.words import did_you_mean, nearest, quote

_PRINTED = ("http:", "https:", "mailto:")


@check("RF306", over="tree", severity=Severity.WARNING)
def link_not_found(tree: Tree) -> Iterator[tuple[Reading, Problem]]:
    """A link to another file leads to a file that is there.

    Readers click on it. Behind a link that leads nowhere they look for what you meant, and do not come back.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        It began with [the first pot](first-pot.md).

    Good::

        # proposals/stories/soup-night.md
        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        It began with [the first pot](first-pot.md).

        # proposals/stories/first-pot.md
        ---
        title: The first pot of them all
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        It was small.
    """
    told = Counter[str]()
    for reading, link, path in _relative(tree):
        if not link.is_image and path and not path.startswith("..") and not _leads_to(path, tree):
            told[reading.path] += 1
            stem = posixpath.basename(path).removesuffix(".md")
            near = (
                nearest(stem, tree.by_slug) if told[reading.path] <= MOST else ""
            )  # thousands are not told one by one
            hint = _("write the file's name as it is, or the whole address of a page elsewhere")
            if link.target.lower().startswith("www."):
                hint = _("write the whole address: %(address)s", address=quote(f"https://{link.target}"))
            elif near:
                hint = _("did you mean `%(near)s.md`?", near=near)
            yield reading, Problem(link.span, _("there is no file %(target)s", target=quote(link.target)), hint)


@check("RF307", over="tree", severity=Severity.WARNING)
def image_not_found(tree: Tree) -> Iterator[tuple[Reading, Problem]]:
    """A picture in the text is there, beside the text.

    A missing picture leaves a hole on the page. It lies best in the proposal's own folder, next to its `index.md`.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        ![The big pot on its stove](pot.png)

    Good::

        # proposals/stories/soup-night/index.md
        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        ![The big pot on its stove](pot.png)

        # proposals/stories/soup-night/pot.png
        ⟨a picture⟩
    """
    told = Counter[str]()
    for reading, link, path in _relative(tree):
        if link.is_image and path and not path.startswith("..") and path not in tree.files:
            folder = posixpath.dirname(reading.path)
            told[reading.path] += 1
            if told[reading.path] > MOST:  # they are counted, not told one by one
                yield reading, Problem(link.span, _("there is no picture %(target)s", target=quote(link.target)))
                continue
            beside = [posixpath.relpath(file, folder) for file in _beside(tree, folder) if file.endswith(PICTURES)]
            hint = did_you_mean(
                link.target, beside, _("put it into `%(folder)s/`, and write its name as it is", folder=folder)
            )
            yield reading, Problem(link.span, _("there is no picture %(target)s", target=quote(link.target)), hint)


@check("RF308", over="tree", severity=Severity.WARNING, guards=True)
def link_outside(tree: Tree) -> Iterator[tuple[Reading, Problem]]:
    """A link leads to another proposal, to a whole address elsewhere, or to a place on the same page.

    An address that starts with `/`, or climbs out of the proposals' folder with `..`, means something else on each
    computer. We print its text and leave the link out, and so we do with addresses that would do something instead of
    leading somewhere.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        The pot is [on the map](/map/pots).

    Good::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        The pot is [on the map](https://example.org/map/pots).
    """
    for reading in tree.readings:
        for link in reading.links:
            target = link.target.strip()
            if target.startswith(("http://", "https://", "#")):
                continue
            hint = _("write the whole address with `https://`, or the name of another proposal's file")
            if scheme := SCHEME.match(target):
                if scheme.group().lower() not in _PRINTED:
                    start = quote(scheme.group())
                    message = (
                        _("this picture starts with %(start)s, and is left out", start=start)
                        if link.is_image
                        else _("this link starts with %(start)s, and is left out", start=start)
                    )
                    yield reading, Problem(link.span, message, hint)
            elif target.startswith(("/", "\\")):
                message = _(
                    "%(target)s starts with `%(start)s`, and is left out", target=quote(target), start=target[0]
                )
                yield reading, Problem(link.span, message, hint)
            elif link.path.startswith(".."):
                message = _("%(target)s leads out of the proposals' folder", target=quote(target))
                yield reading, Problem(link.span, message, hint)


@check("RF310", over="tree", severity=Severity.WARNING)
def file_not_printed(tree: Tree) -> Iterator[tuple[Reading, Problem]]:
    """A file that a text shows or links to is another proposal or a picture.

    We publish pictures in the common forms and nothing else: other files can carry programs, or the place where a
    photograph was taken.

    Bad::

        # proposals/stories/soup-night/index.md
        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        Here is [the shopping list](list.pdf).

        # proposals/stories/soup-night/list.pdf
        (a list)

    Good::

        # proposals/stories/soup-night/index.md
        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        Here is [the shopping list](list.png).

        # proposals/stories/soup-night/list.png
        ⟨a picture⟩
    """
    for reading, link, path in _relative(tree):
        printed = PICTURES if link.is_image else (*PICTURES, ".md")
        if path in tree.files and not path.lower().endswith(printed):
            hint = _(
                "make it a picture (%(pictures)s), or write what is in it into the text", pictures=", ".join(PICTURES)
            )
            yield (
                reading,
                Problem(link.span, _("%(target)s is a file that is not published", target=quote(link.target)), hint),
            )


def shown_files(tree: Tree) -> frozenset[str]:
    """The files of the proposals' folder that some proposal shows or links to."""
    return frozenset(path for _, _, path in _relative(tree)) & tree.files


def _relative(tree: Tree) -> Iterator[tuple[Reading, Link, str]]:
    """Every link of every document that leads to a file, with the path it leads to."""
    return ((reading, link, link.path) for reading in tree.readings for link in reading.links if link.path)


def _leads_to(path: str, tree: Tree) -> bool:
    """Whether *path* is a file, a proposal's folder, or a proposal by its name, wherever it lies."""
    name = path.rpartition("/")[2]
    return (
        path in tree.files or f"{path}/index.md" in tree.files or (name.endswith(".md") and name[:-3] in tree.by_slug)
    )


def _beside(tree: Tree, folder: str) -> list[str]:
    """The files in and below *folder*."""
    return sorted(file for file in tree.files if file.startswith(f"{folder}/"))[:1000]
