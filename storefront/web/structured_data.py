"""Goods and ways to them in the words of schema.org (JSON-LD)."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from storefront.api.models import ProductCard, ProductDetail

CONTEXT: Final = "https://schema.org"
Data = Mapping[str, Any]


def product_data(product: ProductDetail, *, url: str, image: str) -> Data:
    offer = {
        "@type": "Offer",
        "url": url,
        "price": product.amount,
        "priceCurrency": product.currency,
        "availability": _availability(product),
        "itemCondition": f"{CONTEXT}/NewCondition",
    }
    said = {
        "name": product.name,
        "description": product.description,
        "sku": product.sku,
        "category": product.category,
        "image": image,
    }
    return {
        "@context": CONTEXT,
        "@type": "Product",
        "@id": f"{url}#product",
        **{name: value for name, value in said.items() if value},
        "offers": offer,
    }


def breadcrumb_data(*steps: tuple[str, str]) -> Data:
    """Each step: its name, and its absolute address."""
    return {
        "@context": CONTEXT,
        "@type": "BreadcrumbList",
        "itemListElement": [
            {"@type": "ListItem", "position": place, "name": name, "item": url}
            for place, (name, url) in enumerate(steps, start=1)
        ],
    }


def list_data(products: Sequence[ProductCard], *, base: str, start: int) -> Data:
    """`start`: how many come before these."""
    return {
        "@context": CONTEXT,
        "@type": "ItemList",
        "itemListElement": [
            {
                "@type": "ListItem",
                "position": place,
                "name": product.name,
                "url": f"{base}{product.href}",
            }
            for place, product in enumerate(products, start=start + 1)
        ],
    }


def shop_data(*, base: str) -> Data:
    """Tells search engines of the field that searches the shop."""
    return {
        "@context": CONTEXT,
        "@type": "WebSite",
        "name": "Vitrine",
        "url": f"{base}/",
        "potentialAction": {
            "@type": "SearchAction",
            "target": f"{base}/products?q={{search_term_string}}",
            "query-input": "required name=search_term_string",
        },
    }


def _availability(product: ProductDetail) -> str:
    if not product.is_active:
        return f"{CONTEXT}/Discontinued"
    return f"{CONTEXT}/InStock" if product.stock > 0 else f"{CONTEXT}/OutOfStock"
