"""What is true of an address before any script runs: its status, its head, and what it shows."""

import asyncio
from dataclasses import dataclass, replace
from typing import Final
from urllib.parse import parse_qs, urlencode

from storefront.api import catalog
from storefront.api.account import identity_providers
from storefront.api.catalog import INT32, LARGEST_PAGE, CatalogPage
from storefront.api.catalog_query import MOST_PARAMETERS, PAGE, CatalogQuery, Stretch
from storefront.api.client import Gateway
from storefront.api.demo_accounts import DEMO_ACCOUNTS
from storefront.api.errors import GatewayError, Invalid, NotFound
from storefront.api.front_window import front_window
from storefront.api.models import ProductDetail
from storefront.web.first_html import words
from storefront.web.first_html.catalog import (
    MOST_NAMED,
    catalog_page,
    page_after,
    page_before,
    resting_catalog_page,
)
from storefront.web.first_html.doors import google_way, other_ways_in
from storefront.web.first_html.home import home_page, resting_home_page
from storefront.web.first_html.markup import NOTHING, Html
from storefront.web.first_html.parts import nowhere_page, resting
from storefront.web.first_html.product import missing_page, product_page
from storefront.web.first_html.trouble import trouble_of
from storefront.web.head import SHOP, Head
from storefront.web.return_path import HOME, safe_return_path
from storefront.web.sheets import LOST
from storefront.web.structured_data import breadcrumb_data, list_data, product_data, shop_data

PATIENCE: Final = 3.0  # seconds for the gateway; the page itself asks again, and waits longer
LONGEST_DESCRIPTION: Final = 160  # characters; what search engines show of it
GREETING: Final = "A small shop whose window is alive: true stock and prices, as they change."
OK: Final = 200
MISSING: Final = 404
BUILT: Final = (".html", ".html.gz")  # the files of a build, which are no addresses of the shop
_CATALOG: Final = "/products"
_ORDERS: Final = "/orders"
_DOORS: Final = frozenset({"/login", "/register"})


@dataclass(frozen=True, kw_only=True)
class FirstPage:
    """`sheet`: the built page to print the head into. None of a head: it has its own."""

    sheet: str
    status: int = OK
    retry_after: int = 0  # seconds; 0: asking again will not help
    head: Head | None = None
    content: Html = NOTHING


NOWHERE: Final = FirstPage(
    sheet=LOST,
    status=MISSING,
    head=Head(title=f"Not here · {SHOP}", is_listed=False),
    content=nowhere_page(),
)


@dataclass(frozen=True, kw_only=True)
class FirstPages:
    gateway: Gateway
    base: str  # where the shop is, as others see it: https://shop.example
    is_demo: bool = False
    is_google_stand_in: bool = False

    async def at(self, path: str, query: str) -> FirstPage:
        """`path` without a slash at its end."""
        place, _, last = path.rpartition("/")
        if path == "":
            return await self._home()
        if path == _CATALOG:
            return await self._catalog(CatalogQuery.parse(query), stretch=Stretch.parse(query))
        if place == _CATALOG:
            return await self._product(last)
        if place == _ORDERS:
            return _order(last)
        if path in _DOORS:
            return await self._door(path, query)
        return NOWHERE if path.endswith(BUILT) else FirstPage(sheet=path)

    async def _door(self, path: str, query: str, /) -> FirstPage:
        next_path = _next_path(query)
        content = other_ways_in(
            google=await self._google(next_path),
            demo_accounts=DEMO_ACCOUNTS if self.is_demo else (),
            is_new=path == "/register",
            next_path=next_path,
        )
        return FirstPage(sheet=path, content=content)

    async def _google(self, next_path: str) -> Html:
        try:
            providers = await identity_providers(self._gateway())
        except GatewayError:
            return NOTHING  # the password still works, or its form will say what is wrong
        if "google" not in providers:
            return NOTHING
        return google_way(next_path=next_path, is_stand_in=self.is_google_stand_in)

    async def _home(self) -> FirstPage:
        try:
            content = home_page(await front_window(self._gateway()))
        except GatewayError as error:
            # What the shop is can be read all the same.
            content = resting_home_page(trouble_of(error))
        return FirstPage(sheet="/", head=self._home_head(), content=content)

    def _home_head(self) -> Head:
        return Head(
            title=f"{SHOP}: good things, still here when you click",
            description=GREETING,
            canonical=f"{self.base}/",
            image=f"{self.base}/window.jpg",
            image_alt="The window of the shop",
            data=(shop_data(base=self.base),),
        )

    async def _catalog(self, query: CatalogQuery, *, stretch: Stretch) -> FirstPage:
        gateway = self._gateway()
        # Whoever has no scripts goes on by pages; the page itself shows the rest of it.
        stretch = replace(stretch, count=min(stretch.count, LARGEST_PAGE))
        try:
            page, facets = await asyncio.gather(
                catalog.browse_far(gateway, query, stretch=stretch),
                catalog.facets(gateway, query),
            )
        except GatewayError as error:
            trouble = trouble_of(error)
            return FirstPage(
                sheet=_CATALOG,
                status=trouble.status,
                retry_after=trouble.retry_after,
                head=Head(title=f"{words.ALL_PRODUCTS} · {SHOP}", is_listed=False),
                content=resting_catalog_page(query, trouble),
            )
        only = query.categories[0] if len(query.categories) == 1 else ""
        is_plain = query in {CatalogQuery(), CatalogQuery(categories=(only,))}
        is_missing = page.is_past_end or (is_plain and bool(only) and not page.total)
        head = self._catalog_head(query, page, category=only)
        head = replace(head, is_listed=is_plain and not is_missing)
        return FirstPage(
            sheet=_CATALOG,
            status=MISSING if is_missing else OK,
            head=head,
            content=catalog_page(query, page=page, facets=facets),
        )

    def _catalog_head(self, query: CatalogQuery, page: CatalogPage, *, category: str) -> Head:
        own = CatalogQuery(categories=(category,)) if category else CatalogQuery()
        steps = [("Shop", f"{self.base}{_CATALOG}")]
        if category:
            steps.append((category, f"{self.base}{own.href}"))
        first = next(iter(page.products), None)
        goods = list_data(page.products, base=self.base, start=page.start)
        number = page.start // PAGE + 1
        has_more = page.products and page.end < page.total
        return Head(
            title=f"{words.at_page(_catalog_title(query, category), number)} · {SHOP}",
            description=_catalog_description(page, category),
            # A page is a list of its own; a list in another order, or a part of it, is none.
            canonical=f"{self.base}{own.at_page(number if query == own else 1)}",
            previous=f"{self.base}{query.at_page(page_before(page))}" if page.start else "",
            next=f"{self.base}{query.at_page(page_after(page))}" if has_more else "",
            image=self._absolute(first.image_url) if first else "",
            image_alt=first.name if first else "",
            data=(breadcrumb_data(*steps), *([goods] if page.products else [])),
        )

    async def _product(self, last: str) -> FirstPage:
        sheet = f"{_CATALOG}/0"  # one built page for all of them
        try:
            product = await catalog.product(self._gateway(), _number(last))
        except (NotFound, Invalid):
            head = Head(title=f"{words.NOT_HERE} · {SHOP}", is_listed=False)
            return FirstPage(sheet=sheet, status=MISSING, head=head, content=missing_page())
        except GatewayError as error:
            trouble = trouble_of(error)
            return FirstPage(
                sheet=sheet,
                status=trouble.status,
                retry_after=trouble.retry_after,
                head=Head(title=SHOP, is_listed=False),
                content=resting(trouble, here=f"{_CATALOG}/{last}", level="h1"),
            )
        head = self._product_head(product)
        return FirstPage(sheet=sheet, head=head, content=product_page(product))

    def _product_head(self, product: ProductDetail) -> Head:
        url = f"{self.base}{product.href}"
        image = self._absolute(product.image_url)
        category = (product.category,) if product.category else ()
        steps = [("Shop", f"{self.base}{_CATALOG}")]
        if category:
            href = f"{_CATALOG}?{urlencode({'category': product.category})}"
            steps.append((product.category, f"{self.base}{href}"))
        return Head(
            title=f"{product.name} · {SHOP}",
            description=_shortened(f"{product.price}. {product.description}"),
            canonical=url,
            image=image,
            image_alt=product.image_alt or product.name,
            kind="product",
            is_listed=product.is_active,
            # A set of sizes is for the page to choose from.
            eager_image="" if product.image_set else product.image_url,
            properties={
                "product:price:amount": product.amount,
                "product:price:currency": product.currency,
            },
            data=(
                product_data(product, url=url, image=image),
                breadcrumb_data(*steps, (product.name, url)),
            ),
        )

    def _gateway(self) -> Gateway:
        return replace(self.gateway, deadline=PATIENCE)

    def _absolute(self, image_url: str) -> str:
        return f"{self.base}{image_url}" if image_url.startswith("/") else image_url


def _order(last: str) -> FirstPage:
    """Whose it is, and whether there is one, only its page can ask."""
    sheet = f"{_ORDERS}/0"  # one built page for all of them
    try:
        _number(last)
    except NotFound:
        return replace(NOWHERE, sheet=sheet)
    return FirstPage(sheet=sheet, head=Head(title=f"Order · {SHOP}", is_listed=False))


def _number(text: str) -> int:
    """The id that an address names.

    Raises:
        NotFound: nothing can have it.
    """
    is_number = text.isascii() and text.isdecimal() and len(text) <= len(str(INT32))
    number = int(text) if is_number else 0
    if not 0 < number <= INT32:
        raise NotFound
    return number


def _next_path(query: str) -> str:
    try:
        found = parse_qs(query, max_num_fields=MOST_PARAMETERS)
    except ValueError:
        return HOME
    return safe_return_path(next(iter(found.get("next", ())), None))


def _catalog_title(query: CatalogQuery, category: str) -> str:
    if query.text:
        return f"“{query.text}”"
    return category or ", ".join(query.categories[:MOST_NAMED]) or words.ALL_PRODUCTS


def _catalog_description(page: CatalogPage, category: str) -> str:
    if not page.products:
        return GREETING
    names = ", ".join(card.name for card in page.products[:4])
    return _shortened(f"{category or 'Everything'} in the window: {names} and more. {GREETING}")


def _shortened(text: str) -> str:
    """One line that ends with a whole word."""
    line = " ".join(text.split())
    if len(line) <= LONGEST_DESCRIPTION:
        return line
    return f"{line[: LONGEST_DESCRIPTION - 1].rpartition(' ')[0]}…"
