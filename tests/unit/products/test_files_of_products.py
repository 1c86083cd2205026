import csv
import io
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import ValidationError

from backend_services.products.api.import_schemas import read_file
from backend_services.products.api.schemas import ProductIn
from backend_services.products.domain.books import Books
from backend_services.products.domain.import_plan import (
    ImportRefused,
    Known,
    LineProblem,
    plan_import,
)
from backend_services.products.domain.product import ProductState
from backend_services.products.domain.product_file import (
    BYTES_MAX,
    LINES_MAX,
    FileTooLarge,
    NotAProductFile,
    write_header,
    write_line,
)
from backend_services.shared.money import Money

# What spreadsheets, CSV and this file's own escapes trip over, more often than chance brings it.
NASTY = st.text(st.sampled_from("=+-@'\"\t\r\n,; aÉ\uff1d\u2028\ufeff"), max_size=12)
WORDS = st.one_of(st.text(st.characters(exclude_categories=["Cs"]), max_size=12), NASTY)
BOOKS = Books(on_hand=9, reserved=2, version=10)


@st.composite
def products(draw: st.DrawFn) -> ProductState:
    """As the API would have taken it."""
    try:
        product = ProductIn(
            sku=draw(WORDS.map(lambda words: f"{words}SKU")),
            name=draw(WORDS.map(lambda words: f"{words}name")),
            description=draw(WORDS),
            category=draw(WORDS),
            price=Decimal(draw(st.integers(1, 10**10 - 2))).scaleb(-2),
            stock_quantity=0,
            is_active=draw(st.booleans()),
        ).to_new_product()
    except ValidationError:
        assume(condition=False)
        raise
    compare_at = draw(st.sampled_from([None, product.price * 2]))
    return ProductState(
        sku=product.sku,
        name=product.name,
        description=product.description,
        category=product.category,
        price=product.price,
        compare_at_price=compare_at if compare_at and compare_at.minor < 10**10 else None,
        is_active=product.is_active,
        version=3,
        pictures=[],
    )


def as_file(*products: ProductState) -> bytes:
    lines = (write_line(product, BOOKS) for product in products)
    return (write_header() + "".join(lines)).encode()


def problems_in(text: str) -> list[LineProblem]:
    found = read_file(text.encode())
    with pytest.raises(ImportRefused):
        plan_import(found.lines, known={}, problems=found.problems).check()
    return sorted(plan_import(found.lines, known={}, problems=found.problems).problems)


@given(products())
def test_what_was_exported_changes_nothing_when_it_is_imported(product: ProductState) -> None:
    found = read_file(as_file(product))

    plan = plan_import(found.lines, known={product.sku: Known(1, product, BOOKS)})

    assert found.problems == []
    assert (plan.unchanged, plan.creations, plan.changes, plan.problems) == (1, [], [], [])


@given(products())
def test_no_exported_cell_begins_like_a_formula(product: ProductState) -> None:
    text = as_file(product).decode("utf-8-sig")

    for cell in list(csv.reader(io.StringIO(text, newline="")))[1]:
        assert cell[:1] not in set("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20") - {""}


def test_a_version_is_nothing_that_a_spreadsheet_would_round() -> None:
    line = as_file(a_product()).decode().splitlines()[1]

    assert line == "POT-1,Pot,,,9.00,,7,true,v3.10"


def a_product() -> ProductState:
    return ProductState(
        sku="POT-1",
        name="Pot",
        description=None,
        category=None,
        price=Money.parse("9.00"),
        compare_at_price=None,
        is_active=True,
        version=3,
        pictures=[],
    )


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "The file is empty"),
        (b"\n\n", "The file is empty"),
        (b"sku;name\n", "Unknown columns: “sku;name”"),
        (b"sku,colour,name\n", "Unknown columns: “colour”"),
        (b"sku,name,SKU\n", "Columns that are there twice: sku"),
        (b"name,price\n", "The column “sku” is missing"),
        (b"sku,name\nA\xff\n", "not UTF-8"),
        (b'sku,"name\n', "Line 1: cannot be read as CSV"),
        (b"sku\n" + b"ABC\n" * (LINES_MAX + 1), f"At most {LINES_MAX} lines"),
    ],
)
def test_a_file_that_is_none_of_products_is_refused_as_a_whole(content: bytes, why: str) -> None:
    with pytest.raises(NotAProductFile, match=why):
        read_file(content)


def test_a_file_that_is_too_large_is_refused_unread() -> None:
    with pytest.raises(FileTooLarge):
        read_file(b"," * (BYTES_MAX + 1))


def test_each_bad_line_is_named_with_its_field_and_the_reason() -> None:
    text = """sku,name,price,compare_at_price,stock_quantity,is_active
AB,Pot,9,,1,true
POT-2,Pot,0,,1,true

POT-3,"A pot
of two lines",9,8,1,true
POT-4,Pot,9,,-1,maybe
POT-5,Pot,9
POT-6,,9.999,,1,true
pot-3 ,Pot,9,,1,true
POT-7,Pot,1e400,,99999999999,true
"""

    assert [(one.line, one.sku, one.field) for one in problems_in(text)] == [
        (2, "AB", "sku"),
        (3, "POT-2", "price"),
        (5, "POT-3", "compare_at_price"),
        (7, "POT-4", "is_active"),
        (7, "POT-4", "stock_quantity"),
        (8, "POT-5", ""),
        (9, "POT-6", "name"),
        (9, "POT-6", "price"),
        (10, "POT-3", "sku"),
        (11, "POT-7", "price"),
        (11, "POT-7", "stock_quantity"),
    ]
    reasons = {(one.line, one.field): one.reason for one in problems_in(text)}
    assert reasons[(3, "price")] == "must be greater than 0"
    assert reasons[(8, "")] == "3 cells, where the first line names 6 columns"
    assert reasons[(10, "sku")] == "is in line 5, too"
    assert reasons[(5, "compare_at_price")] == "must be higher than the price, 9.00"


def test_where_a_quotation_mark_is_left_open_nothing_after_it_is_believed() -> None:
    (problem,) = problems_in('sku,name,price\nPOT-1,"Pot,9\nPOT-2,Pot,9\n')

    assert (problem.line, problem.field) == (2, "")
    assert "cannot be read as CSV" in problem.reason


def test_nul_characters_are_named_and_not_carried_on() -> None:
    (problem,) = problems_in("sku,name,price\nPOT-1\x00,Pot,9\n")

    assert (problem.line, problem.sku, problem.field) == (2, "POT-1", "sku")


def test_a_version_is_what_an_export_wrote() -> None:
    (problem,) = problems_in("sku,name,price,version\nPOT-1,Pot,9,3.1\n")

    assert (problem.field, problem.reason) == (
        "version",
        "must be as the export wrote it, like v3.17",
    )


def test_a_column_that_is_not_there_stays_as_it_is() -> None:
    known = {"POT-1": Known(1, a_product(), BOOKS)}

    (change,) = plan_import(read_file(b"sku,price\nPOT-1,12\n").lines, known=known).changes

    assert change.differences == {"price_minor": [900, 1200]}


def test_empty_cells_empty_what_may_be_empty_and_leave_the_rest() -> None:
    known = {"POT-1": Known(1, a_product(), BOOKS)}
    header = b"sku,description,category,compare_at_price,stock_quantity,is_active,version\n"

    assert plan_import(read_file(header + b"POT-1,,,,,,\n").lines, known=known).unchanged == 1


@pytest.mark.parametrize(
    ("cells", "is_refused"),
    [
        ("Pot,7,v3.10", False),  # nothing to write
        ("Pan,7,v3.9", False),  # sold meanwhile; the stock is what it is
        ("Pan,8,v3.9", True),  # counted before the sale
        ("Pot,8,v3.10", False),
        ("Pan,7,v2.10", True),  # written before somebody else's edit
        ("Pan,8,", False),  # nothing is known of when
    ],
)
def test_nothing_is_written_over_what_the_file_has_not_seen(cells: str, is_refused: bool) -> None:
    lines = read_file(f"sku,name,stock_quantity,version\nPOT-1,{cells}\n".encode()).lines

    plan = plan_import(lines, known={"POT-1": Known(1, a_product(), BOOKS)})

    assert [problem.field for problem in plan.problems] == ["version"] * is_refused
