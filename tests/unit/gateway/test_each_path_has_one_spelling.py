import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend_services.gateway.routing import (
    MOUNTS,
    Mount,
    Service,
    UnknownPath,
    canonical_path,
    public_path,
    resolve,
)


@pytest.mark.parametrize(
    ("raw", "canonical"),
    [
        (b"/", "/"),
        (b"/products", "/products"),
        (b"/products/", "/products/"),
        (b"/%70roducts/%37", "/products/7"),
        (b"/media/a%20b.webp", "/media/a%20b.webp"),
        (b"/media/t\xc3\xa9.webp", "/media/t%C3%A9.webp"),
        (b"/media/t%c3%a9.webp", "/media/t%C3%A9.webp"),
        (b"/products/...", "/products/..."),
    ],
)
def test_a_plain_path_is_spelled_in_one_way(raw: bytes, canonical: str) -> None:
    assert canonical_path(raw) == canonical


AMBIGUOUS = [
    *(b"", b"*", b"products", b"//", b"/a//b", b"/.", b"/..", b"/a/../b", b"/%2e", b"/a/%2E%2E/b"),
    *(b"/a%2fb", b"/a%5Cb", b"/a\\b", b"/a%00", b"/a%0a", b"/%25", b"/a%252e", b"/%ff", b"/\xff"),
]
PIECES = [b"/", b".", b"%2e", b"%2f", b"%5c", b"%25", b"\\", b"a", b"media"]


@pytest.mark.parametrize("raw", AMBIGUOUS)
def test_an_ambiguous_path_is_unknown(raw: bytes) -> None:
    with pytest.raises(UnknownPath):
        canonical_path(raw)


@given(st.lists(st.sampled_from(PIECES)))
def test_no_combination_climbs_out_of_its_mount(pieces: list[bytes]) -> None:
    try:
        target = resolve(canonical_path(b"/" + b"".join(pieces)))
    except UnknownPath:
        return
    assert target.path.startswith(target.mount.inside)
    assert not {"", ".", ".."} & set(target.path.strip("/").split("/"))


@given(st.binary(max_size=40))
def test_any_bytes_are_a_path_or_unknown(raw: bytes) -> None:
    try:
        canonical = canonical_path(raw)
    except UnknownPath:
        return
    assert canonical.isascii()
    assert canonical_path(canonical.encode()) == canonical


@pytest.mark.parametrize("path", ["/", "/productsX", "/api/v1/products", "/reservations/1"])
def test_what_is_not_listed_is_unknown(path: str) -> None:
    with pytest.raises(UnknownPath):
        resolve(path)


@pytest.mark.parametrize("mount", MOUNTS, ids=lambda mount: mount.public)
def test_the_way_back_is_the_way_in(mount: Mount) -> None:
    target = resolve(f"{mount.public}/7")
    assert public_path(target.service, target.path) == f"{mount.public}/7"


@pytest.mark.parametrize(
    ("service", "path"),
    [
        (Service.PRODUCTS, "/api/v1/reservations/{uid}"),
        (Service.PRODUCTS, "/health"),
        (Service.PRODUCTS, "/api/v1/orders"),
        (Service.USERS, "/api/v1/usersX"),
    ],
)
def test_what_is_internal_has_no_public_path(service: Service, path: str) -> None:
    assert public_path(service, path) is None
