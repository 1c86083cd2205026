from pathlib import Path

import pytest

from backend_services.products.demo.__main__ import main


@pytest.fixture(autouse=True)
def environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Complete, with a database that nobody answers for: a refusal comes before the first call."""
    monkeypatch.setenv("PRODUCTS_ENVIRONMENT", "local")
    monkeypatch.setenv("PRODUCTS_DATABASE_URL", "postgresql+asyncpg://nobody@127.0.0.1:1/none")
    monkeypatch.setenv("PRODUCTS_MEDIA_DIR", str(tmp_path / "media"))
    monkeypatch.delenv("PRODUCTS_DEMO_PICTURES_DIR", raising=False)


def test_to_run_in_production(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PRODUCTS_ENVIRONMENT", "production")

    with pytest.raises(SystemExit) as refused:
        main(["--pictures", str(tmp_path)])

    assert refused.value.code == "demo products: refused, PRODUCTS_ENVIRONMENT is production"
    assert not (tmp_path / "media").exists()


def test_to_guess_where_the_pictures_are() -> None:
    with pytest.raises(SystemExit) as refused:
        main([])

    assert refused.value.code == "demo products: give --pictures or set PRODUCTS_DEMO_PICTURES_DIR"


def test_a_folder_without_the_pictures(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("PRODUCTS_DEMO_PICTURES_DIR", str(tmp_path))

    with pytest.raises(SystemExit) as refused:
        main([])

    assert str(refused.value.code).startswith(f"demo products: picture not found in {tmp_path}: ")


def test_to_start_without_its_settings(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.delenv("PRODUCTS_MEDIA_DIR")

    with pytest.raises(SystemExit) as refused:
        main([])

    assert refused.value.code == 2
    assert capsys.readouterr().err == "setting PRODUCTS_MEDIA_DIR: Field required\n"
