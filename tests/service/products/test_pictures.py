from pathlib import Path

import httpx
import pytest

from backend_services.products.settings import ProductsSettings


@pytest.fixture
def media(settings: ProductsSettings) -> Path:
    (settings.media_dir / "teapot.webp").write_bytes(b"a teapot")
    return settings.media_dir


@pytest.mark.parametrize(
    ("name", "content_type"),
    [
        ("a.webp", "image/webp"),
        ("a.png", "image/png"),
        ("a.jpg", "image/jpeg"),
        ("a.jpeg", "image/jpeg"),
        ("a.avif", "image/avif"),
    ],
)
async def test_a_picture_comes_with_its_type_and_may_be_kept_for_ever(
    client: httpx.AsyncClient, media: Path, name: str, content_type: str
) -> None:
    (media / name).write_bytes(b"picture")

    answer = await client.get(f"/media/{name}")

    assert (answer.status_code, answer.content) == (200, b"picture")
    assert answer.headers["content-type"] == content_type
    assert answer.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert answer.headers["x-content-type-options"] == "nosniff"


@pytest.mark.usefixtures("media")
async def test_a_picture_that_the_browser_has_is_not_sent_again(client: httpx.AsyncClient) -> None:
    etag = (await client.get("/media/teapot.webp")).headers["etag"]

    for known in (etag, f'"other", {etag}', f"W/{etag}", "*"):
        answer = await client.get("/media/teapot.webp", headers={"If-None-Match": known})
        assert (answer.status_code, answer.content) == (304, b"")
        assert answer.headers["etag"] == etag
    other = await client.get("/media/teapot.webp", headers={"If-None-Match": '"other"'})
    assert other.status_code == 200


async def test_a_changed_picture_has_another_etag(client: httpx.AsyncClient, media: Path) -> None:
    before = (await client.get("/media/teapot.webp")).headers["etag"]
    (media / "teapot.webp").write_bytes(b"another teapot")

    assert (await client.get("/media/teapot.webp")).headers["etag"] != before


@pytest.mark.usefixtures("media")
async def test_its_head_may_be_asked_alone(client: httpx.AsyncClient) -> None:
    answer = await client.head("/media/teapot.webp")

    assert (answer.status_code, answer.headers["content-length"]) == (200, "8")


@pytest.mark.parametrize(
    "name",
    [
        "missing.webp",
        "notes.txt",
        "script.svg",
        "folder.webp",
        "link.webp",
        ".hidden.webp",
        "..",
        "%2e%2e",
        "..%2fsecret.webp",
        "..%5csecret.webp",
        "%2fetc%2fpasswd",
        "folder.webp%2finner.webp",
        "te%00apot.webp",
        "teapot.webp%00",
        "teapot.webp%0a",
        "x" * 300 + ".webp",
        "ü.webp",
    ],
)
async def test_anything_else_is_a_404(client: httpx.AsyncClient, media: Path, name: str) -> None:
    (media.parent / "secret.webp").write_bytes(b"secret")
    (media / "notes.txt").write_text("notes")
    (media / "script.svg").write_text("<svg/>")
    (media / ".hidden.webp").write_bytes(b"hidden")
    (media / "folder.webp").mkdir()
    (media / "folder.webp" / "inner.webp").write_bytes(b"inner")
    (media / "link.webp").symlink_to(media.parent / "secret.webp")

    answer = await client.get(f"/media/{name}")

    assert answer.status_code == 404
    assert answer.headers["content-type"] == "application/problem+json"
