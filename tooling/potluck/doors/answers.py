"""A filled form, as GitHub writes it down, back to what was answered: the other half of `issue_forms`.

GitHub puts each box's label above its answer as a heading of level three, and `_No response_` where there is none:
https://docs.github.com/communities/using-templates-to-encourage-useful-issues-and-pull-requests/syntax-for-issue-forms
Everything between two labels is one answer, whatever stands in it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

import msgspec

from potluck.charter import Charter, FieldRules
from potluck.doors.issue_forms import BOOLEAN, Asked, asked_of, choices_of
from potluck.translation import _

_NOTHING = ("", "_No response_")
_BULLET = re.compile(r"^(?:[-*+]|\d{1,3}[.)])\s+")
# Of these, none that is well formed holds a comma or a blank: so people may write several in one line.
_ONE_WORD = ("tag", "handle", "slug", "language")

Answer = str | list[str] | dict[str, str] | list[dict[str, str]]


class Answers(msgspec.Struct, frozen=True):
    """What somebody wrote into a form. Empty answers are left out."""

    fields: Mapping[str, Answer]
    sections: Mapping[str, str]
    text: str
    more: str


def kind_of(labels: Iterable[str], body: str, charter: Charter) -> str:
    """The kind whose form *body* is, which the form's label tells or its boxes do; "" where it is no form of ours."""
    lines = _lines(body)
    found: dict[str, tuple[int, bool]] = {}
    for kind, rules in charter.kinds.items():
        asked = tuple(asked_of(rules, charter))
        there = [one for one, _ in _places(lines, asked) if one.part != "more"]  # that box is in every form
        found[kind] = (len(there), all(one in there for one in asked if one.is_required))
    labelled = [kind for kind in labels if found.get(kind, (0, False))[0]]
    if len(labelled) == 1:
        return labelled[0]
    whole = sorted((boxes, kind) for kind, (boxes, is_whole) in found.items() if is_whole and boxes)
    if not whole or (len(whole) > 1 and whole[-1][0] == whole[-2][0]):
        return ""
    return whole[-1][1]


def read_answers(body: str, kind: str, charter: Charter) -> Answers:
    """What *body*, a filled form of *kind*, answers."""
    lines = _lines(body)
    places = _places(lines, tuple(asked_of(charter.kinds[kind], charter)))
    ends = [place for _, place in places[1:]] + [len(lines)]
    fields: dict[str, Answer] = {}
    sections: dict[str, str] = {}
    text = ""
    more = [_answer(lines[: places[0][1]])] if places else [_answer(lines)]  # nobody's words are lost
    for (asked, place), end in zip(places, ends, strict=True):
        answer = _answer(lines[place + 1 : end])
        if not answer:
            continue
        if asked.field:
            fields[asked.name] = _value(answer, asked.field, charter)
        elif asked.part == "section":
            sections[asked.name] = answer
        elif asked.part == "text":
            text = answer
        else:
            more.append(answer)
    return Answers(fields, sections, text, "\n\n".join(filter(None, more)))


def _lines(body: str) -> list[str]:
    return re.sub(r"\r\n?", "\n", body).split("\n")


def _places(lines: Sequence[str], asked: Sequence[Asked]) -> list[tuple[Asked, int]]:
    """The boxes that are there, each with the line of its label; in the form's order."""
    found, start = [], 0
    for one in asked:
        label = f"### {one.label}".rstrip()
        place = next((number for number in range(start, len(lines)) if lines[number].rstrip() == label), None)
        if place is not None:
            found.append((one, place))
            start = place + 1
    return found


def _answer(lines: Sequence[str]) -> str:
    text = "\n".join(lines).strip("\n").rstrip()
    return "" if text.strip() in _NOTHING else text


def _value(answer: str, field: FieldRules, charter: Charter) -> Answer:
    """An answer as its field reads it. What does not fit stays as it was written: the check has the words for it."""
    if field.type == "record":
        records = [_record(part, field) for part in re.split(r"\n\s*\n", answer)]
        if not all(records):
            return " ".join(answer.split())
        return records if field.list else records[0]
    choices = choices_of(field, charter)
    if not field.list:
        text = " ".join(answer.split())
        if field.type == "boolean":
            return {_(said): written for said, written in BOOLEAN.items()}.get(text, text)
        return text.removeprefix("@") if field.type == "handle" else text
    if choices:
        return _chosen(" ".join(answer.split()), choices)
    entries = [" ".join(_BULLET.sub("", line.strip()).split()) for line in answer.split("\n")]
    if field.type in _ONE_WORD:
        entries = [part.removeprefix("@") for entry in entries for part in re.split(r"[,\s]+", entry)]
    return list(dict.fromkeys(entry for entry in entries if entry))


def _chosen(answer: str, choices: Iterable[str]) -> list[str]:
    """The words that were chosen, which GitHub joins by commas; the words may hold some themselves."""
    longest = sorted(choices, key=len, reverse=True)
    chosen = []
    while answer:
        word = next((one for one in longest if answer == one or answer.startswith(f"{one}, ")), answer.split(", ")[0])
        chosen.append(word)
        answer = answer[len(word) :].removeprefix(", ")
    return list(dict.fromkeys(filter(None, chosen)))


def _record(text: str, field: FieldRules) -> dict[str, str]:
    """`name: value` on each line; empty where one of the lines is none of it."""
    found = {}
    for line in text.split("\n"):
        name, colon, value = _BULLET.sub("", line.strip()).partition(":")
        if not colon or name.strip().lower() not in field.fields:
            return {}
        found[name.strip().lower()] = " ".join(value.split())
    return found
