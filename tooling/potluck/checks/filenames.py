"""AT706 to AT708: how files are called, and what git has them for."""

from __future__ import annotations

import posixpath
import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator

from potluck.load.walk import RESERVED
from potluck.model import START, Problem
from potluck.register import Surroundings, check
from potluck.slugs import NAME_LIMIT
from potluck.translation import N_, _
from potluck.words import quote, spell

_NAME = re.compile(r"[a-z0-9]+(?:[-_.][a-z0-9]+)*", re.IGNORECASE)
_PLAIN = "100644"  # what git calls a plain file
_MODES = {
    "100755": (N_("git says that this file is a program"), N_("take that back: git update-index --chmod=-x %(path)s")),
    "120000": (N_("git says that this is a symbolic link"), N_("put the text itself here, in a plain file")),
    "160000": (N_("git says that this is another repository"), N_("take it out, and put the text itself here")),
}


@check("AT706", over="files")
def odd_picture_name(surroundings: Surroundings) -> Iterator[tuple[str, Problem]]:
    """A picture's name is made of letters without accents, digits, hyphens, underscores and dots.

    The name becomes a part of an address, and of a file on every computer that has the community. Some of them cannot
    keep blanks, signs or certain words in a name.

    Bad::

        # proposals/stories/soup-night/index.md
        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        ![The big pot on its stove](<my pot.png>)

        # proposals/stories/soup-night/my pot.png
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

        ![The big pot on its stove](my-pot.png)

        # proposals/stories/soup-night/my-pot.png
        ⟨a picture⟩
    """
    for one in surroundings.beside:
        name = posixpath.basename(one.path)
        is_reserved = name.partition(".")[0].lower() in RESERVED
        if one.sort == "picture" and (not _NAME.fullmatch(name) or len(name) > NAME_LIMIT or is_reserved):
            hint = _(
                "use letters a-z, digits and hyphens, at most %(most)s in all: `the-big-pot.png`",
                most=NAME_LIMIT,
            )
            yield (
                one.path,
                Problem(START, _("the name %(name)s cannot be kept on every computer", name=quote(name)), hint),
            )


@check("AT707", over="files")
def names_collide(surroundings: Surroundings) -> Iterator[tuple[str, Problem]]:
    """No two names differ in capitals or in the way of writing an accent alone.

    Some computers take `Soup.png` and `soup.png` for one file. Of two such files, they keep one, and nobody knows
    which.

    Bad::

        # proposals/stories/soup-night/index.md
        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        ![The pot](pot.png) ![The pot again](Pot.png)

        # proposals/stories/soup-night/pot.png
        ⟨a picture⟩

        # proposals/stories/soup-night/Pot.png
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

        ![The pot](pot.png) ![The pot again](pot-again.png)

        # proposals/stories/soup-night/pot.png
        ⟨a picture⟩

        # proposals/stories/soup-night/pot-again.png
        ⟨a picture⟩
    """
    alike: dict[str, set[str]] = defaultdict(set)
    for path in {*surroundings.documents, *(one.path for one in surroundings.beside), *surroundings.modes}:
        written = ""
        for part in path.split("/"):  # folders too: `Stories/a.md` and `stories/b.md` fall into one
            written = f"{written}/{part}" if written else part
            alike[_folded(written)].add(written)
    for names in alike.values():
        for name in sorted(names) if len(names) > 1 else ():
            others = spell(sorted(_shown(other) for other in names - {name}), "and")
            message = _("on some computers this is the same name as %(others)s", others=others)
            yield name, Problem(START, message, _("give one of them another name"))


@check("AT708", over="files")
def special_mode(surroundings: Surroundings) -> Iterator[tuple[str, Problem]]:
    """To git, everything among the proposals is a plain file.

    Git can mark a file as a program, a link to another place, or a whole repository to be fetched from elsewhere. A
    proposal needs none of these, and on the next computer each of them does something of its own.

    Bad::

        # what `git ls-files --stage` says of proposals/stories/soup-night.md
        100755 3b18e512dba79e4c8300dd08aeb37f8e728b8dad 0

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
    for path, mode in surroundings.modes.items():
        if mode != _PLAIN:
            message, hint = _MODES.get(mode, (N_("git gives this file the mode %(mode)s"), N_("make it a plain file")))
            yield path, Problem(START, _(message, mode=mode), _(hint, path=path))


def _folded(path: str) -> str:
    """*path* as a computer sees it that does not tell capitals apart, nor two ways of writing an accent."""
    if path.isascii():
        return path.lower()
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", path).casefold())


def _shown(path: str) -> str:
    return quote(path, 200).strip("`")
