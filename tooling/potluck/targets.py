"""Where the links of a body lead within the repository."""

from __future__ import annotations

import posixpath
import re
from urllib.parse import unquote

from msgspec.structs import replace

from potluck.model import Link

SCHEME = re.compile(r"[a-zA-Z][a-zA-Z0-9+.-]*:")
_ELSEWHERE = ("http://", "https://", "#", "/", "\\", "mailto:")  # most links: told apart without a pattern


def placed(link: Link, document: str, top: str) -> Link:
    """*link* of the file *document* with the path that it leads to, where it is the address of a file.

    *top* is the proposals' folder; a path that leaves it starts with `..`.
    """
    target = link.target.strip()
    if target.startswith(_ELSEWHERE) or SCHEME.match(target):
        return link
    bare = unquote(re.split(r"[?#]", target, maxsplit=1)[0])
    if not bare:
        return link
    path = posixpath.normpath(posixpath.join(posixpath.dirname(document), bare))
    is_inside = top == "." or path == top or path.startswith(f"{top}/")
    return replace(link, path=path if is_inside and not path.startswith("..") else f"../{path}")
