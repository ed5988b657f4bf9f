"""Which addresses are refused."""

from __future__ import annotations

from ipaddress import IPv4Address, IPv6Address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ingest.sources.http.addresses import refusal

V4 = st.ip_addresses(v=4)
V6 = st.ip_addresses(v=6)


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        ("127.0.0.1", "loopback"),
        ("127.255.255.254", "loopback"),
        ("10.1.2.3", "private"),
        ("172.31.255.255", "private"),
        ("192.168.0.1", "private"),
        ("169.254.169.254", "link-local"),
        ("100.64.0.1", "carrier-grade NAT"),
        ("100.100.100.200", "carrier-grade NAT"),
        ("168.63.129.16", "cloud host"),
        ("0.0.0.0", "unspecified"),
        ("224.0.0.1", "multicast"),
        ("255.255.255.255", "reserved"),
        ("::1", "loopback"),
        ("::", "unspecified"),
        ("fe80::1", "link-local"),
        ("fe80::1%eth0", "link-local"),
        ("fd00:ec2::254", "unique local"),
        ("fec0::1", "site-local"),
        ("ff02::1", "multicast"),
        ("::ffff:127.0.0.1", "loopback"),
        ("::ffff:7f00:1", "loopback"),
        ("::127.0.0.1", "IPv4-compatible"),
        ("64:ff9b::7f00:1", "NAT64"),
        ("64:ff9b:1::a00:1", "NAT64"),
        ("2002:7f00:1::", "6to4"),
        ("2001::1", "Teredo"),
        ("4000::1", "reserved"),
        ("localhost", "not an address"),
        ("", "not an address"),
    ],
)
def test_names_the_reason(address: str, reason: str) -> None:
    assert refusal(address) == reason


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8", "1.1.1.1", "172.15.255.255", "172.32.0.0", "100.63.255.255", "100.128.0.0", "223.255.255.254",
        "2606:4700::1111", "2a00:1450::1", "::ffff:8.8.8.8",
    ],
)  # fmt: skip
def test_public_addresses_may_be_connected_to(address: str) -> None:
    assert refusal(address) is None


@given(V4)
def test_nothing_the_standard_library_calls_local_gets_through_as_ipv4(address: IPv4Address) -> None:
    local = not address.is_global or address.is_multicast or address.is_reserved or address.is_unspecified
    assert not local or refusal(str(address))


@given(V6)
def test_nothing_the_standard_library_calls_local_gets_through_as_ipv6(address: IPv6Address) -> None:
    inner = address.ipv4_mapped or address
    local = not inner.is_global or inner.is_multicast or inner.is_unspecified or inner.is_link_local
    assert not local or refusal(str(address))


@given(V4)
def test_wrapping_an_ipv4_address_in_ipv6_never_opens_a_door(address: IPv4Address) -> None:
    number = int(address)
    assert refusal(str(IPv6Address(0xFFFF << 32 | number))) == refusal(str(address))
    for wrapped in (
        IPv6Address(number),
        IPv6Address(0x0064FF9B << 96 | number),
        IPv6Address(0x2002 << 112 | number << 80),
        IPv6Address(0x20010000 << 96 | number),
    ):
        assert refusal(str(wrapped))


@given(st.one_of(V4, V6))
def test_a_scope_changes_nothing(address: IPv4Address | IPv6Address) -> None:
    assert refusal(f"{address}%lo") == refusal(str(address))
