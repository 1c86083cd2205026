import pytest

from storefront.api.catalog import ProductChange
from storefront.api.models import ProductCard
from storefront.state.changes import changed

CARD = ProductCard(
    id=1, currency="USD", price="$38.50", amount="38.50", compare_at_price="$45.00", stock=12
)


@pytest.mark.parametrize(("price", "struck_through"), [("38.50", "$45.00"), ("46.00", "")])
def test_a_struck_through_price_stands_as_long_as_the_price_beside_it(
    price: str, struck_through: str
) -> None:
    card = changed(CARD, ProductChange(id=1, price=price, stock=3, is_active=True))

    assert (card.compare_at_price, card.stock) == (struck_through, 3)
