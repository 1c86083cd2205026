from typing import Annotated, Self

from pydantic import BaseModel, Field

from backend_services.orders.api.order_schemas import OrderOut, PublicStatus
from backend_services.orders.domain.actor import Actor
from backend_services.orders.domain.cursor import Cursor
from backend_services.orders.domain.order_query import OrderPage, OrderQuery, OrderSearch
from backend_services.orders.domain.order_sort import OrderSort
from backend_services.orders.domain.states import PUBLIC
from backend_services.shared.db.limits import INT32_MAX, CleanText, RowId
from backend_services.shared.http.wire import Moment


class OrderListParams(BaseModel):
    limit: int = Field(default=100, ge=1, le=100)
    status: list[PublicStatus] = Field(default=[], description="repeated: any of these")
    created_from: Moment | None = Field(default=None, description="with an offset or Z")
    created_to: Moment | None = Field(default=None, description="not included")
    cursor: str | None = Field(default=None, description="where the page before ended")

    def to_query(
        self,
        *,
        user_id: int | None,
        skip: int = 0,
        search: OrderSearch | None = None,
        sort: OrderSort = OrderSort.NEWEST,
    ) -> OrderQuery:
        """Raises: InvalidCursor: no page has given that cursor."""
        return OrderQuery(
            user_id=user_id,
            statuses=frozenset(self.status) or PUBLIC,
            created_from=self.created_from,
            created_to=self.created_to,
            search=search,
            sort=sort,
            after=None if self.cursor is None else Cursor.parse(self.cursor, sort=sort),
            skip=skip,
            limit=self.limit,
        )


class OwnOrdersParams(OrderListParams):
    skip: int = Field(default=0, ge=0, le=INT32_MAX)
    everybody: bool = Field(default=False, alias="all", description="Staff: everybody's")


class EveryOrderParams(OrderListParams):
    limit: int = Field(default=50, ge=1, le=100)
    q: Annotated[CleanText, Field(max_length=100)] | None = Field(
        default=None,
        description="an order number, or a part of an e-mail address, product name or SKU",
    )
    user_id: RowId | None = Field(default=None, description="whose; left out: everybody's")
    sort_by: OrderSort = OrderSort.NEWEST

    def to_staff_query(self) -> OrderQuery:
        """Raises: InvalidCursor, SearchTooShort: neither can be looked for."""
        search = OrderSearch.of(self.q) if self.q else None
        return self.to_query(user_id=self.user_id, search=search, sort=self.sort_by)


class OrdersPage(BaseModel):
    items: list[OrderOut]
    total: Annotated[int, Field(description="on all pages together")]
    limit: int
    next_cursor: Annotated[str | None, Field(description="null: this page is the last")]

    @classmethod
    def of(cls, page: OrderPage, *, limit: int, to: Actor) -> Self:
        return cls(
            items=[OrderOut.of(order, to=to) for order in page.orders],
            total=page.total,
            limit=limit,
            next_cursor=None if page.next_cursor is None else str(page.next_cursor),
        )
