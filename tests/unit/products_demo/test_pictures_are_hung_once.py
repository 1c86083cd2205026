import hashlib
from pathlib import Path

import pytest

from backend_services.products.demo.catalogue import DemoProduct, read_catalogue
from backend_services.products.demo.pictures import PictureMissing, hang_pictures

TEAPOT = next(product for product in read_catalogue() if product.sku == "STP-014")
CAMERA = next(product for product in read_catalogue() if product.sku == "RFC-051")


def draw(artwork: Path, *products: DemoProduct) -> None:
    artwork.mkdir(exist_ok=True)
    for product in products:
        (artwork / f"{product.picture}.webp").write_bytes(f"drawing of {product.name}".encode())


def test_a_file_is_named_after_the_product_and_its_content(tmp_path: Path) -> None:
    draw(tmp_path / "artwork", TEAPOT)

    names = hang_pictures([TEAPOT], artwork=tmp_path / "artwork", media=tmp_path / "media")

    digest = hashlib.sha256(b"drawing of Stoneware teapot").hexdigest()[:8]
    assert names == {"STP-014": f"stoneware-teapot-{digest}.webp"}
    assert (tmp_path / "media" / names["STP-014"]).read_bytes() == b"drawing of Stoneware teapot"


def test_hanging_again_leaves_the_same_files_untouched(tmp_path: Path) -> None:
    draw(tmp_path / "artwork", TEAPOT, CAMERA)
    shelf = {"artwork": tmp_path / "artwork", "media": tmp_path / "media"}
    first = hang_pictures([TEAPOT, CAMERA], **shelf)
    written = {file: file.stat().st_mtime_ns for file in (tmp_path / "media").iterdir()}

    assert hang_pictures([TEAPOT, CAMERA], **shelf) == first
    assert {file: file.stat().st_mtime_ns for file in (tmp_path / "media").iterdir()} == written


def test_a_missing_picture_is_named_and_nothing_is_copied(tmp_path: Path) -> None:
    artwork = tmp_path / "artwork"
    draw(artwork, CAMERA)

    with pytest.raises(PictureMissing) as caught:
        hang_pictures([TEAPOT, CAMERA], artwork=artwork, media=tmp_path / "media")

    assert str(caught.value) == f"not found in {artwork}: 1fad6.webp"
    assert not (tmp_path / "media").exists()


def test_a_wrong_folder_is_named_without_listing_all_it_lacks(tmp_path: Path) -> None:
    with pytest.raises(PictureMissing) as caught:
        hang_pictures(read_catalogue(), artwork=tmp_path, media=tmp_path / "media")

    first_five = "1f331.webp, 1f335.webp, 1f337.webp, 1f36f.webp, 1f371.webp"
    assert str(caught.value) == f"not found in {tmp_path}: {first_five} and 67 more"
