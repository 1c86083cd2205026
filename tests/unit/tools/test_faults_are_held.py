"""docs/faults.md says which test holds which fault: each of them must be there."""

import re
from pathlib import Path
from typing import Final

import pytest

TESTS: Final = Path(__file__).parents[2]
PAGE: Final = TESTS.parent / "docs" / "faults.md"
ROWS: Final = {
    row[1]: re.findall(r"`([\w/.:]+)`", row[2])
    for row in re.finditer(r"^\| ([A-D]\d+) \|[^|]*\|([^|]*)\|$", PAGE.read_text(), re.MULTILINE)
}
KNOWN: Final = {"A": 25, "B": 19, "C": 13, "D": 5}


def test_no_fault_is_left_out() -> None:
    assert list(ROWS) == [
        f"{group}{number}" for group, last in KNOWN.items() for number in range(1, last + 1)
    ]


@pytest.mark.parametrize("fault", ROWS)
def test_each_fault_is_held_by_tests_that_exist(fault: str) -> None:
    assert ROWS[fault]
    for named in ROWS[fault]:
        path, _, name = named.partition("::")
        text = (TESTS / path).read_text()
        assert re.search(rf"^\s*(async )?def {name}\(", text, re.MULTILINE), named
