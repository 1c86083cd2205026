from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class MailOut(BaseModel):
    model_config = ConfigDict(from_attributes=True)

    subject: str
    sender: str = Field(serialization_alias="from", description="empty when the mail was erased")
    recipient: str = Field(serialization_alias="to")
    html: str = Field(description="to be shown in a sandboxed frame only")
    text: str
    is_redacted: bool = Field(description="it holds a one-time link: its words are not shown")


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
