"""Host names and origins, each in one canonical spelling."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv6Address

LOOPBACK = ("localhost", "127.0.0.1", "[::1]")
_ALL_INTERFACES = ("", "0.0.0.0", "::")  # noqa: S104 - compared with, not listened on
_AUTHORITY = re.compile(r"(\[[0-9a-f:.]+\]|[a-z0-9._-]+)(?::([0-9]{1,5}))?", re.IGNORECASE)
WEB_ORIGIN = re.compile(r"(https?)://([^/?#@]+)", re.IGNORECASE)
_ANY_ORIGIN = re.compile(r"[a-z][a-z0-9+.-]*://[\x21-\x7e]+", re.IGNORECASE)
_DEFAULT_PORT = {"http": 80, "ws": 80, "https": 443, "wss": 443}


@dataclass(frozen=True, slots=True)
class HostNames:
    """The names this service answers to, each with its port; None stands for any port."""

    names: frozenset[tuple[str, int | None]]
    listed: frozenset[tuple[str, int | None]] = frozenset()
    """Those that were configured, without those that follow from the address listened on."""

    @classmethod
    def parse(cls, listed: str, listening: str = "") -> HostNames:
        """The names of loopback, the address listened on (unless that is every interface), and those ``listed``.

        Raises ValueError for an entry that is not a host name.
        """
        names: set[tuple[str, int | None]] = {(name, None) for name in LOOPBACK}
        if listening not in _ALL_INTERFACES and (own := _authority(_bracketed(listening))):
            names.add((own[0], None))
        given = set()
        for item in _items(listed):
            if (name := _authority(item)) is None:
                raise ValueError(f"{item!r} is not a host name with or without a port")
            given.add(name)
        return cls(frozenset(names | given), frozenset(given))

    def contains(self, authority: str, scheme: str) -> bool:
        """Whether ``authority`` (``host`` or ``host:port``) is one of these names."""
        found = _authority(authority)
        if found is None:
            return False
        host, port = found
        return (host, None) in self.names or (host, port or _DEFAULT_PORT.get(scheme)) in self.names

    def same_origin(self, origin: str, authority: str, scheme: str) -> bool:
        """Whether pages of ``origin`` are this service's own, for a request with ``Host: authority``.

        Another port of loopback is another program, and so is another port of a name listed without a port.
        """
        web = WEB_ORIGIN.fullmatch(origin)
        page = _authority(web[2]) if web else None
        called = _authority(authority)
        if web is None or page is None or called is None:
            return False
        default = _DEFAULT_PORT[web[1].lower()]
        spelled = page[0], page[1] or default
        return (
            page == called
            or spelled == (called[0], called[1] or _DEFAULT_PORT.get(scheme))
            or spelled in self.listed
            or (spelled[1] == default and (page[0], None) in self.listed)
        )


def origin_set(listed: str) -> frozenset[str]:
    """Origins as browsers send them. Raises ValueError for an entry that is not an origin."""
    origins = [item.rstrip("/").lower() for item in _items(listed)]
    for item in origins:
        web = WEB_ORIGIN.fullmatch(item)
        if not (_ANY_ORIGIN.fullmatch(item) and (web is None or _authority(web[2]))) or item.count("/") > 2:
            raise ValueError(f"{item!r} is not an origin such as https://app.example.org")
    return frozenset(origins)


def _items(listed: str) -> Iterable[str]:
    return filter(None, (item.strip() for item in listed.split(",")))


def _bracketed(address: str) -> str:
    return f"[{address}]" if ":" in address and not address.startswith("[") else address


def _authority(text: str) -> tuple[str, int | None] | None:
    """Host and port in their canonical spelling; None for anything else."""
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
