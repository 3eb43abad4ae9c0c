"""A pull request for a branch that is there: opened once, however often it is asked for."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec

from potluck.forge.carrier import Carrier, shaped
from potluck.forge.patience import patiently


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a pull request is to say, and the two branches of one repository that it is about."""

    title: str
    body: str
    head: str
    base: str


class _Opened(msgspec.Struct, frozen=True):
    html_url: str


def open_pull(carrier: Carrier, repository: str, wanted: Wanted) -> str:
    """The address of the open pull request for *wanted*: the one that is there, else a new one.

    The whole is done anew after trouble, from looking on: one that was opened while its answer was lost is found.
    """
    return patiently(lambda: _open(carrier, f"/repos/{repository}/pulls", repository.partition("/")[0], wanted))


def _open(carrier: Carrier, place: str, owner: str, wanted: Wanted) -> str:
    asked = {"state": "open", "head": f"{owner}:{wanted.head}", "base": wanted.base}
    there = shaped(carrier.send("GET", place, asked, None)[1], list[_Opened])
    if there:
        return there[0].html_url
    body = {"title": wanted.title, "body": wanted.body, "head": wanted.head, "base": wanted.base}
    return shaped(carrier.send("POST", place, None, body)[1], _Opened).html_url
