"""What the checks say of a form that is filled in, as sentences with gaps: the browser says them letter by letter.

No sentence is written here. Each is what `potluck check` says of a small file made for it; what depends on the letters
that somebody types is a gap: `{found}`, `{length}`, `{over}`, `{count}`, `{name}`, `{code}`.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from functools import cached_property
from typing import Any

from potluck.charter import Charter, FieldRules
from potluck.checks.text import name_of
from potluck.load import read_document
from potluck.meaning import reading_of
from potluck.model import Diagnostic
from potluck.schema import make_readers
from potluck.words import HIDDEN

Sentence = dict[str, str]
_FIELD_LINE = 4  # of the file that is tried: behind the kind and the stage
_STRANGE, _MAIL = "?plates?", "plates@tables.example"  # fit no field that has a form
_OVER = 237
_VALUES = "FM1"  # codes about what the fields hold; others are about how the file is written, which is not theirs


class Sentences:
    """The sentences for one kind."""

    def __init__(self, charter: Charter, kind: str) -> None:
        self._charter, self._kind, self._rules = charter, kind, charter.kinds[kind]
        self._readers = make_readers(charter)

    def of_field(self, name: str, rules: FieldRules, schema: Mapping[str, Any]) -> dict[str, Sentence]:
        """What can be said of the field *name*, by what is wrong with it."""
        found = {"empty": self._said(f"{name}:")} if rules.required else {}
        one = schema.get("items", schema)
        if rules.type == "text":
            found["invisible"] = self._said(f'{name}: ["\u3164"]' if rules.list else f'{name}: "\u3164"')
        elif rules.type == "integer":
            found["form"] = _gap(self._said(f"{name}: {_STRANGE}"), found=_STRANGE)
        elif "pattern" in one and rules.type != "date":
            for word, text in (("form", _STRANGE), ("mail", _MAIL)):
                written = f'["{text}"]' if rules.list else f'"{text}"'
                found[word] = _gap(self._said(f"{name}: {written}"), found=text)
        if "minLength" in one and rules.type == "text":
            found["shortest"] = self._said(f"{name}: x")
            found["short"] = _gap(self._said(f"{name}: xx"), length="2") if one["minLength"] > 2 else found["shortest"]
        if "maxLength" in one and rules.type == "text":
            length = one["maxLength"] + _OVER
            found["long"] = _gap(self._said(f"{name}: {'x' * length}"), length=str(length), over=str(_OVER))
        if "maxItems" in schema and rules.type in ("text", "handle", "tag", "slug"):
            entries = one.get("enum") or [f"entry-{number}" for number in range(schema["maxItems"] + 1)]
            if len(entries) > schema["maxItems"]:
                number = schema["maxItems"] + 1
                found["many"] = _gap(self._said(f"{name}: [{', '.join(entries[:number])}]"), count=str(number))
        return {word: sentence for word, sentence in found.items() if sentence}

    def of_section(self, name: str) -> Sentence:
        """That the section *name* is missing; nothing where none has to be there."""
        told = self._diagnostics("", "## Something else\n\nWords.\n")
        return next((_sentence(one) for one in told if one.code == "BD201" and f"`{name}`" in one.message), {})

    @cached_property
    def empty(self) -> Sentence:
        """That there is no text at all."""
        return next((_sentence(one) for one in self._diagnostics("", "") if one.code == "BD206"), {})

    @cached_property
    def hidden(self) -> dict[str, Any]:
        """What is said of a character that nobody sees, what each is called, and which those are."""
        told = self._diagnostics("", "A \u202e turn.\n")
        sentence = next(_sentence(one) for one in told if one.code == "BD207")
        usual = name_of("\x01")
        every = "".join(map(chr, range(0x10000)))  # looked through at once: one by one they take a tenth of a second
        named = {f"U+{ord(one):04X}": name_of(one) for one in re.findall(f"[{HIDDEN}]", every)}
        return {
            "pattern": f"[{_for_a_browser(HIDDEN)}]",
            "sentence": _gap(sentence, name=name_of("\u202e"), code="U+202E"),
            "name": usual,
            "names": {point: name for point, name in named.items() if name != usual},
        }

    def _said(self, line: str) -> Sentence:
        """What is said of a field that is written so."""
        told = (one for one in self._diagnostics(f"{line}\n", "Words.\n") if one.line == _FIELD_LINE)
        return next((_sentence(one) for one in told if one.code.startswith(_VALUES)), {})

    def _diagnostics(self, lines: str, body: str) -> Iterator[Diagnostic]:
        written = self._rules.written
        front = f"---\n{written('kind')}: {self._kind}\n{written('stage')}: {self._rules.entry}\n{lines}---\n\n{body}"
        folder = "" if self._rules.folder == "." else self._rules.folder
        document = read_document(front.encode(), "tried.md", "tried", folder, self._charter.limits)
        yield from reading_of(document, self._charter, self._readers).diagnostics


def _for_a_browser(characters: str) -> str:
    """What stands between the brackets of a pattern, as JavaScript writes it."""
    return re.sub("[^-]", lambda found: f"\\u{{{ord(found.group()):x}}}", characters)


def _sentence(one: Diagnostic) -> Sentence:
    return {"code": one.code, "message": one.message, "hint": one.hint}


def _gap(sentence: Sentence, **values: str) -> Sentence:
    """*sentence* with the values that were tried left out of its message; of its hint, that holds for any."""
    if not sentence:
        return {}
    message = sentence["message"]
    for name, value in values.items():
        message = re.sub(rf"(?<!\w){re.escape(value)}(?!\w)", f"{{{name}}}", message)
    return sentence | {"message": message}
