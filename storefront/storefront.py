import reflex as rx

from storefront.routes import PAGES, WORKSHOP
from storefront.settings import Environment, load_settings

settings = load_settings()

app = rx.App()
for page in (*PAGES, *(() if settings.environment is Environment.PRODUCTION else WORKSHOP)):
    app.add_page(
        page.component,
        route=page.path,
        title=page.title,
        description=page.description,
        on_load=page.events,
    )
