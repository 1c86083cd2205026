"""Fills the shop with demo goods: `python -m backend_services.products.demo --pictures DIR`."""

import argparse
import asyncio
import sys
from collections.abc import Sequence
from pathlib import Path

from backend_services.products.demo.catalogue import read_catalogue
from backend_services.products.demo.pictures import PictureMissing, hang_pictures
from backend_services.products.demo.settings import DemoSettings
from backend_services.products.demo.stock_the_shop import stock_the_shop
from backend_services.shared.clock import SystemClock
from backend_services.shared.db.engine import create_engine
from backend_services.shared.db.session import create_sessions, unit_of_work
from backend_services.shared.ids import new_id
from backend_services.shared.settings import Environment, load_settings


def main(arguments: Sequence[str] | None = None) -> None:
    """Stock the shop and say so.

    Raises:
        SystemExit: in production, without the artwork, or with a picture of it missing.
    """
    options = _parse(arguments)
    settings = load_settings(DemoSettings)
    artwork = options.pictures or settings.demo_pictures_dir
    if settings.environment is Environment.PRODUCTION:
        raise SystemExit("demo products: refused, PRODUCTS_ENVIRONMENT is production")
    if artwork is None:
        raise SystemExit("demo products: give --pictures or set PRODUCTS_DEMO_PICTURES_DIR")
    try:
        created, known = asyncio.run(_run(settings, artwork=artwork))
    except PictureMissing as missing:
        raise SystemExit(f"demo products: picture {missing}") from None
    sys.stdout.write(f"demo products: {created} created, {known} already there\n")


def _parse(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m backend_services.products.demo",
        description="Create the demo products that are not there yet, with their pictures.",
    )
    parser.add_argument(
        "--pictures",
        type=Path,
        metavar="DIR",
        help="the artwork's folder of .webp files (default: PRODUCTS_DEMO_PICTURES_DIR)",
    )
    return parser.parse_args(arguments)


async def _run(settings: DemoSettings, *, artwork: Path) -> tuple[int, int]:
    products = read_catalogue()
    pictures = hang_pictures(products, artwork=artwork, media=settings.media_dir)
    engine = create_engine(settings, application="products demo")
    try:
        async with unit_of_work(create_sessions(engine)) as session:
            created = await stock_the_shop(
                session,
                products=products,
                pictures=pictures,
                clock=SystemClock(),
                new_id=new_id,
            )
    finally:
        await engine.dispose()
    return created, len(products) - created


if __name__ == "__main__":
    main()
