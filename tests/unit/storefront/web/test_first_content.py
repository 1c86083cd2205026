"""What stands in a page before any script runs: for crawlers, slow phones, and old ones."""

import re
from html.parser import HTMLParser

import httpx
import pytest
from starlette.requests import Request
from starlette.responses import Response

from storefront.api.client import ATTEMPTS
from storefront.web.first_html.markup import Html, element, joined
from storefront.web.first_html.slot import BONES, filled
from tests.unit.storefront.fake_gateway import FakeGateway, problem

EVIL = '"><script>alert(1)</script><!--/first--> &amp; \\1'
PICTURES = [
    {
        "id": number,
        "url": f"/media/{number}.webp",
        "width": 1024,
        "height": 1024,
        "alt": f"Side {number}",
        "variants": [
            {"url": f"/media/{number}-400.webp", "width": 400, "height": 400},
            {"url": f"/media/{number}-800.webp", "width": 800, "height": 800},
        ],
    }
    for number in (1, 2)
]


class Page(HTMLParser):
    """The elements of what was printed, and the words in each."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str]]] = []
        self.words: dict[str, list[str]] = {}
        self._open: list[str] = []
        found = re.search(r"<!--first-->(.*?)<script>", html, re.DOTALL)
        assert found is not None
        self.feed(found[1])
        self.close()
        assert self._open == []  # every element ends

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        if tag != "img":
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        for tag in self._open:
            self.words.setdefault(tag, []).append(data)

    def all(self, tag: str) -> list[dict[str, str]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def links(self) -> list[str]:
        return [each["href"] for each in self.all("a")]


async def page_at(reader: httpx.AsyncClient, path: str) -> Page:
    return Page((await reader.get(path)).text)


async def unavailable(_: Request) -> Response:
    return problem(503, "unavailable", "later")


async def test_a_product_can_be_read_before_any_script_runs(
    reader: httpx.AsyncClient,
) -> None:
    page = await page_at(reader, "/products/2")

    assert page.words["h1"] == ["Cup"]
    assert "$12.00" in page.words["span"]
    assert "Only 3 left" in page.words["span"]
    assert "Good to have." in page.words["p"]
    assert page.links == ["/products", "/products?category=Kitchen"]
    (picture,) = page.all("img")
    assert (picture["src"], picture["alt"]) == ("/media/2.webp", "A picture")
    assert (picture["width"], picture["height"]) == ("256", "256")
    assert (picture["loading"], picture["fetchpriority"]) == ("eager", "high")


async def test_who_has_no_scripts_is_told_what_buying_needs(reader: httpx.AsyncClient) -> None:
    page = await page_at(reader, "/products/2")

    assert page.words["noscript"] == ["To buy it, please let this page run its scripts."]
    (button,) = page.all("button")
    assert "disabled" in button


async def test_what_is_sold_out_and_what_it_cost_before_can_be_read(
    reader: httpx.AsyncClient, fake: FakeGateway
) -> None:
    fake.shelve(8, stock_quantity=0, compare_at_price="45.00")

    page = await page_at(reader, "/products/8")

    assert "Sold out" in page.words["span"]
    assert page.words["s"] == ["$45.00"]
    assert "Yours once you place the order, not before." not in page.words["p"]


async def test_what_has_no_category_has_no_step_without_a_name(
    reader: httpx.AsyncClient, fake: FakeGateway
) -> None:
    fake.shelve(8, category="")

    page = await page_at(reader, "/products/8")

    assert page.links == ["/products"]
    assert page.words["p"][0] == "SKU-8"


async def test_all_pictures_of_a_product_are_there_in_their_sizes(
    reader: httpx.AsyncClient, fake: FakeGateway
) -> None:
    fake.shelve(8, pictures=PICTURES)

    first, *others = (await page_at(reader, "/products/8")).all("img")

    assert first["srcset"] == "/media/1-400.webp 400w, /media/1-800.webp 800w"
    assert first["sizes"].endswith("100vw")
    assert [each["loading"] for each in others] == ["lazy", "lazy"]


async def test_the_catalogue_is_a_list_of_links_with_prices(reader: httpx.AsyncClient) -> None:
    page = await page_at(reader, "/products")

    assert page.words["h1"] == ["The whole window"]
    assert page.words["h3"][:2] == ["Teapot", "Cup"]
    assert {"/products/1", "/products/2", "/products?category=Kitchen"} <= set(page.links)
    assert "$38.50" in page.words["span"]
    assert "3 things" in page.words["p"]
    assert "3 of 3" in page.words["p"]


async def test_a_long_list_goes_on_by_a_link(reader: httpx.AsyncClient, fake: FakeGateway) -> None:
    for number in range(4, 204):
        fake.shelve(number)

    first = await page_at(reader, "/products?category=Kitchen")
    more = await page_at(reader, "/products?category=Kitchen&show=48")
    most = await page_at(reader, "/products?show=9999")
    third = await page_at(reader, "/products?category=Kitchen&page=3")

    assert len(first.words["h3"]) == 24
    assert "/products?category=Kitchen&page=2" in first.links
    assert len(more.words["h3"]) == 48
    assert "/products?category=Kitchen&page=3" in more.links
    assert len(most.words["h3"]) == 96  # the page itself shows the rest
    assert "/products?page=5" in most.links
    assert "49 to 72 of 202" in third.words["p"]
    assert {f"/products?category=Kitchen&page={number}" for number in (2, 4)} <= set(third.links)


async def test_every_product_of_a_long_list_is_reached_by_plain_links(
    reader: httpx.AsyncClient, fake: FakeGateway
) -> None:
    for number in range(4, 501):
        fake.shelve(number, category="")
    found: set[str] = set()
    ahead = ["/products"]
    been: list[str] = []

    while ahead:
        path = ahead.pop()
        been.append(path)
        links = (await page_at(reader, path)).links
        found.update(link for link in links if re.fullmatch(r"/products/\d+", link))
        ahead += [one for one in links if "page=" in one and one not in (*been, *ahead)]

    assert found == {f"/products/{number}" for number in range(1, 501)}
    assert been == ["/products", *(f"/products?page={number}" for number in range(2, 22))]


async def test_a_page_behind_the_end_leads_to_the_start(reader: httpx.AsyncClient) -> None:
    page = await page_at(reader, "/products?category=Kitchen&page=2")

    assert page.words["h2"][1:] == ["The list ends before this page"]
    assert page.links[-1] == "/products?category=Kitchen"


async def test_filters_are_links_that_take_them_on_and_off(reader: httpx.AsyncClient) -> None:
    page = await page_at(reader, "/products?category=Kitchen&in_stock=1")

    chips = {each["href"]: each for each in page.all("a") if "aria-current" in each}
    assert set(chips) == {"/products?in_stock=1", "/products?category=Kitchen"}
    tags = page.all("ul")[1]
    assert tags["aria-label"] == "Filters that are on"
    assert "Clear all" in page.words["a"]
    (sort,) = page.all("select")
    assert "disabled" in sort


async def test_crawlers_follow_plain_categories_only(reader: httpx.AsyncClient) -> None:
    rels = {
        path: [each.get("rel") for each in (await page_at(reader, path)).all("a")]
        for path in ("/products", "/products?category=Kitchen")
    }

    assert rels["/products"].count("nofollow") == 1  # "In stock"
    assert rels["/products?category=Kitchen"].count("nofollow") == 3


async def test_finding_nothing_offers_a_way_on(reader: httpx.AsyncClient) -> None:
    page = await page_at(reader, "/products?q=nothing&in_stock=1")

    assert page.words["h1"] == ["“nothing”"]
    assert page.words["h2"][1:] == ["Nothing like that in the window"]
    assert {"/products?q=nothing", "/products"} <= set(page.links)


async def test_the_home_page_shows_its_goods_and_shelves(reader: httpx.AsyncClient) -> None:
    page = await page_at(reader, "/")

    assert page.words["h1"] == ["Good things, still here when you click."]
    assert {"/products/1", "/products?category=Outdoors"} <= set(page.links)
    assert "Teapot" in page.words["h3"]


@pytest.mark.parametrize(
    ("path", "ways"),
    [
        ("/login", ["/session/google/start", "/register"]),
        ("/register", ["/session/google/start", "/login"]),
        (
            "/login?next=/checkout",
            ["/session/google/start?next=%2Fcheckout", "/register?next=%2Fcheckout"],
        ),
        ("/login?next=//evil.example", ["/session/google/start", "/register"]),
        (f"/login?{'a=b&' * 99}next=/cart", ["/session/google/start", "/register"]),
    ],
)
async def test_other_ways_in_are_links(
    reader: httpx.AsyncClient, fake: FakeGateway, path: str, ways: list[str]
) -> None:
    fake.providers = ["google"]

    page = await page_at(reader, path)

    assert page.links == ways


async def test_without_google_the_password_is_the_way_in(
    reader: httpx.AsyncClient, fake: FakeGateway
) -> None:
    fake.providers = ["google"]
    fake.instead["/auth/providers"] = [unavailable] * ATTEMPTS

    page = await page_at(reader, "/login")

    assert page.links == ["/register"]


async def test_an_address_of_nothing_says_so_and_leads_on(reader: httpx.AsyncClient) -> None:
    page = await page_at(reader, "/nowhere")

    assert page.words["h1"] == ["Nothing behind this door"]
    assert page.links == ["/products", "/"]


@pytest.mark.parametrize("last", ["999", "tea"])
async def test_what_is_not_there_says_so_and_leads_on(reader: httpx.AsyncClient, last: str) -> None:
    page = await page_at(reader, f"/products/{last}")

    assert page.words["h1"] == ["This is no longer in the window"]
    assert page.links == ["/products"]


@pytest.mark.parametrize(
    ("path", "tag", "again"),
    [
        ("/products/1", "h1", "/products/1"),
        ("/products?category=Kitchen", "h2", "/products?category=Kitchen"),
        ("/", "h2", "/"),
    ],
)
async def test_a_shop_that_rests_can_be_asked_again(
    reader: httpx.AsyncClient, fake: FakeGateway, path: str, *, tag: str, again: str
) -> None:
    asked = path.partition("?")[0] if path != "/" else "/products"
    fake.instead[asked] = [unavailable] * (2 * ATTEMPTS)  # the home page also looks for pictures

    page = await page_at(reader, path)

    assert "The shop is resting" in page.words[tag]
    assert again in page.links


@pytest.mark.parametrize("path", ["/products/8", "/products", "/", f"/products?q={EVIL}"])
async def test_nothing_that_data_says_becomes_markup(
    reader: httpx.AsyncClient, fake: FakeGateway, path: str
) -> None:
    fake.products.clear()
    fake.shelve(8, name=EVIL, description=EVIL, category=EVIL, image_alt=EVIL, sku=EVIL)

    html = (await reader.get(path, params={"q": EVIL} if "q=" in path else None)).text

    assert "<script>alert" not in html
    assert html.count("<!--/first-->") == 1
    if path == "/products/8":
        assert Page(html).words["h1"] == [EVIL]


async def test_a_page_without_content_of_its_own_keeps_its_bones(
    reader: httpx.AsyncClient,
) -> None:
    assert BONES in (await reader.get("/orders/1")).text
    assert BONES in (await reader.get("/about")).text


def test_an_attribute_is_left_out_when_it_says_nothing() -> None:
    link = element("a", "<", href="/?a&b", rel="", hidden=True, disabled=False, aria_label='"')

    assert link == '<a href="/?a&amp;b" hidden aria-label="&quot;">&lt;</a>'
    assert element("img", alt="", src="/x") == '<img alt="" src="/x">'
    assert joined(Html("<b>"), "<b>") == "<b>&lt;b&gt;"


def test_only_the_place_for_it_is_filled() -> None:
    page = f"<main><div>{BONES}</div></main>"

    assert re.sub(r"<script>.*</script>", "", filled(page, Html("words")), flags=re.DOTALL) == (
        "<main><div><!--first-->words<!--/first--></div></main>"
    )
    assert filled("<main></main>", Html("words")) == "<main></main>"
