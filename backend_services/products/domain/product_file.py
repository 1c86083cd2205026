"""Products as lines of a CSV file: what an export writes and an import reads.

RFC 4180, commas, UTF-8. A spreadsheet runs a cell that begins like a formula, so such a cell gets
an apostrophe before it; reading takes away exactly what writing gave.
"""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Final

from backend_services.products.domain.books import Books
from backend_services.products.domain.edit import ProductVersion
from backend_services.products.domain.product import ProductState
from backend_services.shared.errors import PayloadTooLarge, Unprocessable

COLUMNS: Final = (
    "sku",
    "name",
    "description",
    "category",
    "price",
    "compare_at_price",
    "stock_quantity",
    "is_active",
    "version",
)
BYTES_MAX: Final = 5 * 1024 * 1024
LINES_MAX: Final = 5000
BYTE_ORDER_MARK: Final = "\ufeff"  # without it a spreadsheet takes UTF-8 for something else

_APOSTROPHE: Final = "'"
# OWASP's list, and the full-width forms that some spreadsheets read as the plain ones.
_FORMULA: Final = frozenset("=+-@\t\r\n\uff1d\uff0b\uff0d\uff20")
_ESCAPED: Final = _FORMULA | {_APOSTROPHE}
_NAMED_AT_MOST: Final = 10  # columns in one sentence
_SHOWN: Final = 50  # characters of what somebody else wrote


class FileTooLarge(PayloadTooLarge):
    code, title = "import_too_large", "At most 5 MB can be imported at once"


class NotAProductFile(Unprocessable):
    """The file as a whole is wrong: there are no lines to name."""

    code, title = "not_a_product_file", "This file is not one with products"


@dataclass(frozen=True, slots=True)
class FileLine:
    number: int  # where it begins in the file, the header being line 1
    cells: dict[str, str]  # by column
    problem: str = ""  # why it cannot be read


def write_header() -> str:
    return BYTE_ORDER_MARK + _written(COLUMNS)


def write_line(product: ProductState, books: Books) -> str:
    compare_at = product.compare_at_price
    return _written(
        (
            product.sku,
            product.name,
            product.description or "",
            product.category or "",
            str(product.price),
            "" if compare_at is None else str(compare_at),
            str(books.available),
            "true" if product.is_active else "false",
            # With a letter, for a spreadsheet would make 3.1 of 3.10.
            f"v{ProductVersion(product.version, books.version).tag}",
        )
    )


def read_lines(content: bytes) -> Iterator[FileLine]:
    """Each line with its cells by column; empty lines are left out.

    Raises:
        FileTooLarge: more bytes than are taken.
        NotAProductFile: no UTF-8, no known columns, or too many lines.
    """
    if len(content) > BYTES_MAX:
        raise FileTooLarge
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise NotAProductFile("The file is not UTF-8 text. Save it as “CSV UTF-8”.") from None
    rows = _rows(text)
    _, header, problem = next(rows, (1, (), ""))
    if problem:
        raise NotAProductFile(f"Line 1: {problem}")
    columns = _columns(header)
    for count, (number, cells, why) in enumerate(rows, start=1):
        if count > LINES_MAX:
            raise NotAProductFile(f"At most {LINES_MAX} lines can be imported at once")
        yield FileLine(number, _named(cells, columns), why or _misfit(cells, columns))


def _rows(text: str) -> Iterator[tuple[int, Sequence[str], str]]:
    """Where each begins, its cells, and why it cannot be read."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    while True:
        number = reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error as error:
            yield number, (), f"cannot be read as CSV: {error}"
            return  # where quotes went wrong, what follows is anybody's guess
        if any(cell.strip() for cell in cells):
            yield number, cells, ""


def _columns(header: Sequence[str]) -> Sequence[str]:
    names = [name.strip().lower() for name in header]
    if not names:
        raise NotAProductFile("The file is empty")
    unknown = [name for name in names if name not in COLUMNS]
    if unknown:
        shown = ", ".join(f"“{name[:_SHOWN]}”" for name in unknown[:_NAMED_AT_MOST])
        raise NotAProductFile(
            f"Unknown columns: {shown}. These are known, separated by commas: {', '.join(COLUMNS)}",
            unknown=[name[:_SHOWN] for name in unknown[:_NAMED_AT_MOST]],
        )
    twice = sorted({name for name in names if names.count(name) > 1})
    if twice:
        raise NotAProductFile(f"Columns that are there twice: {', '.join(twice)}")
    if "sku" not in names:
        raise NotAProductFile("The column “sku” is missing: it says which product a line is about")
    return names


def _named(cells: Iterable[str], columns: Iterable[str]) -> dict[str, str]:
    return dict(zip(columns, (_unescaped(cell.strip()) for cell in cells), strict=False))


def _misfit(cells: Sequence[str], columns: Sequence[str]) -> str:
    if len(cells) == len(columns):
        return ""
    return f"{len(cells)} cells, where the first line names {len(columns)} columns"


def _written(cells: Sequence[str]) -> str:
    line = io.StringIO(newline="")
    csv.writer(line).writerow([_escaped(cell) for cell in cells])
    return line.getvalue()


def _escaped(cell: str) -> str:
    return _APOSTROPHE + cell if cell[:1] in _ESCAPED else cell


def _unescaped(cell: str) -> str:
    is_escaped = cell[:1] == _APOSTROPHE and cell[1:2] in _ESCAPED
    return cell[1:] if is_escaped else cell
