import asyncio

import pytest

from storefront.api.catalog import ProductChange
from storefront.web.tabs import ABANDONED, NOTICES, News, Notice, Tabs


def change(product_id: int, *, stock: int = 5) -> ProductChange:
    return ProductChange(id=product_id, price="1.00", stock=stock, is_active=True)


def notice(number: int) -> Notice:
    return Notice(kind="order_confirmation", subject=str(number), message="", order_id=number)


class Time:
    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def time() -> Time:
    return Time()


@pytest.fixture
def tabs(time: Time) -> Tabs:
    return Tabs(monotonic=time)


def test_a_tab_hears_of_what_it_shows_and_of_nothing_else(tabs: Tabs) -> None:
    tab = tabs.of("a")
    tab.show("catalog", [1, 2])

    tabs.tell_changes([change(1), change(3)])

    assert tab.take_news().changes == (change(1),)


def test_of_one_product_only_the_last_change_waits(tabs: Tabs) -> None:
    tab = tabs.of("a")
    tab.show("product", [1])

    tabs.tell_changes(change(1, stock=stock) for stock in range(1000))

    assert tab.take_news().changes == (change(1, stock=999),)


def test_a_turned_page_is_over(tabs: Tabs) -> None:
    tab = tabs.of("a")
    tab.show("product", [1])
    tabs.tell_changes([change(1)])

    tab.turn_page()
    tabs.tell_changes([change(1)])

    assert tab.take_news().changes == ()


def test_each_place_of_a_page_is_asked_apart(tabs: Tabs) -> None:
    tab = tabs.of("a")
    tab.show("catalog", [1])
    tab.show("cart", [2])

    assert tab.shows("catalog", [1, 9])
    assert not tab.shows("cart", [1, 9])
    assert tab.product_ids == {1, 2}


def test_notices_are_for_one_person(tabs: Tabs) -> None:
    ann, bob, nobody = tabs.of("a"), tabs.of("b"), tabs.of("c")
    tabs.enter(ann, user_id=7, session_id="s7")
    tabs.enter(bob, user_id=8, session_id="s8")

    for tab in (ann, bob):
        tab.take_news()

    tabs.tell_person(7, notice(1))
    tabs.tell_gap(7)

    assert ann.take_news() == News(notices=(notice(1),), has_gap=True)
    assert bob.take_news() == News()
    assert nobody.take_news() == News()


def test_notices_are_bounded(tabs: Tabs) -> None:
    tab = tabs.of("a")
    tabs.enter(tab, user_id=7, session_id="s")

    for number in range(1000):
        tabs.tell_person(7, notice(number))

    assert len(tab.take_news().notices) == NOTICES


async def test_news_are_waited_for_and_told_once(tabs: Tabs) -> None:
    tab = tabs.of("a")
    tab.show("product", [1])
    waiting = asyncio.create_task(tab.news())
    await asyncio.sleep(0)
    assert not waiting.done()

    tabs.tell_changes([change(1)])

    assert await waiting == News(changes=(change(1),))
    assert tab.take_news() == News()


def test_the_connection_is_told_when_it_changes(tabs: Tabs) -> None:
    tab = tabs.of("a")

    tabs.tell_connection(is_connected=False)

    assert not tab.take_news().is_connected
    assert not tabs.of("later").take_news().is_connected


def test_what_happens_between_two_pages_is_kept(tabs: Tabs, time: Time) -> None:
    tab = tabs.of("a")
    tabs.enter(tab, user_id=7, session_id="s7")
    tabs.leave(tab)
    time.now += ABANDONED / 2
    tabs.forget_abandoned()

    tabs.tell_person(7, notice(1))

    assert tabs.people == {7: {"s7"}}
    assert tabs.of("a").take_news().notices == (notice(1),)


def test_an_abandoned_tab_is_forgotten(tabs: Tabs, time: Time) -> None:
    left, open_still = tabs.of("a"), tabs.of("b")
    tabs.enter(left, user_id=7, session_id="s7")
    tabs.enter(open_still, user_id=8, session_id="s8")
    tabs.leave(left)
    time.now += ABANDONED + 1

    tabs.forget_abandoned()

    assert len(tabs) == 1
    assert tabs.people == {8: {"s8"}}


def test_who_signs_out_is_heard_of_no_more(tabs: Tabs) -> None:
    tab = tabs.of("a")
    tabs.enter(tab, user_id=7, session_id="s7")
    tabs.enter(tab, user_id=None, session_id="other")

    assert tabs.people == {}


def test_news_of_who_was_here_before_are_not_told_to_who_comes(tabs: Tabs) -> None:
    tab = tabs.of("a")
    tabs.enter(tab, user_id=7, session_id="s7")
    tabs.tell_person(7, notice(1))

    tabs.enter(tab, user_id=None, session_id="other")

    assert tab.take_news() == News()


def test_the_next_person_looks_for_what_happened_before_they_were_heard_of(tabs: Tabs) -> None:
    tab = tabs.of("a")
    tabs.enter(tab, user_id=7, session_id="s7")
    tabs.tell_person(7, notice(1))

    tabs.enter(tab, user_id=8, session_id="s8")

    assert tab.take_news() == News(has_gap=True)


def test_the_same_person_on_the_next_page_has_missed_nothing(tabs: Tabs) -> None:
    tab = tabs.of("a")
    tabs.enter(tab, user_id=7, session_id="s7")
    tab.take_news()
    tabs.tell_person(7, notice(1))

    tabs.enter(tab, user_id=7, session_id="s7")

    assert tab.take_news() == News(notices=(notice(1),))


def test_a_session_that_is_over_has_nobody_at_its_tabs(tabs: Tabs) -> None:
    one, two, elsewhere = tabs.of("a"), tabs.of("b"), tabs.of("c")
    for tab in (one, two):
        tabs.enter(tab, user_id=7, session_id="s7")
    tabs.enter(elsewhere, user_id=7, session_id="another")
    elsewhere.take_news()
    tabs.tell_person(7, notice(1))

    tabs.dismiss("s7")
    tabs.tell_person(7, notice(2))

    assert one.take_news() == two.take_news() == News()
    assert elsewhere.take_news().notices == (notice(1), notice(2))
    assert tabs.people == {7: {"another"}}
    assert tabs.people_changed.is_set()


async def test_a_place_that_rests_is_looked_at_once_it_has_rested(tabs: Tabs) -> None:
    tab = tabs.of("a")
    tab.rest("cart", seconds=0.01)

    tab.owe("cart")

    assert tab.take_news() == News()
    assert await tab.news() == News(owed=frozenset({"cart"}))
    assert tab.take_news() == News()


async def test_a_place_that_is_owed_nothing_rests_in_silence(tabs: Tabs) -> None:
    tab = tabs.of("a")
    tab.rest("cart", seconds=0)
    while tab.is_resting("cart"):  # noqa: ASYNC110 - a tab sends no event
        await asyncio.sleep(0)

    tab.owe("orders")

    assert await tab.news() == News(owed=frozenset({"orders"}))
