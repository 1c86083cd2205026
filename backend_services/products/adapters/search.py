"""What a person typed, as conditions that the indexes of `product` can answer.

A word is looked for as it is first: its stem at the beginning of a word (full text), or its letters
anywhere (trigrams). Only one that occurs nowhere is taken for a misspelt one and compared by
likeness: so a right word never drags in what merely resembles it. Words that English full text
leaves out, such as "the", are left out here too, unless there is no other.
"""

from typing import Any, Final

from sqlalchemy import (
    ColumnElement,
    Numeric,
    and_,
    case,
    cast,
    func,
    literal,
    literal_column,
    or_,
    select,
)
from sqlalchemy.dialects.postgresql import REGCONFIG

from backend_services.products.adapters.tables import PRODUCT
from backend_services.products.domain.catalog import CatalogFilter, Visibility
from backend_services.shared.db.session import ReadSession

# Measured on the demo's words: one wrong, missing or doubled letter in five or more stays above.
_LIKENESS: Final = "0.4"
_ENGLISH: Final[ColumnElement[str]] = cast(literal_column("'english'"), REGCONFIG())


async def find_matching_words(
    session: ReadSession, *, matching: CatalogFilter
) -> ColumnElement[bool]:
    """The condition for `matching.text`: each of its words is met, save those that say nothing."""
    words = matching.words
    if not words:
        return literal(value=True)
    seen = visible(matching.visibility)
    known = [
        select(literal(1)).select_from(PRODUCT).where(seen, _occurs(word)).exists()
        for word in words
    ]
    says_something = [func.numnode(func.to_tsquery(_ENGLISH, _stem(word))) > 0 for word in words]
    likeness = func.set_config("pg_trgm.word_similarity_threshold", _LIKENESS, True)  # noqa: FBT003 - SQL has no names
    row = (await session.execute(select(likeness, *known, *says_something))).one()
    asked = list(zip(words, row[1 : len(words) + 1], row[len(words) + 1 :], strict=True))
    # English stop words and mere signs; alone they are all that was asked for.
    telling = [one for one in asked if one[2]] or asked
    return and_(*(_occurs(word) if is_known else _resembles(word) for word, is_known, _ in telling))


def visible(visibility: Visibility) -> ColumnElement[bool]:
    if visibility is Visibility.ON_SALE:
        return PRODUCT.c.is_active.is_(True)
    return literal(value=True)


def score(matching: CatalogFilter) -> ColumnElement[Any]:
    """How well a product answers what was typed: its SKU, its name, its words, their likeness."""
    typed = func.lower(" ".join(matching.text.split()))
    name = func.lower(PRODUCT.c.name)
    escaped = _escaped(" ".join(matching.text.split()))
    query = func.to_tsquery(_ENGLISH, " & ".join(_stem(word) for word in matching.words))
    points = (
        case((func.lower(PRODUCT.c.sku) == typed, 8), else_=0)
        + case(
            (name.like(func.lower(f"{escaped}%"), escape="\\"), 3),
            (name.like(func.lower(f"%{escaped}%"), escape="\\"), 2),
            else_=0,
        )
        + func.ts_rank(PRODUCT.c.search_words, query)
        + func.word_similarity(typed, PRODUCT.c.search_label)
    )
    return func.round(cast(points, Numeric), 6)


def contains(column: ColumnElement[Any], part: str) -> ColumnElement[bool]:
    """Case-blind; a shopper's % and _ are characters, not wildcards."""
    return column.like(func.lower(f"%{_escaped(part)}%"), escape="\\")


def _occurs(word: str) -> ColumnElement[bool]:
    stemmed = PRODUCT.c.search_words.op("@@")(func.to_tsquery(_ENGLISH, _stem(word)))
    return or_(stemmed, contains(PRODUCT.c.search_text, word))


def _resembles(word: str) -> ColumnElement[bool]:
    return literal(word).op("<%")(PRODUCT.c.search_label)


def _stem(word: str) -> str:
    quoted = word.replace("\\", "\\\\").replace("'", "''")
    return f"'{quoted}':*"


def _escaped(part: str) -> str:
    return part.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
