"""How alike two texts are, by the words that they share and others do not.

Each text is a list of words with weights as BM25 gives them: a word weighs more the fewer texts have it and the oftener
this one does, less than in proportion. Two texts are as alike as the angle between their lists is small (the cosine):
0 where they share nothing, 1 where they are the same. `submit/similar.js` in the theme's assets counts in the same way.
"""

from __future__ import annotations

import re
import unicodedata
from array import array
from bisect import bisect_left
from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping
from heapq import nlargest
from math import log, sqrt

import msgspec

# Of a word its first letters count, so that `tomatoes` finds `tomato` and `Kinder` finds `Kinderküche`.
START = 6
# How much more a word says in the title, and in the summary.
TITLE, SUMMARY = 3, 2
# The usual constants of BM25: how soon a word that comes again says nothing new; how much a long text is held back.
_SOON, _LENGTH = 1.2, 0.75
# Short words are mostly grammar, `de` and `und`: where few write in a language, rarity alone would not tell.
_SHORT = {2: 0.3, 3: 0.6}
REASONS = 5  # shared words that are told

_WORD = re.compile(r"[^\W_]+")
# Chinese and Japanese put no blanks between words: each two signs that follow each other are taken for one.
_UNSPACED = re.compile(r"[\u3040-\u30ff\u3400-\u9fff]+")


class Text(msgspec.Struct, frozen=True):
    """What is compared, under its name."""

    name: str
    title: str
    summary: str = ""
    body: str = ""


class Likeness(msgspec.Struct, frozen=True):
    """A text that is like another: how much, from 0 to 1, and the words that tell it, the strongest first."""

    name: str
    share: float
    words: tuple[str, ...]


class Index:
    """Texts to compare with. It holds the weights of their words, not the texts."""

    def __init__(self, texts: Iterable[Text]) -> None:
        self._names: list[str] = []
        self._places: dict[str, array[int]] = {}  # of each word: the texts that have it, in their order,
        self._weights: dict[str, array[float]] = {}  # and what it weighs there
        lengths = array("d")
        for place, text in enumerate(texts):
            times = _times(text)
            self._names.append(text.name)
            lengths.append(sum(times.values()))
            for word, number in times.items():
                self._places.setdefault(word, array("I")).append(place)
                self._weights.setdefault(word, array("d")).append(number)
        self._mean = sum(lengths) / len(lengths) if lengths else 0.0
        self._rarities = {word: _rarity(word, len(places), len(lengths)) for word, places in self._places.items()}
        squares = array("d", bytes(8 * len(lengths)))
        for word, places in self._places.items():
            weights = self._weights[word]
            for at, place in enumerate(places):
                weights[at] = self._weight(word, weights[at], lengths[place])
                squares[place] += weights[at] ** 2
        self._norms = array("d", map(sqrt, squares))

    def near(
        self, text: Text, most: int, *, least: float = 0.0, without: Collection[str] = frozenset()
    ) -> tuple[Likeness, ...]:
        """At most *most* texts that are like *text*, at least by *least*, the likest first; none of *without*."""
        times = _times(text)
        length = sum(times.values())
        own = {word: self._weight(word, number, length) for word, number in times.items() if self._rarities.get(word)}
        norm = sqrt(sum(weight * weight for weight in own.values()))
        sums: dict[int, float] = {}
        for word, weight in own.items():
            for place, other in zip(self._places[word], self._weights[word], strict=True):
                sums[place] = sums.get(place, 0.0) + weight * other
        shares = {
            place: min(1.0, product / (norm * self._norms[place]))
            for place, product in sums.items()
            if self._names[place] not in without
        }
        best = nlargest(most, shares, key=lambda place: (shares[place], -place))
        written = _written(text) if best else {}
        return tuple(
            Likeness(self._names[place], round(shares[place], 4), self._reasons(place, own, written))
            for place in best
            if shares[place] >= least
        )

    def _reasons(self, place: int, own: Mapping[str, float], written: Mapping[str, str]) -> tuple[str, ...]:
        """The words that bring *place* near, as they were written."""
        products = {word: weight * self._weight_at(word, place) for word, weight in own.items()}
        strongest = nlargest(REASONS, products, key=lambda word: (products[word], word))
        return tuple(written.get(word, word) for word in strongest if products[word])

    def _weight_at(self, word: str, place: int) -> float:
        at = bisect_left(self._places[word], place)
        return self._weights[word][at] if at < len(self._places[word]) and self._places[word][at] == place else 0.0

    def _weight(self, word: str, number: float, length: float) -> float:
        held_back = _SOON * (1 - _LENGTH + _LENGTH * length / self._mean)
        return self._rarities[word] * number * (_SOON + 1) / (number + held_back)


def _rarity(word: str, having: int, all_of_them: int) -> float:
    """What a word weighs that *having* of *all_of_them* have."""
    if having > max(5, all_of_them / 2):  # `the` and `and`, in the language that most write in
        return 0.0
    return _SHORT.get(len(word) if word.isascii() else 0, 1.0) * log(1 + (all_of_them - having + 0.5) / (having + 0.5))


def _times(text: Text) -> Counter[str]:
    times: Counter[str] = Counter()
    for part, number in ((text.title, TITLE), (text.summary, SUMMARY), (text.body, 1)):
        for word in _words(part):
            times[_stem(word)] += number
    return times


def _written(text: Text) -> dict[str, str]:
    """Each word of *text* as it was first written there, in small letters."""
    written: dict[str, str] = {}
    for part in (text.title, text.summary, text.body):
        for word in _WORD.findall(unicodedata.normalize("NFC", part).lower()):
            for start in _words(word):
                written.setdefault(_stem(start), start if _UNSPACED.fullmatch(start) else word)
    return written


def _stem(word: str) -> str:
    """What of *word* counts: `soups` is `soup`, which English, Spanish, French and Portuguese have in common."""
    is_plural = len(word) > 3 and word[-1] == "s" and word[-2] != "s"
    return word[:-1][:START] if is_plural else word[:START]


def _words(text: str) -> Iterator[str]:
    """The words of *text*, without capitals and accents; those of one letter say nothing."""
    if not text.isascii():
        spread = unicodedata.normalize("NFKD", text)
        text = "".join(letter for letter in spread if not unicodedata.category(letter).startswith("M"))
    for word in _WORD.findall(text.lower().replace("ß", "ss")):
        rest = word
        for run in () if word.isascii() else _UNSPACED.findall(word):
            yield from (run[at : at + 2] for at in range(max(1, len(run) - 1)))
            rest = rest.replace(run, "", 1)
        if len(rest) > 1:
            yield rest
