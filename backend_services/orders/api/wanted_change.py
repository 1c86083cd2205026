from typing import Annotated

from fastapi import Depends
from pydantic import BaseModel, Field

from backend_services.orders.api.dependencies import CurrentActor
from backend_services.orders.api.etags import IfVersion
from backend_services.orders.api.order_schemas import PublicStatus
from backend_services.orders.domain.actor import Actor
from backend_services.orders.domain.status_change import Shipment, StatusChange
from backend_services.shared.db.limits import CleanText

# What a label has: signs that can be printed, no space at either end.
Label = Annotated[str, Field(pattern=r"^[!-~]([ -~]{0,62}[!-~])?$")]


class StatusIn(BaseModel):
    status: PublicStatus
    reason: (
        Annotated[CleanText, Field(max_length=500, description="the customer reads it")] | None
    ) = None
    tracking_number: Label | None = None
    carrier: Label | None = None

    def to_change(self, *, by: Actor, if_version: int | None) -> StatusChange:
        """Raises: ShipmentNotFitting: the fields do not go together."""
        return StatusChange(
            self.status,
            actor=by,
            reason=(self.reason or "").strip() or None,
            shipment=Shipment(self.tracking_number, self.carrier),
            if_version=if_version,
        )


async def _wanted_change(
    *, body: StatusIn, actor: CurrentActor, if_version: IfVersion
) -> StatusChange:
    return body.to_change(by=actor, if_version=if_version)


WantedChange = Annotated[StatusChange, Depends(_wanted_change)]
