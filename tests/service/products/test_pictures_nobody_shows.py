"""Files in the folder of pictures that no row names go after a day, and no others."""

import os
from datetime import timedelta
from pathlib import Path

import httpx
import pytest

from backend_services.products.adapters import picture_files
from backend_services.products.settings import ProductsSettings
from backend_services.products.use_cases.forget_pictures import KEPT, forget_pictures
from backend_services.shared.clock import FixedClock
from backend_services.shared.db.session import SessionMaker
from tests.service.products.shelf import Shelf
from tests.service.products.test_pictures_of_products import PRODUCTS, drawn, upload


@pytest.fixture
def folder(settings: ProductsSettings) -> Path:
    return settings.media_dir


def grown_old(folder: Path, *, clock: FixedClock, by: timedelta = KEPT) -> set[str]:
    """All that is there, last touched so long ago and a minute; its names."""
    then = (clock.now() - by - timedelta(minutes=1)).timestamp()
    for path in folder.iterdir():
        os.utime(path, (then, then))
    return {path.name for path in folder.iterdir()}


def names(folder: Path) -> set[str]:
    return {path.name for path in folder.iterdir()}


async def test_the_files_of_a_removed_picture_go_and_those_of_others_stay(
    *,
    client: httpx.AsyncClient,
    staff: dict[str, str],
    shelf: Shelf,
    sessions: SessionMaker,
    folder: Path,
    clock: FixedClock,
) -> None:
    lamp = await shelf.put()
    first = (await upload(client, staff, lamp, drawn())).json()
    shown = names(folder)
    second = (await upload(client, staff, lamp, drawn(size=(1600, 900)))).json()
    both = names(folder)
    await client.delete(f"{PRODUCTS}/{lamp}/pictures/{second['id']}", headers=staff)

    grown_old(folder, clock=clock, by=KEPT - timedelta(hours=1))
    assert await forget_pictures(sessions, folder=folder, clock=clock) == 0
    assert names(folder) == both

    grown_old(folder, clock=clock)
    assert await forget_pictures(sessions, folder=folder, clock=clock) == 3
    assert names(folder) == shown
    assert (await client.get(first["url"])).status_code == 200


async def test_what_an_order_shows_stays(
    *,
    client: httpx.AsyncClient,
    staff: dict[str, str],
    shelf: Shelf,
    sessions: SessionMaker,
    folder: Path,
    clock: FixedClock,
) -> None:
    lamp = await shelf.put()
    picture = (await upload(client, staff, lamp, drawn())).json()
    await shelf.reserve((lamp, 1))
    await client.delete(f"{PRODUCTS}/{lamp}/pictures/{picture['id']}", headers=staff)
    there = grown_old(folder, clock=clock)

    assert await forget_pictures(sessions, folder=folder, clock=clock) == 0

    assert names(folder) == there


async def test_only_what_the_studio_made_is_its_to_remove(
    sessions: SessionMaker, folder: Path, clock: FixedClock
) -> None:
    digest = "0" * 24
    others = {"teapot-12345678.webp", "README.md", f"{digest}-320.png", "logo-320.webp"}
    own = {f"{digest}-320.webp", f"{digest}-640.part", f"{digest}-640.abc123.part"}
    for name in others | own:
        (folder / name).write_bytes(b"picture")
    grown_old(folder, clock=clock)

    assert await forget_pictures(sessions, folder=folder, clock=clock) == len(own)

    assert names(folder) == others


async def test_a_picture_that_is_sent_again_in_that_moment_stays(
    *,
    client: httpx.AsyncClient,
    staff: dict[str, str],
    shelf: Shelf,
    sessions: SessionMaker,
    folder: Path,
    clock: FixedClock,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    lamp = await shelf.put()
    picture = (await upload(client, staff, lamp, drawn())).json()
    await client.delete(f"{PRODUCTS}/{lamp}/pictures/{picture['id']}", headers=staff)
    there = grown_old(folder, clock=clock)
    ask = picture_files.ordered_files

    async def meanwhile(*args: object, **named: object) -> object:
        assert (await upload(client, staff, lamp, drawn())).status_code == 201
        return await ask(*args, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(picture_files, "ordered_files", meanwhile)

    assert await forget_pictures(sessions, folder=folder, clock=clock) == 0

    assert names(folder) == there


async def test_without_a_folder_there_is_nothing_to_do(
    sessions: SessionMaker, tmp_path: Path, clock: FixedClock
) -> None:
    nowhere = tmp_path / "nowhere"

    assert await forget_pictures(sessions, folder=nowhere, clock=clock) == 0
