"""Whose request it is: behind proxies of our own, the address that they saw."""

from collections.abc import Sequence
from dataclasses import dataclass
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address
from typing import Final, TypeAlias

Address: TypeAlias = IPv4Address | IPv6Address
Network: TypeAlias = IPv4Network | IPv6Network

_HOUSEHOLD: Final = 64  # bits; a customer gets a whole /64 of IPv6 addresses


@dataclass(frozen=True, slots=True)
class TrustedProxies:
    """Who is believed about where a request came from."""

    hops: int = 0  # proxies of our own on the way; 0: nobody is believed
    networks: Sequence[Network] = ()  # where they are; none: whoever is connected is one

    def are_there(self, peer: Address) -> bool:
        return not self.networks or self.is_one(peer)

    def is_one(self, address: Address | None) -> bool:
        """Whether it is known to be a proxy of ours."""
        is_known = address is not None and any(address in network for network in self.networks)
        return self.hops > 0 and is_known


def client_address(
    peer: str | None, *, forwarded: Sequence[str], trusted: TrustedProxies
) -> Address | None:
    """The address nearest to us that no proxy of ours has; None where the peer has none.

    Args:
        peer: who is connected.
        forwarded: the values of X-Forwarded-For in order; each hop adds its peer at the right.
        trusted: what a caller writes to the left of our own proxies is never looked at.
    """
    address = _read(peer or "")
    told = [part for value in forwarded for part in value.split(",")]
    for _ in range(trusted.hops):
        if address is None or not told or not trusted.are_there(address):
            break
        further = _read(told.pop())
        if further is None:
            break
        address = further
    return address


def bucket(address: Address | None) -> str:
    """What is counted as one client."""
    if address is None:
        return "unknown"
    if isinstance(address, IPv6Address):
        return str(IPv6Network((address, _HOUSEHOLD), strict=False))
    return str(address)


def _read(text: str) -> Address | None:
    text = text.strip()
    if text.startswith("["):  # RFC 3986: [2001:db8::1]:443
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:  # 192.0.2.1:443
        text = text.partition(":")[0]
    try:
        address = ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return getattr(address, "ipv4_mapped", None) or address
