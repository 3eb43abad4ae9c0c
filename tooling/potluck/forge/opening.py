"""A pull request for a branch that is there: opened once, however often it is asked for."""

from __future__ import annotations

import msgspec

from potluck.forge.hub import Hub
from potluck.forge.patience import patiently

_NEEDS = "it has to open pull requests: `pull-requests: write`"


class Wanted(msgspec.Struct, frozen=True):
    """What a pull request is to say, and the two branches of one repository that it is about."""

    title: str
    body: str
    head: str
    base: str


class _Opened(msgspec.Struct, frozen=True):
    html_url: str


class Opening(Hub):
    """One repository, for somebody who asks for a branch of theirs."""

    def __init__(self, token: str, api_url: str, repository: str) -> None:
        super().__init__(token, api_url, repository, needs=_NEEDS)
        self._owner = repository.partition("/")[0]

    def offer(self, wanted: Wanted) -> str:
        """The address of the open pull request for *wanted*: the one that is there, else a new one.

        The whole is done anew after trouble, from looking on: one that was opened while its answer was lost is found.
        """
        return patiently(lambda: self._offer(wanted))

    def _offer(self, wanted: Wanted) -> str:
        asked = {"state": "open", "head": f"{self._owner}:{wanted.head}", "base": wanted.base}
        there = next(iter(self._pages("/pulls", _Opened, asked)), None)
        body = {"title": wanted.title, "body": wanted.body, "head": wanted.head, "base": wanted.base}
        return (there or self._ask("POST", "/pulls", _Opened, body)).html_url
