"""LK801 to LK804: names, titles and handles that are told apart by a computer and not by the eye."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from itertools import permutations, zip_longest

from rapidfuzz.distance import OSA

from potluck.model import START, Document, Problem, Reading, Scalar, Severity
from potluck.register import Scope, Tree, check
from potluck.slugs import SLUG, make_slug
from potluck.translation import _
from potluck.words import quote

# Letters of Cyrillic and Greek that look like Latin ones in most fonts; after Unicode's own list of confusables,
# https://www.unicode.org/Public/security/latest/confusables.txt
_CYRILLIC = str.maketrans("аеорсухіјѕһԁԛԝӏАВЕКМНОРСТУХІЈЅҺӀ", "aeopcyxijshdqwlabekmhopctyxijshl")
_GREEK = str.maketrans("οανρικυΑΒΕΖΗΙΚΜΝΟΡΤΥΧ", "oavpikuabezhikmnoptyx")
_ALIKE = _CYRILLIC | _GREEK
_PAIRS = (("rn", "m"), ("vv", "w"), ("0", "o"), ("1", "l"))
_CROWD = 40  # of one title; of more than that, nobody has to mistake one for another
_WORD_LENGTH = 4  # letters; `menu-a` and `menu-b` are told apart
_WORD = re.compile(r"\w+")


@check("LK801", over="tree", severity=Severity.WARNING)
def name_alike(tree: Tree) -> Iterator[tuple[Reading, Problem]]:
    """A file's name does not look like another's.

    `corn-night` and `com-night` are two addresses, and on a small screen one word. Who follows the wrong one votes for
    something else. So it is with `soup-nlght` beside `soup-night`, where both have one title.

    Bad::

        # proposals/stories/corn-night.md
        ---
        title: Corn on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.

        # proposals/stories/com-night.md
        ---
        title: Everybody comes on Tuesdays
        kind: story
        stage: told
        authors: [lee-sample]
        created: 2026-05-13
        ---

        Another pot.

    Good::

        # proposals/stories/corn-night.md
        ---
        title: Corn on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.

        # proposals/stories/everybody-comes.md
        ---
        title: Everybody comes on Tuesdays
        kind: story
        stage: told
        authors: [lee-sample]
        created: 2026-05-13
        ---

        Another pot.
    """
    names = [(reading, _name(reading)) for reading in tree.readings]
    alike = {reading.path: other for reading, other in _a_letter_off(names)}
    alike |= {reading.path: other for reading, other in _doubles(names, _plain_name)}
    for reading, name in names if alike else ():
        if other := alike.get(reading.path):
            hint = _("choose a name that nobody can take for the other")
            if not SLUG.fullmatch(name):  # it will be offered the very name that the other has
                taken = _plain_name(other)
                hint = _("choose a name that nobody can take for the other; `%(taken)s` is taken", taken=taken)
            yield (
                reading,
                Problem(START, _("the name %(name)s looks like %(other)s", name=quote(name), other=quote(other)), hint),
            )


@check("LK802", over="tree", severity=Severity.WARNING)
def title_alike(tree: Tree) -> Iterator[tuple[Reading, Problem]]:
    """A title does not look like another's that is written in other letters.

    Two proposals may bear the same title. Two titles that only look the same are mostly made to be taken for each
    other.

    Bad::

        # proposals/stories/soup-night.md
        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.

        # proposals/stories/another.md
        ---
        title: S⟨U+043E⟩up night on Tuesdays
        kind: story
        stage: told
        authors: [lee-sample]
        created: 2026-05-13
        ---

        Another pot.

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
    titles = ((reading, reading.title) for reading in tree.readings if reading.title)
    for reading, other in {one.path: (one, other) for one, other in _doubles(titles)}.values():
        message = _(
            "this title looks like that of another proposal, %(other)s, and is written in other letters",
            other=quote(other),
        )
        yield reading, Problem(START, message, _("type it anew on one keyboard, or choose another title"))


@check("LK803", over="tree", severity=Severity.WARNING)
def handle_alike(tree: Tree) -> Iterator[tuple[Reading, Problem]]:
    """An author's handle does not look like somebody else's.

    `mara-sample` and `rnara-sample` are two people. Readers who trust the one would believe the other.

    Bad::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [rnara-sample]
        created: 2026-05-12
        ---

        One pot, one long table.

    Good::

        ---
        title: Soup night on Tuesdays
        kind: story
        stage: told
        authors: [mara-sample]
        created: 2026-05-12
        ---

        One pot, one long table.
    """
    charter = tree.charter
    trusted = {*charter.people, *(login for role in charter.roles.values() for login in role.people)}
    known = {_skeleton(login): login for login in sorted(trusted)}
    written = [(one, person.login) for one in tree.readings if one.proposal for person in one.proposal.authors]
    alike = list(_doubles((reading, login) for reading, login in written if login))
    for reading, login in written:
        other = known.get(_skeleton(login), "") if login else ""
        if other and other.lower() != login.lower():
            alike.append((reading, other))
    for reading, other in {(one.path, other): (one, other) for one, other in alike}.values():
        message = _("one of these authors looks like %(other)s, and is somebody else", other=quote(other))
        yield reading, Problem(START, message, _("look at the handle letter by letter; if it is right, leave it so"))


@check("LK804", severity=Severity.WARNING)
def mixed_letters(document: Document, scope: Scope) -> Iterator[Problem]:
    """A word of the title is written in the letters of one script.

    A Cyrillic `о` among Latin letters cannot be seen, and no search finds the word. It comes along when a text is
    copied from elsewhere, or is put there to deceive.

    Bad::

        ---
        title: S⟨U+043E⟩up night on Tuesdays
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.

    Good::

        ---
        title: Soup night, Вечер супа
        kind: story
        stage: told
        authors: [ana-sample]
        created: 2026-05-12
        ---

        One pot, one long table.
    """
    field = document.field(scope.written("title"))
    if field is None or not isinstance(field.value, Scalar) or field.value.text.isascii():
        return
    for word in _WORD.findall(field.value.text):
        strange = [letter for letter in word if ord(letter) in _ALIKE]
        if strange and re.search("[a-zA-Z]", word):
            shown = ", ".join(f"`{letter}` (U+{ord(letter):04X})" for letter in dict.fromkeys(strange))
            message = _(
                "%(word)s mixes Latin letters with %(shown)s, which only look like them", word=quote(word), shown=shown
            )
            yield Problem(field.value.span, message, _("type the word anew on one keyboard"))


def _name(reading: Reading) -> str:
    """A file's name as its writer chose it; the slug is made up where that can be no address."""
    if "--" not in reading.slug:
        return reading.slug
    *folders, name = reading.path.split("/")
    stem = re.sub(r"\.(md|markdown)$", "", name, flags=re.IGNORECASE)
    return folders[-1] if stem == "index" and folders else stem


def _a_letter_off(names: Iterable[tuple[Reading, str]]) -> Iterator[tuple[Reading, str]]:
    """Each reading whose name has one letter otherwise than another's of the same title, with that other."""
    titled: dict[str, list[tuple[Reading, str]]] = defaultdict(list)
    for reading, name in names:
        titled[reading.title.casefold().rstrip("s.!? ")].append((reading, name))
    for group in titled.values():
        for (reading, name), (_reading, other) in permutations(group[:_CROWD], 2) if len(group) > 1 else ():
            if _is_slip(name, other):
                yield reading, other


def _is_slip(name: str, other: str) -> bool:
    """Whether the two differ in one word of several letters, and there in one letter."""
    if name.casefold() == other.casefold() or OSA.distance(name, other, score_cutoff=1) != 1:
        return False
    words = [pair for pair in zip_longest(name.split("-"), other.split("-"), fillvalue="") if len(set(pair)) > 1]
    return len(words) == 1 and all(len(word) >= _WORD_LENGTH and word.isalpha() for word in words[0])


@lru_cache(maxsize=10_000)  # people bring more than one
def _skeleton(text: str) -> str:
    """*text* as a hurried eye sees it."""
    if not text.isascii():
        text = unicodedata.normalize("NFKC", text).translate(_ALIKE)
    text = text.casefold().replace("-", "")
    for pair, alone in _PAIRS:
        text = text.replace(pair, alone)
    return text


def _skeletons(text: str) -> tuple[str, ...]:
    """The same, in each way in which it may be read: a `1` is taken for an `l`, and for an `i` too."""
    return (_skeleton(text), _skeleton(text.replace("1", "i"))) if "1" in text else (_skeleton(text),)


def _plain_name(name: str) -> str:
    return name if SLUG.fullmatch(name) else make_slug(name.translate(_ALIKE), "file")


def _doubles(
    written: Iterable[tuple[Reading, str]], shown_as: Callable[[str], str] = str
) -> Iterator[tuple[Reading, str]]:
    """Each reading whose text looks like another's and is another, with that other; both of two."""
    alike: dict[str, list[tuple[Reading, str]]] = defaultdict(list)
    for reading, text in written:
        for skeleton in _skeletons(shown_as(text)):
            alike[skeleton].append((reading, text))
    for group in alike.values():
        spellings = {_same(text): text for _, text in group} if len(group) > 1 else {}
        for reading, text in group if len(spellings) > 1 else ():
            yield reading, next(other for same, other in spellings.items() if same != _same(text))


def _same(text: str) -> str:
    """*text* as people who read carefully see it."""
    return text.lower() if text.isascii() else unicodedata.normalize("NFC", text).casefold()
