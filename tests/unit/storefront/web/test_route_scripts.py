import json
from typing import Any

import pytest

from storefront.web.route_scripts import preloads

ROUTES: dict[str, dict[str, Any]] = {
    "root": {"path": "", "module": "/assets/root.js", "imports": []},
    "new": {"path": "staff/products/new", "module": "/assets/new.js", "imports": []},
    "goods": {
        "path": "products/:product_id",
        "module": "/assets/product.js",
        "imports": ["/assets/root.js", "/assets/plus.js"],
    },
    "lost": {"path": "*", "module": "/assets/lost.js", "imports": []},
}
MANIFEST = f"window.__reactRouterManifest={json.dumps({'routes': ROUTES})};\n"
SHELL = '<link rel="modulepreload" href="/assets/root.js"/>'


def link(script: str) -> str:
    return f'<link rel="modulepreload" href="/assets/{script}.js"/>'


@pytest.mark.parametrize(
    ("path", "scripts"),
    [
        ("/products/0", ["product", "plus"]),
        ("/products/0/", ["product", "plus"]),
        ("/staff/products/new", ["new"]),
        ("/products", ["lost"]),
        ("/nowhere/at/all", ["lost"]),
        ("/", []),
    ],
)
def test_a_page_names_the_scripts_it_will_need(path: str, scripts: list[str]) -> None:
    found = preloads(SHELL, manifest=MANIFEST, path=path)

    assert found == "".join(map(link, scripts))
