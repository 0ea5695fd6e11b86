"""Which network addresses a document may be fetched from: public ones, whatever form they are written in."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

Address = IPv4Address | IPv6Address

# `is_global` calls these public: a cloud's host service, retired relays, and the prefixes under which IPv6 carries an IPv4 address.
NOT_PUBLIC = tuple(
    map(ip_network, ("168.63.129.16/32", "192.0.0.0/24", "192.88.99.0/24", "64:ff9b:1::/48", "fec0::/10"))
)
EMBEDDED = IPv6Network("::/96")
CARRIERS = ((IPv6Network("64:ff9b::/96"), 0), (IPv6Network("2002::/16"), 80))
"""Prefixes with an IPv4 address inside, and how many bits below it."""


def permitted(address: str, allowed: Collection[str] = ()) -> bool:
    """Whether a connection to `address` is permitted: it is public in every reading, or in one of the `allowed` networks."""
    found = ip_address(address.partition("%")[0])
    return any(_within(found, ip_network(network)) for network in allowed) or all(
        map(_public, _readings(found))
    )


def _readings(address: Address) -> Iterator[Address]:
    """The address that is really meant: an IPv4 one that is only written as IPv6, else itself and any IPv4 one that it carries."""
    if isinstance(address, IPv4Address):
        yield address
    elif address.ipv4_mapped or address in EMBEDDED:
        yield IPv4Address(int(address) & 0xFFFFFFFF)
    else:
        yield address
        yield from address.teredo or ()
        yield from (
            IPv4Address((int(address) >> below) & 0xFFFFFFFF)
            for network, below in CARRIERS
            if address in network
        )


def _public(address: Address) -> bool:
    return (
        address.is_global
        and not address.is_multicast
        and not any(_within(address, network) for network in NOT_PUBLIC)
    )


def _within(address: Address, network: IPv4Network | IPv6Network) -> bool:
    return address.version == network.version and address in network
