from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from backend_services.shared.http.wire import WireTime


class HeaderOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    name: str
    value: str


class DeliveryOut(BaseModel):
    """How the mail fared."""

    model_config = ConfigDict(from_attributes=True)

    attempts: int = Field(description="ever made")
    attempts_allowed: int = Field(description="then it is failed; a retry by hand raises it")
    next_attempt_at: WireTime | None = Field(description="null: nothing is planned")
    resent_by: int | None = Field(description="the member of staff who wanted this copy")


class MailOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    subject: str
    sender: str = Field(
        serialization_alias="from", description="empty when nothing of the mail was kept"
    )
    recipient: str = Field(serialization_alias="to")
    html: str = Field(description="to be shown in a sandboxed frame only")
    text: str
    is_redacted: bool = Field(description="it holds a one-time link, whose token is blotted out")
    headers: list[HeaderOut] = Field(
        description="in their order; none when nothing of the mail was kept"
    )
    delivery: DeliveryOut
    request_id: str | None = Field(description="of the request that caused it")


class TemplateName(BaseModel):
    name: str
    subject: str


class TemplateList(BaseModel):
    templates: list[TemplateName]


class PreviewOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    subject: str
    html: str
    text: str


class ResendIn(BaseModel):
    confirm: Literal[True]


class MailCountsOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    failed: int
    pending: int
    sent_today: int = Field(description="since midnight UTC")
