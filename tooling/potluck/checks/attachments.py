"""AT701 to AT705: what lies beside the proposals."""

from __future__ import annotations

import posixpath
from collections.abc import Iterator
from typing import cast

from potluck.load.walk import PICTURES
from potluck.model import START, Diagnostic, Problem, Severity
from potluck.register import FileCheck, Surroundings, check, checks
from potluck.translation import _
from potluck.words import quote


@check("AT701", over="files")
def hidden_file(surroundings: Surroundings) -> Iterator[tuple[str, Problem]]:
    """Nothing hidden lies among the proposals.

    Names that start with a dot are not shown in most folders, and programs take orders from them: `.gitattributes`
    changes how git shows a text, `.github` what a forge runs. Nobody would see it come in.

    Bad::

        # proposals/stories/.gitattributes
        *.md -diff

    Good::

        # proposals/stories/soup-night.md
        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.
    """
    for one in surroundings.beside:
        if one.sort == "hidden":
            name = quote(posixpath.basename(one.path))
            yield (
                one.path,
                Problem(
                    START, _("%(name)s is hidden, and programs may take orders from it", name=name), _("take it out")
                ),
            )
        elif one.sort == "repository":
            yield (
                one.path,
                Problem(START, _("this folder is a repository of its own"), _("bring its files, without `.git`")),
            )


@check("AT702", over="files")
def unwanted_file(surroundings: Surroundings) -> Iterator[tuple[str, Problem]]:
    """Beside proposals lie pictures, and nothing else.

    Archives, documents, drawings in SVG and pages in HTML can carry programs, and nobody sees what is in them without
    opening them. A picture shows all that it is.

    Bad::

        # proposals/stories/soup-night/index.md
        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.

        # proposals/stories/soup-night/recipes.zip
        (an archive)

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
    hint = _("make it a picture (%(pictures)s), or write what is in it into a text", pictures=", ".join(PICTURES))
    for one in surroundings.beside:
        if one.sort == "file":
            yield (
                one.path,
                Problem(
                    START,
                    _("%(name)s is neither text nor picture", name=quote(posixpath.basename(one.path))),
                    hint,
                ),
            )


@check("AT703", over="files")
def broken_picture(surroundings: Surroundings) -> Iterator[tuple[str, Problem]]:
    """A picture is what its name says, and small enough to be shown.

    Programs believe a file's name, or its first letters, as they like. Where the two differ, one of them shows
    something else than you meant. And a picture of very many pixels is a small file that fills a computer when it is
    opened.

    Bad::

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
        <html>not a picture at all</html>

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
    hint = _("open it in a program for pictures and save it anew, smaller if need be, as PNG or JPEG")
    for one in surroundings.beside:
        if one.fault:
            yield one.path, Problem(START, f"{quote(posixpath.basename(one.path))} {one.fault}", hint)


@check("AT704", over="files", severity=Severity.WARNING)
def unused_picture(surroundings: Surroundings) -> Iterator[tuple[str, Problem]]:
    """Every picture is shown by a proposal.

    A picture that no text shows is on no page. Mostly its name was mistyped in the text, or the text was changed and
    the picture stayed behind.

    Bad::

        # proposals/stories/soup-night/index.md
        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.

        # proposals/stories/soup-night/pot.png
        ⟨a picture⟩

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
    for one in surroundings.beside:
        if one.sort == "picture" and one.path not in surroundings.shown:
            name = posixpath.basename(one.path)
            hint = _("show it with `![what one sees](%(name)s)`, or take it out", name=name)
            yield one.path, Problem(START, _("no proposal shows %(name)s", name=quote(name)), hint)


@check("AT705", over="files", severity=Severity.WARNING)
def picture_elsewhere(surroundings: Surroundings) -> Iterator[tuple[str, Problem]]:
    """A picture lies in the folder of the proposal that it belongs to.

    There it goes along when the proposal is renamed, and everybody sees whose it is.

    Bad::

        # proposals/stories/soup-night.md
        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        ![The big pot on its stove](pot.png)

        # proposals/stories/pot.png
        ⟨a picture⟩

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
    for one in surroundings.beside:
        folder = posixpath.dirname(one.path)
        if one.sort == "picture" and f"{folder}/index.md" not in surroundings.documents:
            message = _("%(name)s lies in no proposal's own folder", name=quote(posixpath.basename(one.path)))
            yield one.path, Problem(START, message, _("make a folder with the proposal's name, its text as `index.md`"))


def check_files(surroundings: Surroundings) -> tuple[Diagnostic, ...]:
    """What is wrong with what lies in the proposals' folder."""
    found = []
    for one in checks():
        if one.over == "files":
            found += [one.report(path, problem) for path, problem in cast("FileCheck", one.function)(surroundings)]
    return tuple(sorted(found, key=lambda one: one.order))
