"""Which public path belongs to which service. What is not listed here cannot be reached."""

import re
from dataclasses import dataclass
from enum import StrEnum
from typing import Final
from urllib.parse import quote, unquote_to_bytes

from backend_services.shared.errors import NotFound


class Service(StrEnum):
    USERS = "users"
    PRODUCTS = "products"
    ORDERS = "orders"
    NOTIFICATIONS = "notifications"


class UnknownPath(NotFound):
    title = "Not Found"  # the reference's text


@dataclass(frozen=True, slots=True)
class Mount:
    public: str  # this path and all below it
    service: Service
    inside: str  # where the service has it
    honours_idempotency_keys: bool = False  # at POST: so that a keyed one may be sent again
    cookies: frozenset[str] = frozenset()  # the ones of its own that the service is shown
    uploads: re.Pattern[str] | None = None  # what takes files, and so larger bodies


MOUNTS: Final = (
    Mount("/users", Service.USERS, "/api/v1/users"),
    Mount("/auth", Service.USERS, "/auth", cookies=frozenset({"vitrine_oauth"})),
    Mount("/.well-known/jwks.json", Service.USERS, "/.well-known/jwks.json"),
    Mount(
        "/products",
        Service.PRODUCTS,
        "/api/v1/products",
        uploads=re.compile(r"/api/v1/products/(\d+/pictures|import)"),
    ),
    Mount("/media", Service.PRODUCTS, "/media"),
    Mount("/orders", Service.ORDERS, "/api/v1/orders", honours_idempotency_keys=True),
    Mount("/cart", Service.ORDERS, "/api/v1/cart"),
    Mount("/dead-letters/products", Service.PRODUCTS, "/api/v1/dead-letters"),
    Mount("/dead-letters/orders", Service.ORDERS, "/api/v1/dead-letters"),
    Mount("/dead-letters/notifications", Service.NOTIFICATIONS, "/api/v1/dead-letters"),
    Mount("/system/users", Service.USERS, "/api/v1/system"),
    Mount("/system/products", Service.PRODUCTS, "/api/v1/system"),
    Mount("/system/orders", Service.ORDERS, "/api/v1/system"),
    Mount("/system/notifications", Service.NOTIFICATIONS, "/api/v1/system"),
    Mount("/notifications", Service.NOTIFICATIONS, "/api/v1/notifications"),
)


@dataclass(frozen=True, slots=True)
class Target:
    mount: Mount
    path: str  # at the service, percent-encoded

    @property
    def service(self) -> Service:
        return self.mount.service

    @property
    def takes_files(self) -> bool:
        return self.mount.uploads is not None and bool(self.mount.uploads.fullmatch(self.path))


def canonical_path(raw_path: bytes) -> str:
    """The one spelling of a path, percent-encoded; a trailing slash is kept.

    Raises:
        UnknownPath: it has a segment that another server might read as something else: empty,
            `.` or `..`, with an encoded slash, percent sign or control character, not UTF-8.
    """
    if raw_path == b"/":
        return "/"
    if not raw_path.startswith(b"/"):
        raise UnknownPath
    inner, slash = (raw_path[1:-1], "/") if raw_path.endswith(b"/") else (raw_path[1:], "")
    return "/" + "/".join(_canonical_segment(piece) for piece in inner.split(b"/")) + slash


def _canonical_segment(piece: bytes) -> str:
    try:
        segment = unquote_to_bytes(piece).decode()
    except UnicodeDecodeError:
        raise UnknownPath from None
    if segment in {"", ".", ".."} or not segment.isprintable() or set(segment) & set("/\\%"):
        raise UnknownPath
    return quote(segment, safe="-._~!$&'()*+,;=:@")


def resolve(path: str) -> Target:
    """Where a canonical path leads.

    Raises:
        UnknownPath: no service shows it to the public.
    """
    for mount in MOUNTS:
        rest = path.removeprefix(mount.public)
        if path.startswith(mount.public) and rest[:1] in {"", "/"}:
            return Target(mount, mount.inside + rest)
    raise UnknownPath


def public_path(service: Service, path: str) -> str | None:
    """The way back: how the public calls a service's path, None where it cannot."""
    for mount in MOUNTS:
        rest = path.removeprefix(mount.inside)
        if mount.service is service and path.startswith(mount.inside) and rest[:1] in {"", "/"}:
            return mount.public + rest
    return None
