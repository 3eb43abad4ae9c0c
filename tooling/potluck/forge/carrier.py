"""What carries requests to GitHub: PyGithub, with our own patience and our own reading of what goes wrong.

Answers are read by shape, because of what PyGithub makes of a broken one: an empty body becomes an empty list. Proxies
are those of the environment.
"""

from __future__ import annotations

import re
from email.utils import parsedate_to_datetime
from typing import Any, TypeVar
from urllib.parse import urlsplit

import github
import msgspec

from potluck.forge.patience import TroubleError
from potluck.model import PotluckError

GRAPHQL = "/graphql"
_SECONDS = 20  # for one answer
_LOOPBACK = ("127.0.0.1", "::1", "localhost")

Shape = TypeVar("Shape")


class RefusalError(PotluckError):
    """The forge says no, and asking again is of no use. `status` is its number for why."""

    def __init__(self, sentence: str, status: int) -> None:
        super().__init__(sentence)
        self.status = status


class Carrier:
    """One forge, through a token, which is sent nowhere else and never said."""

    def __init__(self, token: str, api_url: str, *, needs: str) -> None:
        """*api_url* as GITHUB_API_URL has it; a PotluckError where a token must not be sent there.

        *needs* says what a token that is not allowed lacks.
        """
        parts = urlsplit(api_url)
        if parts.scheme != "https" and not (parts.scheme == "http" and parts.hostname in _LOOPBACK):
            raise PotluckError("GITHUB_API_URL must begin with https://; a token is not sent in the open")
        self._hub = github.Github(
            auth=github.Auth.Token(token),
            base_url=api_url.rstrip("/"),
            user_agent="Potluck",
            timeout=_SECONDS,
            retry=None,  # it would send a comment twice where only the answer was lost; `patiently` looks first
            seconds_between_requests=None,
            seconds_between_writes=None,
        )
        self._needs = needs

    def send(
        self, verb: str, place: str, parameters: dict[str, str] | None, body: dict[str, Any] | None
    ) -> tuple[dict[str, Any], Any]:
        """The headers of one request's answer, in small letters, and the answer.

        Whatever goes wrong is a sentence without the token in it (SEC-074).
        """
        requester = self._hub.requester
        address = requester.graphql_url if place == GRAPHQL else place
        try:
            return requester.requestJsonAndCheck(
                verb, address, parameters=parameters, input=dict(body) if body is not None else None
            )
        except github.GithubException as error:
            raise _told(error, verb, self._needs) from None
        except OSError:  # the network's, and those of requests, which are of its kind
            raise TroubleError("GitHub cannot be reached") from None
        except (ValueError, TypeError, AttributeError):  # what PyGithub makes of cut or foreign answers
            raise TroubleError("GitHub's answer cannot be read") from None


def shaped(answer: Any, shape: type[Shape]) -> Shape:
    """*answer* as a *shape*; a TroubleError where it is none."""
    try:
        return msgspec.convert(answer, shape)
    except msgspec.ValidationError:
        raise TroubleError("GitHub's answer is not what its description says") from None


def _told(error: github.GithubException, verb: str, needs: str) -> PotluckError:
    """The sentence for a refusal; a TroubleError where asking again may help."""
    status = error.status
    headers = {name.lower(): value for name, value in (error.headers or {}).items()}
    if status == 401:
        return RefusalError("GitHub does not know the token in GITHUB_TOKEN (401)", status)
    if status in (403, 429) and (pause := _pause(headers, str(error.data))) is not None:
        return TroubleError(f"GitHub asks for patience ({status})", pause)
    if status == 403:
        return RefusalError(f"the token in GITHUB_TOKEN may not do this (403); {needs}", status)
    if status >= 500 or (status == 404 and verb in ("PATCH", "DELETE")):  # the latter: gone in between
        return TroubleError(f"GitHub has a problem of its own ({status})", is_heavy=status in (502, 504))
    if status == 409:
        return TroubleError("somebody else was writing at the same time (409)")
    return RefusalError(f"GitHub refuses ({status}); is the repository there, and may this token see it?", status)


def _pause(headers: dict[str, str], words: str) -> float | None:
    """How long GitHub wants to be left alone; None where its no is for good.

    https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit
    """
    if re.fullmatch(r"[0-9]{1,9}", after := headers.get("retry-after", "")):
        return float(after)
    reset = headers.get("x-ratelimit-reset", "")
    if headers.get("x-ratelimit-remaining") == "0" and re.fullmatch(r"[0-9]{1,12}", reset):
        try:  # by GitHub's own clock
            return max(0.0, int(reset) - parsedate_to_datetime(headers["date"]).timestamp()) + 1
        except (KeyError, ValueError):
            return 60.0
    return 60.0 if "rate limit" in words.lower() else None
