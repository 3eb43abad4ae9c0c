"""Catalogues as they are kept (`.po`), and as they are looked up: `.mo` in Python, a script in the browser."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from io import BytesIO
from pathlib import Path
from typing import IO

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import DEFAULT_KEYWORDS, extract_from_dir
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from potluck.errands.start import SLOT

SOME_DAY = datetime(2026, 1, 1, tzinfo=UTC)  # catalogues tell when they were made: the same one is the same file
ROOT = Path(__file__).parents[2]
PACKAGE = ROOT / "tooling" / "potluck"
LOCALE = PACKAGE / "locale"
SCRIPTS = PACKAGE / "theme" / "assets" / "potluck"
LANGUAGES = tuple(sorted(path.name for path in LOCALE.iterdir() if path.is_dir()))

METHODS = [
    ("**/vendor/**", "ignore"),
    ("starter/potluck.yml", "tests.words.catalogues:of_starter"),
    ("starter/mkdocs.yml", "tests.words.catalogues:of_starter"),
    ("starter/content/*.md", "tests.words.catalogues:of_starter"),
    ("**.py", "python"),
    ("theme/templates/**.html", "jinja2"),
    ("theme/assets/potluck/**.js", "javascript"),
]
OPTIONS = {
    "theme/templates/**.html": {"trimmed": "true", "silent": "false"},
    "theme/assets/potluck/**.js": {"parse_template_string": "true"},
}


def texts() -> Catalog:
    """Every text that the code marks, with the files that say it."""
    found = Catalog(project="Potluck", fuzzy=False)
    keywords = DEFAULT_KEYWORDS | {"_": None}
    for name, _, message, _, context in extract_from_dir(str(PACKAGE), METHODS, OPTIONS, keywords):
        found.add(message, None, [(name, None)], context=context)
    return found


def of_starter(  # what Babel gives every extractor
    file: IO[bytes], _keywords: object, _comments: object, options: object
) -> Iterator[tuple[int, str, str, list[str]]]:
    """The texts for people in a file that `potluck init` fills in, as Babel wants them."""
    del options
    for number, line in enumerate(file.read().decode().splitlines(), 1):
        for found in SLOT.finditer(line):
            if text := found[2] or found[3]:
                yield number, "_", text, []


def path_of(language: str) -> Path:
    """Where the catalogue of *language* is kept."""
    return LOCALE / language / "LC_MESSAGES" / "potluck.po"


def kept(language: str) -> Catalog:
    """The catalogue of *language* as it is kept; an empty one where there is none yet."""
    path = path_of(language)
    return read_po(BytesIO(path.read_bytes()), locale=language) if path.is_file() else Catalog(locale=language)


def current(language: str) -> Catalog:
    """The same brought up to the texts: what is new is empty, and what nobody says any more is gone."""
    catalogue = kept(language)
    catalogue.update(texts(), no_fuzzy_matching=True)
    catalogue.obsolete.clear()
    catalogue.creation_date = catalogue.revision_date = SOME_DAY
    return catalogue


def written(language: str, catalogue: Catalog) -> tuple[Path, bytes]:
    """The catalogue's file, without what would change it at every call."""
    out = BytesIO()
    write_po(out, catalogue, width=120, sort_output=True, omit_header=True)
    head = f'msgid ""\nmsgstr ""\n"Language: {language}\\n"\n"Content-Type: text/plain; charset=utf-8\\n"\n'
    return path_of(language), f'{head}"Plural-Forms: {catalogue.plural_forms}\\n"\n\n'.encode() + out.getvalue()


def compiled(language: str, catalogue: Catalog) -> Iterator[tuple[Path, bytes]]:
    """The two forms in which it is looked up."""
    out = BytesIO()
    write_mo(out, catalogue)
    yield path_of(language).with_suffix(".mo"), out.getvalue()
    said = {
        f"{message.context}\x04{id_of(message)}" if message.context else id_of(message): _forms(message, catalogue)
        for message in sorted(catalogue, key=id_of)
        if is_whole(message) and any(name.endswith(".js") for name, _ in message.locations)
    }
    script = f"plWords.take({json.dumps(said, ensure_ascii=False, indent=1)});\n"
    yield SCRIPTS / "words" / f"{language}.js", script.encode()


def is_whole(message: Message) -> bool:
    """Whether *message* is one, and every form of it is there."""
    return bool(message.id and (all(message.string) if isinstance(message.string, tuple) else message.string))


def id_of(message: Message) -> str:
    """The English text by which *message* is looked up: the first form, where it has several."""
    return message.id if isinstance(message.id, str) else message.id[0]


def _forms(message: Message, catalogue: Catalog) -> str | dict[str, str]:
    """Its text; the forms of a number by their name in CLDR, which a browser knows them by."""
    if isinstance(message.string, str):
        return message.string
    assert catalogue.locale
    found: dict[str, str] = {}
    for number in range(1_001):
        found.setdefault(catalogue.locale.plural_form(number), message.string[form_for(number, catalogue)])
    return found


def form_for(number: int, catalogue: Catalog) -> int:
    """Which form a catalogue has for *number*, as gettext finds it."""
    from gettext import c2py  # type: ignore[attr-defined]

    return int(c2py(catalogue.plural_expr)(number))
