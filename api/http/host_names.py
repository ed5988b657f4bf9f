"""The names a service is called by, and the origins of pages, in one spelling each."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv6Address

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_EVERYWHERE = ("", "0.0.0.0", "::")  # noqa: S104 - compared with, not listened on
_AUTHORITY = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::([0-9]{1,5}))?", re.IGNORECASE)
WEB_ORIGIN = re.compile(r"(https?)://([^/?#@]+)", re.IGNORECASE)
_ANY_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[\x21-\x7e]+", re.IGNORECASE)
_DEFAULT_PORT = {"http": 80, "ws": 80, "https": 443, "wss": 443}


@dataclass(frozen=True, slots=True)
class HostNames:
    """Names with the port each is allowed at; None is any."""

    names: frozenset[tuple[str, int | None]]
    listed: frozenset[tuple[str, int | None]] = frozenset()
    """Those that were set, and not only follow from where the service listens."""

    @classmethod
    def parse(cls, listed: str, listening: str = "") -> HostNames:
        """Loopback's names, the address listened on unless it is every address, and those ``listed``.

        Raises ValueError for what is no name.
        """
        names: set[tuple[str, int | None]] = {(name, None) for name in LOOPBACK}
        if listening not in _EVERYWHERE and (own := _authority(_bracketed(listening))):
            names.add((own[0], None))
        given = set()
        for item in _items(listed):
            if (name := _authority(item)) is None:
                raise ValueError(f"{item!r} is no host name, with or without a port")
            given.add(name)
        return cls(frozenset(names | given), frozenset(given))

    def contains(self, authority: str, scheme: str) -> bool:
        """Whether ``authority``, a host with or without its port, is one of them."""
        found = _authority(authority)
        if found is None:
            return False
        host, port = found
        return (host, None) in self.names or (host, port or _DEFAULT_PORT.get(scheme)) in self.names

    def same_origin(self, origin: str, authority: str, scheme: str) -> bool:
        """Whether pages of ``origin`` are this service's, which is called by ``authority`` now.

        Another port of loopback is another program; so is another port of a name that is listed without one.
        """
        web = WEB_ORIGIN.fullmatch(origin)
        page = _authority(web[2]) if web else None
        called = _authority(authority)
        if web is None or page is None or called is None:
            return False
        usual = _DEFAULT_PORT[web[1].lower()]
        spelled = page[0], page[1] or usual
        return (
            page == called
            or spelled == (called[0], called[1] or _DEFAULT_PORT.get(scheme))
            or spelled in self.listed
            or (spelled[1] == usual and (page[0], None) in self.listed)
        )


def origin_set(listed: str) -> frozenset[str]:
    """Origins as browsers send them. Raises ValueError for what is none."""
    origins = [item.rstrip("/").lower() for item in _items(listed)]
    for item in origins:
        web = WEB_ORIGIN.fullmatch(item)
        if not (_ANY_ORIGIN.fullmatch(item) and (web is None or _authority(web[2]))) or item.count("/") > 2:
            raise ValueError(f"{item!r} is no origin such as https://app.example.org")
    return frozenset(origins)


def _items(listed: str) -> Iterable[str]:
    return filter(None, (item.strip() for item in listed.split(",")))


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address and not address.startswith("[") else address


def _authority(text: str) -> tuple[str, int | None] | None:
    """Host and port of ``text`` in their one spelling; None for what is no authority."""
    found = _AUTHORITY.fullmatch(text)
    if found is None:
        return None
    host, port = found[1].lower().removesuffix("."), found[2]
    if host.startswith("["):
        try:
            host = f"[{IPv6Address(host[1:-1]).compressed}]"
        except ValueError:
            return None
    if not host or (port and not 0 < int(port) < 65536):
        return None
    return host, int(port) if port else None
