import sys

from local_stack.development import prepare_reflex

# Before Reflex: it looks for Node and bun while it is imported.
stack = prepare_reflex(sys.argv)

import reflex as rx  # noqa: E402 - see above

from storefront.settings import load_address  # noqa: E402 - as above
from storefront.theme.stylesheet import ThemePlugin  # noqa: E402 - as above
from storefront.theme.tailwind import tailwind  # noqa: E402 - as above
from storefront.theme.theme import theme_called  # noqa: E402 - as above

address = load_address()
config = rx.Config(
    app_name="storefront",
    frontend_port=stack.ports.storefront,
    backend_host="127.0.0.1",
    backend_port=stack.ports.storefront_backend,
    cors_allowed_origins=address.allowed_origins,
    telemetry_enabled=False,
    show_built_with_reflex=False,
    plugins=[ThemePlugin(theme_called(address.theme)), tailwind()],
    disable_plugins=[rx.plugins.SitemapPlugin],  # the shop's own sitemap knows the products
)
