from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from functools import partial

import reflex as rx

from storefront.layout.frame import head, hydrate_fallback, toaster, wraps
from storefront.routes import PAGES, WORKSHOP
from storefront.settings import Environment, load_settings
from storefront.theme.theme import theme_called
from storefront.web.doors import make_doors
from storefront.web.early_forms import EarlyForms
from storefront.web.edge import Edge
from storefront.web.logs import configure_logging
from storefront.web.origins import origins_of
from storefront.web.printer import Printer
from storefront.web.uploads import UploadGate
from storefront.web.worker import run_worker

settings = load_settings()
configure_logging(settings)
is_workshop_open = settings.environment is not Environment.PRODUCTION


@asynccontextmanager
async def worker() -> AsyncGenerator[None, None]:
    async with run_worker(settings, origins=origins_of(settings)):
        yield


app = rx.App(
    html_lang="en",
    head_components=head(theme_called(settings.theme)),
    app_wraps=wraps(),
    toaster=toaster(),
    hydrate_fallback=hydrate_fallback,
    # From the inside out: pages get their heads, doors are no pages, files come
    # from staff alone, and the edge is around all.
    api_transformer=[
        partial(Printer, settings=settings),
        EarlyForms,
        make_doors(),
        UploadGate,
        partial(Edge, settings=settings),
    ],
)
app.register_lifespan_task(worker)  # pyright: ignore[reportUnknownMemberType]  # untyped **kwargs
for page in (*PAGES, *(WORKSHOP if is_workshop_open else ())):
    app.add_page(  # pyright: ignore[reportUnknownMemberType]  # Reflex leaves Var without its type
        page.component,
        route=page.path,
        title=page.title,
        description=page.description,
        on_load=page.events,
        meta=[dict(each) for each in page.meta],
    )
