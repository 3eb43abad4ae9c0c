"""RF321 to RF325: the whole addresses that a text links to."""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import SplitResult, unquote, urlsplit

from potluck.model import Document, Link, Problem, Severity
from potluck.register import Scope, check
from potluck.translation import _
from potluck.words import quote, spell

_LABEL = re.compile(r"(?!-)(?:[\w-]|[^\x00-\x7f]){1,63}(?<!-)")
_VERSION = re.compile(r"[0-9a-f]{7,40}|v?[0-9]+(?:\.[0-9]+)+")  # a commit, or a release
_FILE = re.compile(r"/[^/]+/[^/]+/(?:blob|tree|raw)/([^/]+)(?:/|$)")


@check("RF321", severity=Severity.WARNING)
def plain_http(document: Document, _scope: Scope) -> Iterator[Problem]:
    """Links use `https`, so that nobody on the way can read or change what one sees there.

    Nearly every place on the web has it by now; mostly the address was copied from an old page.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        The pot is [on the map](http://example.org/map/pots).

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
    for link, parts in _outward(document):
        if parts.scheme == "http" and parts.hostname:
            secure = f"https{link.target.strip()[4:]}"
            yield Problem(
                link.span,
                _("%(target)s is not secured", target=quote(link.target)),
                _("try `%(secure)s` and write that", secure=secure),
            )


@check("RF322", severity=Severity.WARNING)
def unwelcome_host(document: Document, scope: Scope) -> Iterator[Problem]:
    """Links lead to places that the charter welcomes.

    A shortened address hides where it leads, and some shops have paid for every link to them. A community can say
    which hosts it does not link to, or which alone it does.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        The pot is [on the map](https://short.example/x7).

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
    rules = scope.charter.links
    if not rules.hosts and not rules.refused:
        return
    for link, parts in _outward(document):
        host = parts.hostname or ""
        if _is_under(host, rules.refused) or (rules.hosts and host and not _is_under(host, rules.hosts)):
            otherwise = _("link to the place itself, or say in words where it is")
            hint = _("links lead to %(words)s here", words=spell(rules.hosts)) if rules.hosts else otherwise
            yield Problem(link.span, _("this community does not link to %(host)s", host=quote(host)), hint)


@check("RF323", severity=Severity.WARNING)
def malformed_address(document: Document, _scope: Scope) -> Iterator[Problem]:
    """The address of a link is whole: `https://`, a host such as `example.org`, then the path.

    With a piece missing the link leads nowhere, and readers think that the place is gone.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        The pot is [on the map](https:///map/pots).

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
    for link in document.outline.links:
        target = link.target.strip()
        if target[:5].lower() in ("http:", "https") and not _is_whole(target):
            hint = _("write it as the browser's address bar shows it, such as `https://example.org/page`")
            yield Problem(link.span, _("%(target)s is not a whole address", target=quote(target)), hint)


@check("RF324", severity=Severity.WARNING)
def moving_link(document: Document, scope: Scope) -> Iterator[Problem]:
    """A link to a file in somebody's repository names the version that you saw.

    The file of today's branch is another one tomorrow, and the line that you meant has gone.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        It is in [their list](https://github.com/pots/list/blob/main/pots.md).

    Good::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        It is in [their list](https://github.com/pots/list/blob/4f2a9c1d0b3e5f60718293a4b5c6d7e8f9012345/pots.md).
    """
    for link, parts in _outward(document):
        if _home_of(parts) in (scope.charter.forge.url, "https://github.com"):
            file = _FILE.match(parts.path)
            if file and not _VERSION.fullmatch(file.group(1)) and not _own_file(parts, scope):
                hint = _("press `y` on that page: the address then names the version, and stays right")
                yield Problem(link.span, _("what %(target)s shows will change", target=quote(link.target)), hint)


@check("RF325", severity=Severity.WARNING)
def roundabout_link(document: Document, scope: Scope) -> Iterator[Problem]:
    """Another proposal of this community is linked by its file's name, not by an address on the forge.

    From the name the site makes a link to its page, with the votes and what became of it. The address leads people away
    to a bare file, and breaks when the repository moves.

    Bad::

        # proposals/stories/soup-night.md
        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        It began with [a pot](https://github.com/table/cases/blob/main/proposals/ideas/first-pot.md).

    Good::

        # proposals/stories/soup-night.md
        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        It began with [a pot](first-pot.md).

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
    if scope.charter.forge.type == "none":
        return
    for link, parts in _outward(document):
        if own := _own_file(parts, scope):
            near = posixpath.relpath(own, posixpath.dirname(document.path))
            yield Problem(
                link.span, _("this leads to a proposal of ours by way of the forge"), _("write `%(line)s`", line=near)
            )


def _own_file(parts: SplitResult, scope: Scope) -> str:
    """The proposal that an address on the forge shows, as a path; "" where it shows something else."""
    forge = scope.charter.forge
    file = _FILE.match(parts.path)
    if not file or _home_of(parts) != forge.url or not parts.path.startswith(f"/{forge.repository}/"):
        return ""
    path = posixpath.normpath(unquote(parts.path[file.end() :]))
    return path if path.startswith(f"{scope.charter.proposals}/") and path.endswith(".md") else ""


def _home_of(parts: SplitResult) -> str:
    return f"{parts.scheme}://{parts.netloc.lower()}"


def _outward(document: Document) -> Iterator[tuple[Link, SplitResult]]:
    """The links that lead to a whole address, with its parts; what cannot be taken apart is RF323's."""
    for link in document.outline.links:
        if link.target.lstrip()[:4].lower() == "http" and (parts := _parts(link.target.strip())):
            yield link, parts


@lru_cache(maxsize=1024)
def _parts(address: str) -> SplitResult | None:
    try:
        parts = urlsplit(address)
    except ValueError:
        return None
    return parts if parts.scheme in ("http", "https") else None


def _is_whole(address: str) -> bool:
    parts = _parts(address)
    if parts is None or not parts.hostname:
        return False
    host = parts.hostname.rstrip(".")
    return ":" in host or ("." in host and all(map(_LABEL.fullmatch, host.split("."))))


def _is_under(host: str, hosts: tuple[str, ...]) -> bool:
    """Whether *host* is one of *hosts*, or below one."""
    return any(host == one or host.endswith(f".{one}") for one in hosts)
