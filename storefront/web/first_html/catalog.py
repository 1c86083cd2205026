"""The catalogue without scripts: a list of links, and links that narrow it down."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from storefront.api.applied_filters import applied_filters
from storefront.api.catalog import CatalogPage
from storefront.api.catalog_query import PAGE, CatalogQuery
from storefront.api.formatting import counted
from storefront.api.models import CategoryFacet, Facets
from storefront.theme import styles
from storefront.web.first_html import words
from storefront.web.first_html.markup import NOTHING, Html, element, joined
from storefront.web.first_html.parts import (
    gap,
    live_sign,
    message,
    product_grid,
    quiet_link,
    resting,
)
from storefront.web.first_html.trouble import Trouble

MOST_NAMED: Final = 3  # categories in a heading


def catalog_page(query: CatalogQuery, *, page: CatalogPage, facets: Facets) -> Html:
    return joined(
        _headline(query),
        _filters(query, facets),
        _found(query, counted(page.total, "thing") if page.total else "Nothing found"),
        _goods(query, page) if page.products else _nothing(query, is_past_end=page.is_past_end),
    )


def resting_catalog_page(query: CatalogQuery, trouble: Trouble) -> Html:
    return joined(
        _headline(query),
        _filters(query, Facets()),
        _found(query, ""),
        resting(trouble, here=query.href),
    )


def heading_of(query: CatalogQuery) -> str:
    if query.text:
        return f"“{query.text}”"
    return ", ".join(query.categories[:MOST_NAMED]) or words.WHOLE_WINDOW


def _headline(query: CatalogQuery) -> Html:
    return element(
        "div",
        element("h1", heading_of(query), class_name=styles.TITLE),
        live_sign(),
        class_name=styles.HEADLINE,
    )


def _filters(query: CatalogQuery, facets: Facets) -> Html:
    in_stock = replace(query, is_in_stock=not query.is_in_stock)
    count = _count(facets.in_stock) if facets.is_counted else ""
    categories = element(
        "ul",
        *(_category(facet, query=query) for facet in facets.categories),
        role="list",
        class_name=styles.CATEGORY_ROW,
        aria_label="Categories",
    )
    return element(
        "section",
        element("h2", "Filters", class_name=styles.UNSEEN),
        categories if facets.categories else "",
        element(
            "div",
            # Asleep until the page wakes up.
            element("span", "Price", gap("size-4"), class_name=styles.CHIP, aria_hidden="true"),
            _chip("In stock", count, to=in_stock.href, is_on=query.is_in_stock, is_listed=False),
            _sort(query),
            class_name=styles.NARROWING,
        ),
        class_name="mt-base",
    )


def _sort(query: CatalogQuery) -> Html:
    first = words.BEST if query.text else words.NEWEST
    orders = (("", first), *([("-created_at", words.NEWEST)] if query.text else []), *words.ORDERS)
    options = (
        element("option", label, value=order, selected=order == query.sort)
        for order, label in orders
    )
    return element(
        "div",
        element("span", "Sort by", class_name="text-small text-soft"),
        # The widest one gives the field its width.
        element("select", *options, disabled=True, class_name=styles.SELECT),
        class_name=f"{styles.SORT} sm:ml-auto",
        aria_hidden="true",
    )


def _category(facet: CategoryFacet, *, query: CatalogQuery) -> Html:
    wanted = query.toggling(facet.name)
    is_plain = wanted == CatalogQuery(categories=(facet.name,))
    count = _count(facet.count)
    return element(
        "li",
        _chip(facet.name, count, to=wanted.href, is_on=facet.is_selected, is_listed=is_plain),
    )


def _chip(label: str, count: str, *, to: str, is_on: bool, is_listed: bool) -> Html:
    return element(
        "a",
        label,
        count,
        href=to,
        rel="" if is_listed else "nofollow",  # one list in many orders is found once
        class_name=styles.CHIP,
        aria_current="page" if is_on else "",
    )


def _count(count: int) -> Html:
    return element("span", str(count), class_name="text-tiny tabular opacity-80")


def _found(query: CatalogQuery, found: str) -> Html:
    clear_search = element(
        "a", "Clear the search", href="/products", class_name=f"{styles.LINK} text-small"
    )
    return element(
        "div",
        element("p", found, class_name="text-small text-soft tabular"),
        _tags(query),
        clear_search if query.text else "",
        class_name=styles.FOUND,
    )


def _tags(query: CatalogQuery) -> Html:
    tags = list(_each_tag(query))
    clear_all = element(
        "a", "Clear all", href=query.without_filters.href, class_name=styles.CLEAR_TAGS
    )
    if not tags:
        return NOTHING
    return element(
        "ul",
        *tags,
        element("li", clear_all),
        role="list",
        class_name=styles.FILTER_TAGS,
        aria_label="Filters that are on",
    )


def _each_tag(query: CatalogQuery) -> Iterator[Html]:
    for applied in applied_filters(query):
        yield element(
            "li",
            element(
                "a",
                applied.label,
                gap("size-3.5"),
                element("span", ", take this filter off", class_name=styles.UNSEEN),
                href=applied.href,
                class_name=styles.TAG,
            ),
        )


def _goods(query: CatalogQuery, page: CatalogPage) -> Html:
    earlier = quiet_link(words.EARLIER, to=query.at_page(page_before(page)))
    more = quiet_link(words.MORE, to=query.at_page(page_after(page)))
    return element(
        "div",
        element("h2", "Products", class_name=styles.UNSEEN),
        product_grid(page.products, label="Products"),
        element(
            "div",
            element("p", page.label, class_name="text-small text-soft tabular"),
            element(
                "div",
                earlier if page.start else "",
                more if page.end < page.total else "",
                class_name=styles.WAYS_ON,
            ),
            class_name=styles.GOES_ON,
        ),
    )


def page_before(page: CatalogPage) -> int:
    return page.start // PAGE


def page_after(page: CatalogPage) -> int:
    """Where the list goes on for whoever cannot have it grow: the page, and the first of it."""
    return page.end // PAGE + 1


def _nothing(query: CatalogQuery, *, is_past_end: bool) -> Html:
    if is_past_end:
        return message(
            words.PAST_END,
            words.WHY_PAST_END,
            quiet_link(words.FROM_THE_START, to=query.href),
        )
    take_off = quiet_link("Take all filters off", to=query.without_filters.href)
    return message(
        words.NOTHING,
        words.TAKE_ONE_OFF if query.has_filters else words.SHORTER,
        *([take_off] if query.has_filters else []),
        quiet_link("See everything", to="/products"),
    )
