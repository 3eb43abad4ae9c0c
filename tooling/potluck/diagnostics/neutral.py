"""A stranger's words inside a comment of ours, on a forge that acts on what it reads (SEC-070).

Mentions, references to issues, addresses, slash commands, HTML and Markdown are shown as the letters they are. Nothing
here ever stands at the beginning of a line, so that `/merge`, `# ` and `- ` begin none.
"""

from __future__ import annotations

import re

from potluck.words import visible

MOST = 600  # characters of one message
_LINES = 60
_FIELD = re.compile(r"---|[A-Za-z][\w-]*:.{0,300}| +[\w\"'-].{0,300}")
_PAUSE = "\u200b"  # has no width, ends a word for whoever looks for names and numbers, and is nothing to the reader

_MARKUP = re.compile(r"[\\`*_\[\]<>~$&]")
_PLACE = re.compile(r"(?:[a-z0-9-]+/)+")  # of a page on our site
_PUNCTUATION = re.compile(r"[!-/:-@\[-`{-~]")
# What a forge makes a link of: names, numbers, addresses, and what looks like a commit.
_LIVELY = re.compile(r"[@#]|\bgh(?=-\d)|:(?=//)|\bwww(?=\.)|[0-9a-f]{6}(?=[0-9a-f])", re.IGNORECASE)


def message(text: str, site_url: str = "") -> str:
    """A message or hint of a check: what stands between backticks as code, the rest as plain words.

    A stranger's own backticks shift what is taken for which; either is harmless. The address of a page below
    *site_url*, which is ours, is a link.
    """
    pieces = _in_one_line(text, MOST).split("`")
    return "".join(_quoted(piece, site_url) if number % 2 else prose(piece) for number, piece in enumerate(pieces))


def _quoted(piece: str, site_url: str) -> str:
    is_page = site_url and piece.startswith(site_url) and _PLACE.fullmatch(piece, len(site_url))
    return f"<{piece}>" if is_page else code(piece)


def prose(text: str, most: int = MOST) -> str:
    """*text* as plain words."""
    escaped = _MARKUP.sub(r"\\\g<0>", _in_one_line(text, most))
    return _LIVELY.sub(rf"\g<0>{_PAUSE}", escaped)


def title(text: str, most: int = 200) -> str:
    """*text* where no Markdown is read, such as a pull request's title: it may end up as a commit's message.

    There `[skip ci]` keeps workflows from running, and a word with a number closes an issue.
    """
    return re.sub(rf"\[|{_LIVELY.pattern}", rf"\g<0>{_PAUSE}", _in_one_line(text, most), flags=re.IGNORECASE)


def code(text: str, most: int = MOST) -> str:
    """*text* as code, to be copied letter by letter."""
    line = _in_one_line(text, most)
    if not line.strip():
        return prose(line)
    if re.search(r"[@`]", line):  # so that the comment's own text holds neither a mention nor the end of the code
        return f"<code>{_PUNCTUATION.sub(lambda found: f'&#{ord(found.group())};', line)}</code>"
    return f"`{line}`"


def shown_line(number: int, text: str, most: int = 160) -> str:
    """A line of a file with its number before it, as the one line of a fenced block, fences included.

    Behind the number no fence of a stranger's can end the block, and no slash begins a command.
    """
    line = _in_one_line(text, most).replace("@", f"@{_PAUSE}")
    return f"```text\n{number} | {line}\n```"


def is_quiet(text: str) -> bool:
    """Whether *text*, the fields of a file, can stand in a block of code as it is: nothing in it could act anywhere.

    Some programs look for their commands at the beginning of any line: each has to begin as fields do.
    """
    lines = text.split("\n")
    is_plain = visible(text) == text and "`" not in text and not _LIVELY.search(text)
    return bool(text) and is_plain and len(lines) <= _LINES and all(_FIELD.fullmatch(line) for line in lines)


def _in_one_line(text: str, most: int) -> str:
    line = visible(re.sub(r"[\r\n\t]", " ", text[: 2 * most]))
    return line if len(line) <= most else f"{line[: most - 1]}…"
