from datetime import UTC, datetime
from uuid import UUID

from backend_services.shared.ids import made_at, new_id


def test_an_id_says_when_it_was_made() -> None:
    assert made_at(UUID("017f22e2-79b0-7cc3-98c4-dc0c0c07398f")) == datetime(
        2022, 2, 22, 19, 22, 22, tzinfo=UTC
    )


def test_of_two_ids_the_later_one_was_made_later() -> None:
    first, second = made_at(new_id()), made_at(new_id())

    assert first is not None
    assert second is not None
    assert first <= second


def test_an_id_of_another_kind_says_nothing() -> None:
    assert made_at(UUID("c232ab00-9414-11ec-b3c8-9f6bdeced846")) is None
    assert made_at(UUID(int=(2**48 - 1 << 80) | (7 << 76) | (1 << 63))) is None
