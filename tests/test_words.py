"""Words: every text of the interface stands in every catalogue, whole, and pages say nothing beside them."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from babel.dates import format_date
from babel.messages.catalog import Message
from tests.words.catalogues import LANGUAGES, PACKAGE, SCRIPTS, compiled, current, id_of, is_whole, kept, texts, written

from potluck import translation
from potluck.days import day, month
from potluck.translation import gettext, nearest_to, ngettext, pgettext, speaking

PLACE = re.compile(r"%\(\w+\)s|%%|</?[a-z][^>]*>")


def forms(message: Message) -> Iterator[tuple[str, str]]:
    """Each form of *message* with the English that it is of: the last English one for all beyond the first."""
    if isinstance(message.id, str):
        yield message.id, str(message.string)
        return
    one, many = message.id
    for place, form in enumerate(message.string):
        yield (one if place == 0 else many), form


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_text_is_translated(language: str) -> None:
    """None is missing, doubtful, or of what nobody says any more; `make words` gathers them."""
    catalogue = current(language)
    assert [message.id for message in catalogue if message.id and not is_whole(message)] == []
    assert [message.id for message in catalogue if message.fuzzy and message.id] == []
    assert {(one.context, id_of(one)) for one in kept(language) if one.id} == {
        (one.context, id_of(one)) for one in texts() if one.id
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_translation_leaves_the_places_of_numbers_names_and_links(language: str) -> None:
    """What is filled in or marked up in English is so in every language; a form of one or two may tell it in words."""
    wrong = []
    for message in current(language):
        if not message.id:
            continue
        known = set().union(
            *(PLACE.findall(one) for one in ([message.id] if isinstance(message.id, str) else message.id))
        )
        for _, form in forms(message):
            found = set(PLACE.findall(form))
            lost = set() if not isinstance(message.id, str) else known - found
            if found - known or lost or (known - found) - {"%(num)s"} - lost:
                wrong.append((id_of(message), form))
    assert wrong == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_what_is_looked_up_is_what_the_catalogue_says(language: str) -> None:
    """The compiled forms were made from it, and `make words` would write the same again."""
    catalogue = current(language)
    stale = [
        path.name
        for path, content in (written(language, catalogue), *compiled(language, catalogue))
        if path.read_bytes() != content
    ]
    assert stale == [], "make words"


def constants() -> Iterator[tuple[str | None, str, str]]:
    """The texts that the code looks up, read in another way than the catalogues do: with what it is for, and where."""
    for path in sorted(PACKAGE.rglob("*.py")):
        for call in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(call, ast.Call) and isinstance(call.func, ast.Name):
                words = [one.value if isinstance(one, ast.Constant) else None for one in call.args]
                if call.func.id in ("_", "N_", "gettext", "ngettext") and words and isinstance(words[0], str):
                    yield None, words[0], path.name
                if call.func.id == "pgettext" and len(words) > 1 and isinstance(words[1], str):
                    yield str(words[0]), words[1], path.name
    for path in sorted(SCRIPTS.rglob("*.js")):
        if "vendor" not in path.parts:
            for found in re.finditer(r'\bn?gettext\(\s*"((?:[^"\\]|\\.)*)"', path.read_text("utf-8")):
                yield None, found[1], path.name


def test_no_text_is_overlooked() -> None:
    """Where a text is looked up within another's call, or in a string with places, it would not be gathered."""
    known = {(message.context, id_of(message)) for message in texts() if message.id}
    assert [found for found in constants() if found[:2] not in known] == []


def test_a_language_is_spoken_for_a_while() -> None:
    """And English before and after it, and for what no catalogue has."""
    assert gettext("Search") == "Search"
    with speaking("de"):
        assert gettext("Search") == "Suche"
        assert pgettext("answer", "yes") == "ja"
        assert gettext("what the community calls it") == "what the community calls it"
        with speaking("es"):
            assert gettext("Search") == "Buscar"
        assert gettext("Search") == "Suche"
    assert gettext("Search") == "Search"


@pytest.mark.parametrize(
    ("asked", "found"),
    [
        pytest.param("de", "de", id="as-it-is"),
        pytest.param("de-AT", "de", id="without-its-country"),
        pytest.param("AR", "ar", id="in-capitals"),
        pytest.param("en-GB", "en", id="english"),
        pytest.param("tlh", "", id="unknown"),
    ],
)
def test_the_nearest_language_is_spoken(asked: str, found: str) -> None:
    """One that we do not have is told apart, and English is spoken."""
    assert nearest_to(asked) == found
    with speaking(asked):
        assert translation.spoken() == (found or "en")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (0, "لا أصوات"),
        (1, "صوت واحد"),
        (2, "صوتان"),
        (3, "3 أصوات"),
        (11, "11 صوتًا"),
        (100, "100 صوت"),
        (1_103, "1\u202f103 أصوات"),
    ],
)
def test_a_number_has_the_form_that_its_language_wants(number: int, words: str) -> None:
    """Arabic has six."""
    with speaking("ar"):
        assert ngettext("%(num)s voice", "%(num)s voices", number) == words


@pytest.mark.parametrize("language", ["de", "es", "ar"])
@pytest.mark.parametrize("on", [date(2026, number, 12) for number in range(1, 13)])
def test_days_are_written_as_the_language_writes_them(language: str, on: date) -> None:
    """Held against CLDR's own."""
    with speaking(language):
        assert day(on) == format_date(on, "long", locale=language)
        assert month(on) == format_date(on, "LLLL y" if language != "es" else "MMMM 'de' y", locale=language)


def test_scripts_say_the_same_as_pages() -> None:
    """A script's file is made from the one catalogue."""
    for language in LANGUAGES:
        with speaking(language):
            assert f'"No voices yet": "{gettext("No voices yet")}"' in Path(
                SCRIPTS / "words" / f"{language}.js"
            ).read_text("utf-8")
