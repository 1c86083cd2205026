"""What the API takes and shows of files with products."""

import hashlib
import re
from collections.abc import Iterable, Sequence
from typing import Annotated, Any, Final, NamedTuple
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, Field, ValidationError

from backend_services.products.api.schemas import (
    Category,
    Description,
    Name,
    Price,
    Sku,
    StockQuantity,
    to_changes,
)
from backend_services.products.domain.import_plan import (
    ImportPlan,
    LineProblem,
    ProductLine,
)
from backend_services.products.domain.product_file import FileLine, read_lines
from backend_services.products.domain.product_import import ImportState, ProductImport
from backend_services.shared.http.wire import WireTime


def _or_none(value: Any) -> Any:  # noqa: ANN401 - sees whatever was sent
    return None if value == "" else value


def _version(text: str) -> str:
    """A product's version as an export wrote it, without its letter."""
    found = _VERSION.fullmatch(text)
    if found is None:
        msg = "must be as the export wrote it, like v3.17"
        raise ValueError(msg)
    return found[1]


_VERSION: Final = re.compile(r"v(\d{1,10}\.\d{1,19})", re.ASCII)
# `Input should be greater than 0`: pydantic speaks of inputs, people of what they wrote.
_SHOULD: Final = re.compile(r"^(Value error, |.*?\bshould )")
_MayBeEmpty = BeforeValidator(_or_none)


class LineIn(BaseModel):
    """A line's cells, by column; a column that the file has not stays as it is."""

    sku: Sku
    name: Name = ""
    description: Description = None
    category: Category = None
    price: Price | None = None
    compare_at_price: Annotated[Price | None, _MayBeEmpty] = None
    stock_quantity: Annotated[StockQuantity | None, _MayBeEmpty] = None
    is_active: Annotated[bool | None, _MayBeEmpty] = None
    version: Annotated[Annotated[str, AfterValidator(_version)] | None, _MayBeEmpty] = None

    def to_line(self, number: int) -> ProductLine:
        fields = self.model_dump(exclude_unset=True, exclude={"sku", "stock_quantity", "version"})
        if fields.get("is_active", True) is None:
            del fields["is_active"]
        return ProductLine(
            number=number,
            sku=self.sku,
            words=to_changes(fields),
            stock_quantity=self.stock_quantity,
            seen=self.version,
        )


class ReadFile(NamedTuple):
    digest: bytes
    lines: Sequence[ProductLine]
    problems: Sequence[LineProblem]

    @property
    def line_count(self) -> int:
        return len(self.lines) + len({problem.line for problem in self.problems})


def read_file(content: bytes) -> ReadFile:
    """Read and judge each line by itself; slow enough to be done in a thread.

    Raises:
        FileTooLarge: more bytes than are taken.
        NotAProductFile: there are no lines to name.
    """
    lines: list[ProductLine] = []
    problems: list[LineProblem] = []
    for line in read_lines(content):
        try:
            if line.problem:
                problems.append(LineProblem(line.number, _sku(line), "", line.problem))
            else:
                lines.append(LineIn.model_validate(line.cells).to_line(line.number))
        except ValidationError as error:
            problems += [
                LineProblem(line.number, _sku(line), str(one["loc"][0]), _reason(one["msg"]))
                for one in error.errors(include_url=False, include_input=False)
            ]
    return ReadFile(hashlib.sha256(content).digest(), lines, problems)


def _sku(line: FileLine) -> str:
    return line.cells.get("sku", "")[:50].replace("\x00", "")


def _reason(message: str) -> str:
    found = _SHOULD.match(message)
    if found is None:
        return message
    return ("must " if found[1].endswith("should ") else "") + message[found.end() :]


class LineProblemOut(BaseModel):
    line: int = Field(description="of the file; the header is line 1")
    sku: str
    field: str = Field(description="a column; empty: the line as a whole")
    reason: str


class ImportOut(BaseModel):
    """How an import went, how far it is, or what it would do."""

    id: UUID | None = Field(description="null: nothing was to be changed")
    state: ImportState | None = Field(
        description="null: nothing was to be changed; interrupted: it has been silent for a"
        " minute, and changed nothing unless it is `done` in the end"
    )
    lines: int
    written: int = Field(description="lines that are through; none shows before all are")
    created: int
    updated: int
    unchanged: int
    reason: str | None = Field(default=None, description="why it failed")
    started_at: WireTime | None = None
    problems: list[LineProblemOut] = Field(
        default=[], description="all that is wrong, by line; there are no more than the file has"
    )
    problem_count: int = 0

    @classmethod
    def of_plan(cls, plan: ImportPlan, *, lines: int) -> "ImportOut":
        return cls(
            id=None,
            state=None,
            lines=lines,
            written=0,
            created=len(plan.creations),
            updated=len(plan.changes),
            unchanged=plan.unchanged,
            problems=_problems_out(sorted(plan.problems)),
            problem_count=len(plan.problems),
        )

    @classmethod
    def of_import(cls, found: ProductImport, *, state: ImportState) -> "ImportOut":
        return cls(
            id=found.id,
            state=state,
            lines=found.lines,
            written=found.written,
            created=found.created,
            updated=found.updated,
            unchanged=found.unchanged,
            reason=found.reason,
            started_at=found.started_at,
        )


def _problems_out(problems: Iterable[LineProblem]) -> list[LineProblemOut]:
    return [LineProblemOut(**problem._asdict()) for problem in problems]
