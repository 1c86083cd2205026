"""Watches the books all along: in one snapshot, what is there, held and sold must add up."""

import asyncio
from collections.abc import AsyncGenerator, Mapping
from contextlib import asynccontextmanager, suppress
from dataclasses import dataclass, field
from typing import Final

from tools.prove.shop import Shop

MIN_LOOKS: Final = 10  # at each thing that is watched; fewer show nothing

# One statement is one snapshot. On hand = what there was - sold; reserved = what is held.
_BOOKS = """
select s.product_id, s.on_hand, s.reserved,
       coalesce(sum(l.quantity) filter (where r.state = 'held'), 0) as held,
       coalesce(sum(l.quantity) filter (where r.state = 'committed'), 0) as sold
  from stock s
  left join reservation_line l on l.product_id = s.product_id
  left join reservation r on r.id = l.reservation_id
 where s.product_id = any(:products)
 group by s.product_id, s.on_hand, s.reserved
"""


@dataclass
class Sampler:
    shop: Shop
    supplied: Mapping[int, int]  # units there ever were, by product
    looks: int = 0
    wrong: list[str] = field(default_factory=list[str])

    @property
    def is_right(self) -> bool:
        """Every look, and enough of them."""
        return not self.wrong and self.looks >= MIN_LOOKS

    async def look(self) -> dict[int, tuple[int, int, int]]:
        """On hand, reserved and sold by product; what does not add up is noted."""
        rows = await self.shop.rows("products", _BOOKS, products=list(self.supplied))
        self.looks += 1
        for row in rows:
            expected = (self.supplied[row["product_id"]] - row["sold"], row["held"])
            if (row["on_hand"], row["reserved"]) != expected or row["on_hand"] < row["reserved"]:
                self.wrong.append(str(dict(row)))
        return {
            row["product_id"]: (row["on_hand"], row["reserved"], int(row["sold"])) for row in rows
        }

    @asynccontextmanager
    async def watching(self) -> AsyncGenerator[None]:
        async def watch() -> None:
            while True:
                await self.look()
                await asyncio.sleep(0.05)

        task = asyncio.create_task(watch())
        try:
            yield
        finally:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task  # one that died meanwhile has seen nothing since
