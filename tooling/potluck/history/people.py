"""Addresses → logins. Names and addresses in commits are anybody's claim; they are looked at here and kept nowhere."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

from potluck.charter import Charter


class People:
    """Whose commits are whose: by the charter's people, else by the forge's no-reply addresses."""

    def __init__(self, charter: Charter) -> None:
        forge = urlsplit(charter.forge.url).hostname or "github.com"
        hosts = "|".join(re.escape(host) for host in ("github.com", forge))
        self._no_reply = re.compile(
            rf"(?:[0-9]+\+)?([a-z0-9][a-z0-9-]{{0,38}})@users\.noreply\.(?:{hosts})", re.IGNORECASE | re.ASCII
        )
        self._spelling = {login.lower(): login for login in charter.people}
        self._known: dict[str, str] = {}  # the login by address, as far as asked
        for login, rules in charter.people.items():
            for address in rules.addresses:
                self._known.setdefault(address.strip().casefold(), login)

    def login(self, address: str) -> str:
        """The login behind *address*, in the charter's spelling where it has one; "" where nothing vouches for it."""
        key = address.strip().casefold()
        if key not in self._known:
            match = self._no_reply.fullmatch(address.strip())
            self._known[key] = self._spelling.get(match[1].lower(), match[1]) if match else ""
        return self._known[key]
