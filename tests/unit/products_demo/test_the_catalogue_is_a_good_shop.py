import re
from collections import Counter

import pytest

from backend_services.products.demo.catalogue import DemoProduct, read_catalogue
from backend_services.shared.money import Currency

CATALOGUE = read_catalogue()
SKUS = [product.sku for product in CATALOGUE]


def test_there_is_enough_to_browse() -> None:
    per_category = Counter(product.category for product in CATALOGUE)

    assert len(CATALOGUE) == 72
    assert sorted(per_category) == [
        "Desk",
        "Garden",
        "Home",
        "Kitchen",
        "Music",
        "Outdoors",
        "Photo",
        "Toys",
    ]
    assert min(per_category.values()) >= 7


@pytest.mark.parametrize(
    "field", ["sku", "name", "slug", "picture", "alt", "description", "listed_days_ago"]
)
def test_no_two_products_share_a(field: str) -> None:
    uses = Counter(getattr(product, field) for product in CATALOGUE)

    assert [value for value, count in uses.items() if count > 1] == []


def test_some_stock_is_low_some_is_gone_and_most_is_plenty() -> None:
    stocks = [product.stock for product in CATALOGUE]

    assert sum(stock == 0 for stock in stocks) == 4
    assert sum(1 <= stock <= 3 for stock in stocks) == 9
    assert all(stock in {0, 1, 2, 3} or 8 <= stock <= 80 for stock in stocks)


@pytest.mark.parametrize("product", CATALOGUE, ids=SKUS)
def test_a_price_is_one_a_shop_would_print(product: DemoProduct) -> None:
    assert product.price.currency is Currency.USD
    assert product.price.minor > 0
    assert product.price.minor % 100 in {0, 50, 90}
    if product.compare_at_price is not None:
        assert product.compare_at_price.minor > product.price.minor


def test_a_few_prices_were_higher_before() -> None:
    assert sum(product.compare_at_price is not None for product in CATALOGUE) == 6


@pytest.mark.parametrize("product", CATALOGUE, ids=SKUS)
def test_the_words_say_something_and_fit(product: DemoProduct) -> None:
    assert re.fullmatch(r"[A-Z]{3}-\d{3}", product.sku)
    assert len(product.name) <= 24
    assert 90 <= len(product.description) <= 1000
    assert 2 <= len(re.findall(r"[.?!](?= |$)", product.description)) <= 4
    assert 10 <= len(product.alt) <= 80
    assert not product.alt.endswith(".")


def test_goods_have_come_in_over_the_last_months_and_the_oldest_is_first() -> None:
    ages = [product.age.days for product in CATALOGUE]

    assert ages == sorted(ages, reverse=True)
    assert ages[-1] >= 1
    assert 90 <= ages[0] <= 180


def test_the_newest_row_of_the_window_shows_four_categories() -> None:
    assert len({product.category for product in CATALOGUE[-4:]}) == 4
