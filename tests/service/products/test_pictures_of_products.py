import io
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image

from backend_services.products.domain.picture import PICTURES_MAX, UPLOAD_LIMIT
from backend_services.products.settings import ProductsSettings
from tests.service.products.shelf import Shelf

PRODUCTS = "/api/v1/products"


def drawn(kind: str = "PNG", size: tuple[int, int] = (1600, 800), **save: Any) -> bytes:
    made = io.BytesIO()
    Image.new("RGB", size, (30, 90, 160)).save(made, kind, **save)
    return made.getvalue()


async def upload(
    client: httpx.AsyncClient, staff: dict[str, str], lamp: int, content: bytes, alt: str = "A lamp"
) -> httpx.Response:
    return await client.post(
        f"{PRODUCTS}/{lamp}/pictures",
        headers=staff,
        files={"file": ("a picture.exe", content, "application/octet-stream")},
        data={"alt": alt},
    )


def opened(path: Path) -> Image.Image:
    return Image.open(io.BytesIO(path.read_bytes()))


def widths(media: Path) -> list[int]:
    return sorted(opened(path).width for path in media.iterdir())


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
async def test_a_picture_is_kept_in_three_widths_and_stands_for_its_product(
    client: httpx.AsyncClient,
    staff: dict[str, str],
    shelf: Shelf,
    settings: ProductsSettings,
    kind: str,
) -> None:
    lamp = await shelf.put()

    answer = await upload(client, staff, lamp, drawn(kind))

    picture = answer.json()
    assert answer.status_code == 201
    assert (picture["alt"], picture["width"], picture["height"]) == ("A lamp", 1280, 640)
    assert [one["width"] for one in picture["variants"]] == [320, 640, 1280]
    assert picture["url"] == picture["variants"][-1]["url"]
    assert widths(settings.media_dir) == [320, 640, 1280]
    for variant in picture["variants"]:
        shown = await client.get(variant["url"])
        assert shown.headers["content-type"] == "image/webp"
        assert Image.open(io.BytesIO(shown.content)).width == variant["width"]
    product = (await client.get(f"{PRODUCTS}/{lamp}")).json()
    assert product["pictures"] == [picture]
    assert (product["image_url"], product["image_alt"]) == (picture["url"], "A lamp")
    assert (await client.get(PRODUCTS)).json()["items"] == [product]
    assert (await shelf.events(f"product:{lamp}"))[-1][1] == "product.updated"


async def test_a_small_picture_is_never_blown_up(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf
) -> None:
    lamp = await shelf.put()

    answer = await upload(client, staff, lamp, drawn(size=(400, 100)))

    assert [one["width"] for one in answer.json()["variants"]] == [320, 400]
    assert (answer.json()["width"], answer.json()["height"]) == (400, 100)


async def test_it_is_turned_upright_and_says_nothing_of_where_it_was_taken(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf, settings: ProductsSettings
) -> None:
    lamp = await shelf.put()
    exif = Image.Exif()
    exif[0x0112] = 6  # lying on its side
    exif[0x010E] = "taken at home"
    content = drawn("JPEG", (1000, 500), exif=exif)

    answer = await upload(client, staff, lamp, content)

    assert (answer.json()["width"], answer.json()["height"]) == (500, 1000)
    for path in settings.media_dir.iterdir():
        assert not opened(path).getexif()
        assert b"home" not in path.read_bytes()


def bomb() -> bytes:
    return drawn("PNG", (8001, 5000))


@pytest.mark.parametrize(
    ("content", "status", "code"),
    [
        (b"", 415, "unknown_picture_type"),
        (b"<svg onload='alert(1)'/>", 415, "unknown_picture_type"),
        (b"MZ\x90\x00", 415, "unknown_picture_type"),
        (drawn("GIF"), 415, "unknown_picture_type"),
        (drawn("TIFF"), 415, "unknown_picture_type"),
        (drawn()[:-200], 422, "picture_broken"),
        (drawn("JPEG")[:700], 422, "picture_broken"),
        (bomb(), 413, "picture_too_large"),
        (drawn("PNG", (2, 2)) + bytes(UPLOAD_LIMIT), 413, "picture_too_large"),
    ],
)
async def test_what_is_no_good_picture_is_refused_and_changes_nothing(
    client: httpx.AsyncClient,
    staff: dict[str, str],
    shelf: Shelf,
    settings: ProductsSettings,
    content: bytes,
    status: int,
    code: str,
) -> None:
    lamp = await shelf.put()
    before = (await client.get(f"{PRODUCTS}/{lamp}")).json()

    answer = await upload(client, staff, lamp, content)

    assert (answer.status_code, answer.json()["code"]) == (status, code)
    assert "file" in answer.json()["detail"]
    assert (await client.get(f"{PRODUCTS}/{lamp}")).json() == before
    assert list(settings.media_dir.iterdir()) == []


@pytest.mark.parametrize("alt", ["", "  ", "x" * 201, "a\x00b"])
async def test_a_picture_needs_words_for_those_who_do_not_see_it(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf, alt: str
) -> None:
    lamp = await shelf.put()

    answer = await upload(client, staff, lamp, drawn(), alt)

    assert answer.status_code == 422
    assert answer.json()["detail"][0]["loc"] == ["body", "alt"]
    assert (await client.get(f"{PRODUCTS}/{lamp}")).json()["pictures"] == []


async def three(client: httpx.AsyncClient, staff: dict[str, str], lamp: int) -> list[str]:
    made = [
        await upload(client, staff, lamp, drawn(size=(300 + n, 300)), f"View {n}") for n in range(3)
    ]
    return [answer.json()["id"] for answer in made]


async def alts(client: httpx.AsyncClient, lamp: int) -> list[str]:
    product = (await client.get(f"{PRODUCTS}/{lamp}")).json()
    assert product["image_alt"] == (product["pictures"] or [{"alt": None}])[0]["alt"]
    assert product["image_url"] == (product["pictures"] or [{"url": None}])[0]["url"]
    return [picture["alt"] for picture in product["pictures"]]


async def test_pictures_are_put_in_order_described_and_taken_away(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf
) -> None:
    lamp = await shelf.put()
    one, two, three_ = await three(client, staff, lamp)
    path = f"{PRODUCTS}/{lamp}/pictures"

    await client.put(f"{path}/order", headers=staff, json={"picture_ids": [three_, one, two]})
    assert await alts(client, lamp) == ["View 2", "View 0", "View 1"]
    await client.patch(f"{path}/{two}", headers=staff, json={"position": 0, "alt": "From above"})
    assert await alts(client, lamp) == ["From above", "View 2", "View 0"]
    await client.patch(f"{path}/{two}", headers=staff, json={"position": 11})
    assert await alts(client, lamp) == ["View 2", "View 0", "From above"]
    for gone in (three_, one, two):
        answer = await client.delete(f"{path}/{gone}", headers=staff)
        assert answer.status_code == 204
    assert await alts(client, lamp) == []
    assert (await client.delete(f"{path}/{one}", headers=staff)).status_code == 404


async def test_an_order_that_misses_or_doubles_one_is_refused(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf
) -> None:
    lamp = await shelf.put()
    one, two, three_ = await three(client, staff, lamp)

    for ids in ([], [one, two], [one, one, two], [one, two, three_, three_]):
        answer = await client.put(
            f"{PRODUCTS}/{lamp}/pictures/order", headers=staff, json={"picture_ids": ids}
        )
        assert (answer.status_code, answer.json()["code"]) == (422, "order_incomplete")

    assert await alts(client, lamp) == ["View 0", "View 1", "View 2"]


async def test_there_is_an_end_to_pictures(
    client: httpx.AsyncClient, staff: dict[str, str], shelf: Shelf
) -> None:
    lamp = await shelf.put()
    content = drawn(size=(10, 10))
    for _ in range(PICTURES_MAX):
        assert (await upload(client, staff, lamp, content)).status_code == 201

    assert (await upload(client, staff, lamp, content)).status_code == 409
    assert len(await alts(client, lamp)) == PICTURES_MAX


async def test_guests_and_customers_may_not_upload(
    client: httpx.AsyncClient, customer: dict[str, str], shelf: Shelf, settings: ProductsSettings
) -> None:
    lamp = await shelf.put()

    for headers, status in (({}, 401), (customer, 403)):
        assert (await upload(client, headers, lamp, drawn())).status_code == status
    assert list(settings.media_dir.iterdir()) == []
