from collections.abc import Callable
from pathlib import Path

import pytest

from backend_services.products.demo.__main__ import main
from backend_services.products.demo.catalogue import read_catalogue


@pytest.fixture
def artwork(tmp_path: Path) -> Path:
    folder = tmp_path / "artwork"
    folder.mkdir()
    for product in read_catalogue():
        (folder / f"{product.picture}.webp").write_bytes(product.sku.encode())
    return folder


def test_with_goods_and_pictures_the_first_time_and_with_nothing_after(
    artwork: Path,
    tmp_path: Path,
    fresh_database: Callable[[str], str],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    media = tmp_path / "media"
    monkeypatch.setenv("PRODUCTS_ENVIRONMENT", "test")
    monkeypatch.setenv("PRODUCTS_DATABASE_URL", fresh_database("products"))
    monkeypatch.setenv("PRODUCTS_MEDIA_DIR", str(media))

    main(["--pictures", str(artwork)])
    pictures = sorted(media.iterdir())
    main(["--pictures", str(artwork)])

    assert capsys.readouterr().out.splitlines() == [
        "demo products: 72 created, 0 already there",
        "demo products: 0 created, 72 already there",
    ]
    assert len(pictures) == 72
    assert sorted(media.iterdir()) == pictures
