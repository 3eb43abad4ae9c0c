"""Pictures that people attach to an issue: fetched from where GitHub keeps them, and from nowhere else (SEC-008).

The address of an attachment leads on to a storage host. Neither is sent a token or a password. Where a repository is
private, GitHub gives attachments to browsers alone, and so none to us: https://github.com/cli/cli/issues/9046
"""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

import requests

from potluck.forge.patience import TroubleError, patiently
from potluck.translation import _

_UUID = "[0-9a-fA-F]{8}(?:-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}"
# What GitHub writes into a text when somebody drops a picture there: now, until 2024, and until 2023.
UPLOAD = re.compile(
    rf"https://github\.com/(?:user-attachments|[\w.-]+/[\w.-]+)/assets/(?:[0-9]{{1,12}}/)?{_UUID}"
    r"|https://user-images\.githubusercontent\.com/[0-9]{1,12}/[\w.-]{1,120}",
    re.ASCII,
)
_HOSTS = re.compile(
    r"github\.com|(?:private-)?user-images\.githubusercontent\.com"
    r"|github-production-user-asset-[0-9a-z]{1,20}\.s3\.amazonaws\.com"
)
_STEPS = 4  # from host to host
_SECONDS = 20  # for one answer to begin, and for each piece of it
_PIECE = 65_536


class UploadError(Exception):
    """A picture cannot be had; the message says why, for whoever attached it."""


def fetch_upload(address: str, most: int) -> bytes:
    """The bytes behind *address*, one more than *most* at most.

    An UploadError where there is nothing for us; a TroubleError where asking later may help.
    """
    if not UPLOAD.fullmatch(address):
        raise UploadError(_("is not kept by GitHub"))
    return patiently(lambda: _fetch(address, most))


def _fetch(address: str, most: int) -> bytes:
    try:
        with requests.Session() as session:
            for _step in range(_STEPS):
                _refuse_other_hosts(address)
                with session.get(
                    address, stream=True, allow_redirects=False, timeout=_SECONDS, auth=_as_nobody
                ) as answer:
                    if answer.is_redirect:
                        address = urljoin(address, answer.headers["location"])
                        continue
                    return _body(answer, most)
    except (OSError, ValueError):  # those of requests are of these kinds
        raise TroubleError("a picture cannot be fetched from GitHub") from None
    raise UploadError(_("leads in circles"))


def _as_nobody(request: requests.PreparedRequest) -> requests.PreparedRequest:
    """Keeps a password that a `.netrc` may have for the host where it is."""
    return request


def _refuse_other_hosts(address: str) -> None:
    parts = urlsplit(address)
    if parts.scheme != "https" or parts.port not in (None, 443) or not _HOSTS.fullmatch(parts.hostname or ""):
        raise UploadError(_("leads away from GitHub"))


def _body(answer: requests.Response, most: int) -> bytes:
    if answer.status_code == 429 or answer.status_code >= 500:
        raise TroubleError(f"GitHub has a problem with a picture ({answer.status_code})")
    if answer.status_code != 200:
        raise UploadError(_("is not there for us"))
    read = b""
    for piece in answer.iter_content(_PIECE):
        read += piece
        if len(read) > most:
            return read[: most + 1]
    return read
