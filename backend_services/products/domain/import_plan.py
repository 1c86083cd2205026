"""What a file would do to the shop: all of it, or nothing where a line is wrong."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from backend_services.products.domain.books import Books
from backend_services.products.domain.edit import Edit, ProductChange, ProductChangedMeanwhile
from backend_services.products.domain.product import NewProduct, ProductChanges, ProductState
from backend_services.shared.audit.actor import COMMAND
from backend_services.shared.errors import Unprocessable
from backend_services.shared.money import Money

NAMED_IN_A_REFUSAL: Final = 200  # problems; a look at the file names them all


@dataclass(frozen=True, slots=True, kw_only=True)
class ProductLine:
    """A line that can be read. What the file has no column for is not in it."""

    number: int
    sku: str
    words: ProductChanges
    stock_quantity: int | None = None  # None: the stock stays
    seen: str | None = None  # the product's version when the file was written


class LineProblem(NamedTuple):
    line: int
    sku: str
    field: str  # a column; empty: the line as a whole
    reason: str


class Known(NamedTuple):
    """A product as staff wrote it last, with its books."""

    product_id: int
    product: ProductState
    books: Books


class ImportRefused(Unprocessable):
    code, title = "import_refused", "Some lines are wrong; nothing was imported"

    def __init__(self, problems: Sequence[LineProblem]) -> None:
        lines = len({problem.line for problem in problems})
        count = "1 line is wrong" if lines == 1 else f"{lines} lines are wrong"
        super().__init__(
            f"{count}; nothing was imported",
            problems=[problem._asdict() for problem in problems[:NAMED_IN_A_REFUSAL]],
            problem_count=len(problems),
        )


@dataclass(slots=True)
class ImportPlan:
    creations: list[NewProduct] = field(default_factory=list[NewProduct])
    changes: list[ProductChange] = field(default_factory=list[ProductChange])
    unchanged: int = 0
    problems: list[LineProblem] = field(default_factory=list[LineProblem])

    def check(self) -> None:
        """Is every line right?

        Raises:
            ImportRefused: it is not so.
        """
        if self.problems:
            raise ImportRefused(sorted(self.problems))

    @property
    def touched(self) -> set[str]:
        """The SKUs that it writes."""
        changed = {change.product.sku for change in self.changes}
        return changed | {product.sku for product in self.creations}


def plan_import(
    lines: Iterable[ProductLine],
    *,
    known: Mapping[str, Known],
    problems: Iterable[LineProblem] = (),
) -> ImportPlan:
    """Say what each line would do; `problems` are those of lines that cannot be read."""
    plan = ImportPlan(problems=[*problems])
    numbers: dict[str, int] = {}
    for line in lines:
        first = numbers.setdefault(line.sku, line.number)
        if first != line.number:
            _complain(plan, line, field="sku", reason=f"is in line {first}, too")
        elif (found := known.get(line.sku)) is None:
            _plan_new(plan, line)
        else:
            _plan_change(plan, line, found=found)
    return plan


def _plan_new(plan: ImportPlan, line: ProductLine) -> None:
    words = line.words
    missing = [column for column, key in _NEEDED.items() if key not in words]
    for column in missing:
        _complain(plan, line, field=column, reason="is needed for a new product")
    if missing:
        return
    compare_at = words.get("compare_at_price_minor")
    product = NewProduct(
        sku=line.sku,
        name=words.get("name", ""),
        price=Money(words.get("price_minor", 0)),
        stock_quantity=line.stock_quantity or 0,
        description=words.get("description"),
        category=words.get("category"),
        compare_at_price=None if compare_at is None else Money(compare_at),
        is_active=words.get("is_active", True),
    )
    if _is_in_order(plan, line, price=product.price, compare_at=product.compare_at_price):
        plan.creations.append(product)


def _plan_change(plan: ImportPlan, line: ProductLine, *, found: Known) -> None:
    change = ProductChange(
        product_id=found.product_id,
        product=found.product,
        books=found.books,
        changes=line.words,
        stock_quantity=line.stock_quantity,
    )
    if not change.differences:
        plan.unchanged += 1
        return
    if line.seen is not None:
        edit = Edit(product_id=found.product_id, by=COMMAND, seen=frozenset({line.seen}))
        try:
            edit.check(change.version, counts_stock="stock_quantity" in change.differences)
        except ProductChangedMeanwhile:
            _complain(plan, line, field="version", reason=_MEANWHILE)
            return
    after = found.product.with_changes(line.words)
    if _is_in_order(plan, line, price=after.price, compare_at=after.compare_at_price):
        plan.changes.append(change)


def _is_in_order(
    plan: ImportPlan, line: ProductLine, *, price: Money, compare_at: Money | None
) -> bool:
    if compare_at is None or compare_at.minor > price.minor:
        return True
    reason = f"must be higher than the price, {price}"
    _complain(plan, line, field="compare_at_price", reason=reason)
    return False


def _complain(plan: ImportPlan, line: ProductLine, *, field: str, reason: str) -> None:
    plan.problems.append(LineProblem(line.number, line.sku, field, reason))


_NEEDED: Final = {"name": "name", "price": "price_minor"}
_MEANWHILE: Final = (
    "somebody bought or changed it since the file was written: export it again, or leave out the"
    " columns that you do not want to change"
)
