from fastapi import Response

from backend_services.products.adapters.catalog import Card, Json
from backend_services.products.domain.catalog import Visibility
from backend_services.products.use_cases.show_product import show_product
from backend_services.shared.db.session import ReadSession
from backend_services.shared.http.conditional import is_known, quoted


def answer(json: Json) -> Response:
    return Response(json, media_type="application/json")


def answer_card(card: Card, *, status: int = 200, if_none_match: str | None = None) -> Response:
    """A product with its ETag; 304 for whom has this one already."""
    headers = {"ETag": quoted(card.tag)}
    if is_known(card.tag, if_none_match=if_none_match):
        return Response(status_code=304, headers=headers)
    return Response(card.json, status_code=status, headers=headers, media_type="application/json")


async def answer_edited(session: ReadSession, *, product_id: int, status: int = 200) -> Response:
    """What has become of it."""
    card = await show_product(session, product_id=product_id, visibility=Visibility.ALL)
    return answer_card(card, status=status)
