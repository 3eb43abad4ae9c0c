"""What a first visit waits for: one style sheet in place of the fifteen that a frame names, and no script.

A browser draws nothing before it has all the style sheets of a page's head, and a telephone pays for every question.
"""

from __future__ import annotations

import posixpath
import re
from hashlib import blake2b
from pathlib import Path

_SHEET = re.compile(r'\s*<link rel="stylesheet" href="([^":]+)">')
_RELATIVE = re.compile(r"""(url\(\s*["']?)(?!["']|[a-z]+:|[/#])""")
_MAP = re.compile(r"/\*# sourceMappingURL=[^*]*\*/\s*")
_FOLDER = "assets"
# The engine's own script begins once the page is read, wherever it stands.
_SCRIPT = re.compile(r'<script src="([^":]*assets/javascripts/bundle\.[^"]*)"></script>')


class FirstVisit:
    """The style sheets of the pages that an engine has printed into the folder *frames*, together."""

    def __init__(self, frames: Path) -> None:
        self._frames = frames
        self._places: dict[tuple[str, ...], str] = {}
        self._files: dict[str, bytes] = {}

    def eased(self, page: str, place: str) -> str:
        """*page*, which the engine has printed at the file *place*, with one style sheet, and its script put off."""
        head, end, rest = page.partition("</head>")
        if not (links := list(_SHEET.finditer(head))):
            return page
        folder = posixpath.dirname(place)
        sheets = tuple(posixpath.normpath(posixpath.join(folder, link[1])) for link in links)
        if all((self._frames / sheet).is_file() for sheet in sheets):
            one = posixpath.relpath(self._together(sheets), folder or ".")
            before, after = head[: links[0].start()], _SHEET.sub("", head[links[0].end() :])
            head = f'{before}<link rel="stylesheet" href="{one}">{after}'
        return f"{head}{end}{_SCRIPT.sub(_put_off, rest)}"

    def new_files(self) -> list[tuple[str, bytes]]:
        """The style sheets that pages name since this was last asked, with their places."""
        files, self._files = self._files, {}
        return list(files.items())

    def _together(self, sheets: tuple[str, ...]) -> str:
        if sheets not in self._places:
            content = "".join(self._moved(sheet) for sheet in sheets).encode()
            place = f"{_FOLDER}/style.{blake2b(content, digest_size=6).hexdigest()}.css"
            self._places[sheets] = place
            self._files[place] = content
        return self._places[sheets]

    def _moved(self, sheet: str) -> str:
        """The text of *sheet*, whose own files are looked for from where the one for all lies."""
        way = posixpath.relpath(posixpath.dirname(sheet) or ".", _FOLDER)
        text = _MAP.sub("", (self._frames / sheet).read_text("utf-8"))
        return _RELATIVE.sub(rf"\g<1>{way}/", text)


def _put_off(script: re.Match[str]) -> str:
    return f'<script defer src="{script[1]}"></script>'
