import pytest

from tools.lint_rules import check

SERVICE = "backend_services/orders/use_cases/place_order.py"


@pytest.mark.parametrize(
    ("source", "rule"),
    [
        ("async def f(session):\n    await session.commit()", "VT01"),
        ("async def f(sns):\n    await sns.publish(x)", "VT02"),
        ("Q = 'select 1 from stock for update'", "VT03"),
        ("q = select(Stock).with_for_update()", "VT04"),
        ("rx.el.form(rx.el.input(), on_submit=save)", "VT05"),
    ],
)
def test_each_rule_finds_its_fault(source: str, rule: str) -> None:
    assert [finding.rule for finding in check(SERVICE, source)] == [rule]


@pytest.mark.parametrize(
    "source",
    [
        "Q = 'select 1 from stock for no key update'",
        "q = select(Stock).order_by(Stock.sku).with_for_update()",
        "rx.el.form(rx.el.input(), method='post', on_submit=save)",
        "Q = 'for update'  # VT03: no foreign key points here",
    ],
)
def test_what_is_right_or_excused_is_left_alone(source: str) -> None:
    assert list(check(SERVICE, source)) == []


def test_the_edge_may_commit_and_the_relay_may_publish() -> None:
    assert list(check("backend_services/shared/db/session.py", "s.commit()")) == []
    assert list(check("backend_services/shared/messaging/relay.py", "p.publish(x)")) == []
