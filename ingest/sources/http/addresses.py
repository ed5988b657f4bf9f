"""Which network addresses this program may connect to when a stranger chose the URL.

Only globally reachable unicast addresses are allowed. The table is our own rather than
``ipaddress.is_global`` alone, because that property's answers changed between Python releases, and because
it calls an address global that merely wraps another one (6to4, NAT64). Both are consulted: either can refuse.
Source of the ranges: the IANA special-purpose address registries for IPv4 and IPv6.
"""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address, IPv6Network, ip_address, ip_network

_REFUSED = tuple(
    (ip_network(network), reason)
    for network, reason in (
        ("0.0.0.0/8", "unspecified"),
        ("10.0.0.0/8", "private"),
        ("100.64.0.0/10", "carrier-grade NAT"),
        ("127.0.0.0/8", "loopback"),
        ("169.254.0.0/16", "link-local"),
        ("172.16.0.0/12", "private"),
        ("192.0.0.0/24", "reserved"),
        ("192.0.2.0/24", "documentation"),
        ("192.88.99.0/24", "6to4 relay"),
        ("192.168.0.0/16", "private"),
        ("198.18.0.0/15", "benchmarking"),
        ("198.51.100.0/24", "documentation"),
        ("203.0.113.0/24", "documentation"),
        ("224.0.0.0/4", "multicast"),
        ("240.0.0.0/4", "reserved"),
        # Globally routable on paper, but answered by the host of a virtual machine at one large provider.
        ("168.63.129.16/32", "cloud host"),
        ("::/128", "unspecified"),
        ("::1/128", "loopback"),
        ("::/96", "IPv4-compatible"),
        ("64:ff9b::/96", "NAT64"),
        ("64:ff9b:1::/48", "NAT64"),
        ("100::/64", "discard-only"),
        ("2001::/32", "Teredo"),
        ("2001::/23", "reserved"),
        ("2001:db8::/32", "documentation"),
        ("2002::/16", "6to4"),
        ("3fff::/20", "documentation"),
        ("fc00::/7", "unique local"),
        ("fe80::/10", "link-local"),
        ("fec0::/10", "site-local"),
        ("ff00::/8", "multicast"),
    )
)
_GLOBAL_UNICAST = IPv6Network("2000::/3")


def refusal(address: str) -> str | None:
    """Why ``address`` (numeric, IPv6 with or without a scope) must not be connected to; None if it may be."""
    try:
        parsed = ip_address(address.partition("%")[0])
    except ValueError:
        return "not an address"
    return _refusal(parsed)


def _refusal(address: IPv4Address | IPv6Address) -> str | None:
    if isinstance(address, IPv6Address) and address.ipv4_mapped is not None:
        return _refusal(address.ipv4_mapped)
    for network, reason in _REFUSED:
        if address.version == network.version and address in network:
            return reason
    if isinstance(address, IPv6Address) and address not in _GLOBAL_UNICAST:
        return "reserved"
    return None if address.is_global else "not global"
