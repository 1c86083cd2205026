"""What whoever reads only HTML is told: search engines, and those who show a shared link."""

import gzip
import json
import re
from typing import Any

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response

from storefront.api.client import ATTEMPTS
from storefront.web.content_policy import script_hashes_of
from storefront.web.visitor_address import visitor_address
from tests.unit.storefront.fake_gateway import FakeGateway, problem
from tests.unit.storefront.web.built_pages import STATIC, Build

BASE = "http://shop.test"


def metas(html: str) -> dict[str, str]:
    found = re.findall(r'<meta (?:name|property)="([^"]+)" content="([^"]*)"', html)
    assert len(found) == len(dict(found))
    return dict(found)


def data(html: str) -> dict[str, Any]:
    blocks = re.findall(r'<script type="application/ld\+json"[^>]*>(.*?)</script>', html)
    return {block["@type"]: block for block in map(json.loads, blocks)}


def titles(html: str) -> list[str]:
    return re.findall(r"<title[^>]*>([^<]*)</title>", html)


def canonical(html: str) -> str:
    return re.findall(r'<link rel="canonical" href="([^"]*)"', html)[0]


async def unavailable(_: Request) -> Response:
    return problem(503, "unavailable", "later")


async def test_the_address_of_a_product_tells_its_name_price_and_availability(
    reader: httpx.AsyncClient,
) -> None:
    response = await reader.get("/products/2")

    html = response.text
    assert (response.status_code, titles(html)) == (200, ["Cup · Vitrine"])
    assert canonical(html) == f"{BASE}/products/2"
    said = metas(html)
    assert said["description"] == "$12.00. Good to have."
    assert said["og:url"] == f"{BASE}/products/2"
    assert said["og:image"] == f"{BASE}/media/2.webp"
    assert (said["og:type"], said["product:price:amount"]) == ("product", "12.00")
    assert "robots" not in said
    product = data(html)["Product"]
    assert (product["name"], product["sku"]) == ("Cup", "SKU-2")
    assert product["offers"] == {
        "@type": "Offer",
        "url": f"{BASE}/products/2",
        "price": "12.00",
        "priceCurrency": "USD",
        "availability": "https://schema.org/InStock",
        "itemCondition": "https://schema.org/NewCondition",
    }
    steps = data(html)["BreadcrumbList"]["itemListElement"]
    assert [(step["position"], step["name"], step["item"]) for step in steps] == [
        (1, "Shop", f"{BASE}/products"),
        (2, "Kitchen", f"{BASE}/products?category=Kitchen"),
        (3, "Cup", f"{BASE}/products/2"),
    ]


async def test_what_is_sold_out_says_so(reader: httpx.AsyncClient) -> None:
    offers = data((await reader.get("/products/3")).text)["Product"]["offers"]

    assert offers["availability"] == "https://schema.org/OutOfStock"


@pytest.mark.parametrize(
    "last", ["999", "0", "-1", "1.5", "tea", "2147483648", "9" * 400, "%D9%A1"]
)
async def test_what_is_no_product_is_not_found(
    reader: httpx.AsyncClient, fake: FakeGateway, last: str
) -> None:
    response = await reader.get(f"/products/{last}")

    assert response.status_code == 404
    assert "shell" in response.text  # people still get the page that says so
    assert metas(response.text)["robots"] == "noindex"
    assert [one.url.path for one in fake.requests] in ([], ["/products/999"])


async def test_a_name_cannot_leave_the_place_it_is_written_in(
    reader: httpx.AsyncClient, fake: FakeGateway
) -> None:
    evil = '</title></script><script>alert("1")</script>'
    fake.shelve(8, name=evil, description=evil, category=evil, image_alt=evil)

    response = await reader.get("/products/8")

    assert "<script>alert" not in response.text
    assert data(response.text)["Product"]["name"] == evil


async def test_the_catalogue_lists_its_goods(reader: httpx.AsyncClient) -> None:
    html = (await reader.get("/products")).text

    assert titles(html) == ["All products · Vitrine"]
    assert canonical(html) == f"{BASE}/products"
    goods = data(html)["ItemList"]["itemListElement"]
    assert [(one["name"], one["url"]) for one in goods][:2] == [
        ("Teapot", f"{BASE}/products/1"),
        ("Cup", f"{BASE}/products/2"),
    ]
    assert metas(html)["og:image"] == f"{BASE}/media/1.webp"  # and no favicon


async def test_a_category_has_a_title_and_an_address_of_its_own(
    reader: httpx.AsyncClient,
) -> None:
    html = (await reader.get("/products/?category=Kitchen")).text

    assert titles(html) == ["Kitchen · Vitrine"]
    assert canonical(html) == f"{BASE}/products?category=Kitchen"
    assert [step["name"] for step in data(html)["BreadcrumbList"]["itemListElement"]] == [
        "Shop",
        "Kitchen",
    ]
    assert "robots" not in metas(html)


@pytest.mark.parametrize(
    ("query", "home"),
    [
        ("q=tea", "/products"),
        ("category=Kitchen&in_stock=1", "/products?category=Kitchen"),
        ("category=Kitchen&category=Outdoors", "/products"),
        ("sort=price", "/products"),
        ("sort=price&page=1", "/products"),
    ],
)
async def test_one_list_in_many_orders_is_found_once(
    reader: httpx.AsyncClient, query: str, home: str
) -> None:
    response = await reader.get(f"/products?{query}")

    assert response.status_code == 200
    assert metas(response.text)["robots"] == "noindex"
    assert canonical(response.text) == f"{BASE}{home}"


def neighbours(html: str) -> dict[str, str]:
    return dict(re.findall(r'<link rel="(prev|next)" href="([^"]*)"', html))


async def test_each_page_of_a_list_is_found_and_names_its_neighbours(
    reader: httpx.AsyncClient, fake: FakeGateway
) -> None:
    for number in range(4, 61):
        fake.shelve(number)
    first, second, third = [
        (await reader.get(f"/products?category=Kitchen&page={number}")).text for number in (1, 2, 3)
    ]
    home = f"{BASE}/products?category=Kitchen"

    assert (canonical(first), titles(first)) == (home, ["Kitchen · Vitrine"])
    assert neighbours(first) == {"next": f"{home}&amp;page=2"}
    assert canonical(second) == f"{home}&amp;page=2"
    assert titles(second) == ["Kitchen, page 2 · Vitrine"]
    assert neighbours(second) == {"prev": home, "next": f"{home}&amp;page=3"}
    assert data(second)["ItemList"]["itemListElement"][0]["position"] == 25
    assert neighbours(third) == {"prev": f"{home}&amp;page=2"}
    assert not any("robots" in metas(html) for html in (first, second, third))


@pytest.mark.parametrize("page", ["0", "1", "-1", "x", "99999999", "\u0663"])
async def test_a_page_of_no_number_is_the_first(reader: httpx.AsyncClient, page: str) -> None:
    response = await reader.get("/products", params={"page": page})

    assert response.status_code == 200
    assert canonical(response.text) == f"{BASE}/products"


async def test_a_page_behind_the_end_is_not_found(reader: httpx.AsyncClient) -> None:
    response = await reader.get("/products?page=2")

    assert response.status_code == 404
    assert metas(response.text)["robots"] == "noindex"
    assert neighbours(response.text) == {"prev": f"{BASE}/products"}


async def test_a_category_that_does_not_exist_is_not_found(reader: httpx.AsyncClient) -> None:
    response = await reader.get("/products?category=Nonsense")

    assert response.status_code == 404
    assert metas(response.text)["robots"] == "noindex"


@pytest.mark.parametrize("path", ["/products", "/products/1"])
async def test_a_shop_that_rests_says_when_to_come_back(
    reader: httpx.AsyncClient, fake: FakeGateway, path: str
) -> None:
    fake.instead[path] = [unavailable] * ATTEMPTS

    response = await reader.get(path)

    assert (response.status_code, response.headers["retry-after"]) == (503, "15")
    assert metas(response.text)["robots"] == "noindex"


async def test_a_price_range_that_was_written_backwards_is_turned_round(
    reader: httpx.AsyncClient, fake: FakeGateway
) -> None:
    response = await reader.get("/products?min_price=50&max_price=10")

    assert response.status_code == 200
    (asked,) = fake.asked("/products")
    assert (asked.query_params["min_price"], asked.query_params["max_price"]) == ("10", "50")


async def refused(_: Request) -> Response:
    return problem(422, "price_range_empty", "max_price is lower than min_price")


async def too_many(_: Request) -> Response:
    response = problem(429, "rate_limited", "Too many requests")
    response.headers["Retry-After"] = "7"
    return response


@pytest.mark.parametrize("path", ["/products", "/products/1"])
async def test_who_asks_too_much_is_told_when_to_come_back(
    reader: httpx.AsyncClient, fake: FakeGateway, path: str
) -> None:
    fake.instead[path] = [too_many]

    response = await reader.get(path)

    assert (response.status_code, response.headers["retry-after"]) == (429, "7")
    assert "One moment, please" in response.text
    assert "That was very quick. Please wait 7 seconds and try again." in response.text
    assert metas(response.text)["robots"] == "noindex"


async def test_a_list_that_the_catalogue_refuses_is_no_outage(
    reader: httpx.AsyncClient, fake: FakeGateway
) -> None:
    fake.instead["/products"] = [refused]

    response = await reader.get("/products?q=tea")

    assert response.status_code == 422
    assert "retry-after" not in response.headers
    assert "max_price is lower than min_price" in response.text
    assert "The shop is resting" not in response.text


async def test_the_start_tells_of_its_search(reader: httpx.AsyncClient) -> None:
    html = (await reader.get("/")).text

    assert titles(html) == ["Vitrine: good things, still here when you click"]
    assert data(html)["WebSite"]["potentialAction"]["target"].startswith(f"{BASE}/products?q=")


async def test_other_pages_are_as_they_were_built(reader: httpx.AsyncClient) -> None:
    response = await reader.get("/about")

    assert (response.status_code, response.text) == (200, STATIC)


@pytest.mark.parametrize(
    "path",
    [
        "/nowhere",
        "/nowhere.html",
        "/index.html",  # the file of a page is no address of it
        "/products.html",
        "/products.html.gz",
        "/assets/gone.js",
        "/_x",
        "/pingpong",
        "/orders/1.pdf",
        "/orders/tea",
        f"/{'a' * 300}",
        f"/{'a' * 300}.html",
    ],
)
async def test_an_unknown_address_is_not_found(reader: httpx.AsyncClient, path: str) -> None:
    response = await reader.get(path)

    assert response.status_code == 404
    assert metas(response.text)["robots"] == "noindex"
    assert titles(response.text) == ["Not here · Vitrine"]
    assert "Nothing behind this door" in response.text
    own = script_hashes_of(response.content)
    assert all(each in response.headers["content-security-policy"] for each in own)


async def test_what_reflex_answers_itself_passes_by(reader: httpx.AsyncClient) -> None:
    assert (await reader.get("/ping")).json() == "pong"


async def test_an_order_has_a_number_in_its_address(reader: httpx.AsyncClient) -> None:
    response = await reader.get("/orders/1")

    assert (response.status_code, titles(response.text)) == (200, ["Order · Vitrine"])


async def test_a_page_is_asked_for_once(reader: httpx.AsyncClient, build: Build) -> None:
    for last in (1, 2, 3, 1):
        await reader.get(f"/products/{last}")

    assert build.asked == ["/products/0"]


async def test_files_and_what_is_sent_pass_by(reader: httpx.AsyncClient, build: Build) -> None:
    script = await reader.get("/assets/app.js", headers={"If-None-Match": "x"})
    posted = await reader.post("/login")

    assert (script.text, posted.status_code) == ("start()", 307)
    assert build.asked == ["/assets/app.js", "/login"]


async def test_a_page_is_counted_for_the_visitor_who_asked(
    reader: httpx.AsyncClient, fake: FakeGateway
) -> None:
    await reader.get("/products/1", headers={"X-Forwarded-For": "203.0.113.9"})

    (request,) = fake.asked("/products/1")
    assert request.headers["x-forwarded-for"] == "127.0.0.1"  # nobody's word is taken for it


@pytest.mark.parametrize(
    ("hops", "forwarded", "address"),
    [
        (0, "203.0.113.9", "192.0.2.1"),
        (1, "203.0.113.9", "203.0.113.9"),
        (1, "198.51.100.7, 203.0.113.9", "203.0.113.9"),
        (2, "198.51.100.7, 203.0.113.9", "198.51.100.7"),
        (2, "203.0.113.9", "192.0.2.1"),
        (1, "", "192.0.2.1"),
    ],
)
def test_behind_proxies_the_address_is_the_one_that_the_first_of_ours_saw(
    hops: int, forwarded: str, address: str
) -> None:
    headers = [(b"x-forwarded-for", forwarded.encode())]
    scope = {"type": "http", "client": ("192.0.2.1", 5), "headers": headers}

    assert visitor_address(scope, hops=hops) == address


async def test_pages_come_packed_for_who_can_unpack_them(reader: httpx.AsyncClient) -> None:
    async with reader.stream("GET", "/products/1", headers={"Accept-Encoding": "gzip"}) as response:
        raw = b"".join([chunk async for chunk in response.aiter_raw()])

    assert response.headers["content-encoding"] == "gzip"
    assert titles(gzip.decompress(raw).decode()) == ["Teapot · Vitrine"]


async def test_asking_for_the_head_only_gets_no_body(reader: httpx.AsyncClient) -> None:
    response = await reader.head("/products/1")

    assert (response.status_code, response.content) == (200, b"")
    assert int(response.headers["content-length"]) > 0


async def test_only_the_scripts_of_the_page_itself_may_run(reader: httpx.AsyncClient) -> None:
    response = await reader.get("/products/1")

    policy = response.headers["content-security-policy"]
    (scripts,) = (part for part in policy.split("; ") if part.startswith("script-src "))
    hashes = script_hashes_of(response.content)
    # How the page starts, how it forgets its first head, and how it keeps what was printed.
    assert len(hashes) == 3
    own = " ".join(f"'{each}'" for each in hashes)
    assert scripts == f"script-src 'self' {own} 'unsafe-eval'"
    assert "'unsafe-inline'" not in scripts


def test_a_hash_is_what_browsers_compute() -> None:
    html = b"<script>alert('Hello, world.');</script>"  # the example of the standard (CSP 3, 2.3.1)

    assert script_hashes_of(html) == ("sha256-qznLcsROx4GACP2dm0UCKCzCG+HiZ1guq6ZZDob/Tng=",)


async def test_the_sitemap_lists_every_product(
    reader: httpx.AsyncClient, fake: FakeGateway
) -> None:
    for number in range(4, 204):
        fake.shelve(number)

    response = await reader.get("/sitemap.xml")

    places = re.findall("<loc>(.*?)</loc>", response.text)
    assert response.headers["content-type"].startswith("application/xml")
    assert places[:4] == [
        f"{BASE}/",
        f"{BASE}/products",
        f"{BASE}/products?category=Kitchen",
        f"{BASE}/products?category=Outdoors",
    ]
    assert set(places[4:]) == {f"{BASE}/products/{number}" for number in range(1, 204)}
    assert len(places) == 4 + 203


async def test_the_sitemap_is_written_once_in_a_while(
    reader: httpx.AsyncClient, fake: FakeGateway
) -> None:
    first = (await reader.get("/sitemap.xml")).text
    asked = len(fake.requests)

    assert (await reader.get("/sitemap.xml")).text == first
    assert len(fake.requests) == asked


async def test_a_sitemap_that_cannot_be_written_is_not_kept(
    reader: httpx.AsyncClient, fake: FakeGateway
) -> None:
    fake.instead["/products"] = [unavailable for _ in range(ATTEMPTS * 2)]
    assert (await reader.get("/sitemap.xml")).status_code == 503

    fake.instead.clear()

    assert (await reader.get("/sitemap.xml")).status_code == 200


async def test_robots_are_told_where_not_to_look(reader: httpx.AsyncClient) -> None:
    lines = (await reader.get("/robots.txt")).text.splitlines()

    assert "User-agent: *" in lines
    assert "Disallow: /checkout" in lines
    assert f"Sitemap: {BASE}/sitemap.xml" in lines
    assert not any(line.startswith("Disallow: /products") for line in lines)
