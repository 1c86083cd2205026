from ipaddress import ip_address, ip_network

import pytest

from backend_services.gateway.client_address import TrustedProxies, bucket, client_address

CHAIN = ["198.51.100.1, 203.0.113.9", "10.0.0.2"]


def told(peer: str | None, *, hops: int, networks: tuple[str, ...] = ()) -> str:
    trusted = TrustedProxies(hops=hops, networks=[ip_network(one) for one in networks])
    return str(client_address(peer, forwarded=CHAIN, trusted=trusted))


@pytest.mark.parametrize(
    ("hops", "address"),
    [
        (0, "10.0.0.1"),
        (1, "10.0.0.2"),
        (2, "203.0.113.9"),
        (3, "198.51.100.1"),
        (9, "198.51.100.1"),
    ],
)
def test_so_many_hops_are_believed_counted_from_the_right(hops: int, address: str) -> None:
    assert told("10.0.0.1", hops=hops) == address


def test_the_first_address_that_is_no_proxy_of_ours_is_the_client() -> None:
    assert told("10.0.0.1", hops=9, networks=("10.0.0.0/8",)) == "203.0.113.9"
    assert told("192.0.2.1", hops=9, networks=("10.0.0.0/8",)) == "192.0.2.1"


@pytest.mark.parametrize(
    ("entry", "address"),
    [
        ("203.0.113.9:1234", "203.0.113.9"),
        ("[2001:db8::1]:443", "2001:db8::1"),
        ("::ffff:203.0.113.9", "203.0.113.9"),
        ("fe80::1%eth0", "fe80::1"),
        ("unknown", "10.0.0.1"),
        ("", "10.0.0.1"),
        ("203.0.113.9\x00", "10.0.0.1"),
        ("999.1.1.1", "10.0.0.1"),
    ],
)
def test_entries_are_read_as_proxies_write_them_and_nonsense_is_not_believed(
    entry: str, address: str
) -> None:
    found = client_address("10.0.0.1", forwarded=[entry], trusted=TrustedProxies(hops=1))

    assert str(found) == address


def test_a_household_is_one_client() -> None:
    assert bucket(ip_address("2001:db8:1:2:3::4")) == "2001:db8:1:2::/64"
    assert bucket(ip_address("203.0.113.9")) == "203.0.113.9"
    assert bucket(None) == "unknown"
