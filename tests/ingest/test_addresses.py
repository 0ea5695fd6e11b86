from __future__ import annotations

import pytest

from assistant.ingest.addresses import permitted


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "10.1.2.3", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1", "100.100.100.200", "0.0.0.0",
        "168.63.129.16", "224.0.0.1", "255.255.255.255", "198.18.0.1", "192.0.0.8", "::", "::1", "::7f00:1", "::ffff:10.0.0.1",
        "fe80::1%eth0", "fc00::1", "fec0::1", "ff02::1", "2002:a9fe:a9fe::", "64:ff9b::a9fe:a9fe", "64:ff9b::7f00:1", "64:ff9b:1::1",
        "2001:0:53aa:64c:0:fbff:f5ff:fff8", "2001:db8::1",
    ],
)  # fmt: skip
def test_what_is_not_public_in_any_reading_is_refused(address: str) -> None:
    assert not permitted(address)


@pytest.mark.parametrize(
    "address",
    [
        "93.184.216.34",
        "8.8.8.8",
        "2606:2800:220:1::1",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
        "2002:808:808::",
    ],
)
def test_public_addresses_are_permitted(address: str) -> None:
    assert permitted(address)


def test_a_network_can_be_allowed_by_name_and_only_it() -> None:
    assert permitted("127.0.0.1", ["127.0.0.0/8"])
    assert permitted("::1", ["::1/128"])
    assert not permitted("10.0.0.1", ["127.0.0.0/8", "::1/128"])
