"""The mails that the shop sends, with made-up contents, before anybody gets them."""

from urllib.parse import quote

from storefront.api.client import Call, Gateway
from storefront.api.staff_models import MailBody, TemplateLink
from storefront.api.staff_wire import PreviewOut, TemplateListOut

ADDRESS = "/staff/messages/templates"


async def list_templates(gateway: Gateway) -> list[TemplateLink]:
    call = Call(method="GET", path="/notifications/templates")
    found = await gateway.fetch(call, answer=TemplateListOut)
    return [
        TemplateLink(
            name=one.name,
            label=one.name.replace("_", " ").capitalize(),
            href=f"{ADDRESS}?name={quote(one.name)}",
        )
        for one in found.templates
    ]


async def preview(gateway: Gateway, name: str) -> MailBody:
    call = Call(method="GET", path=f"/notifications/templates/{quote(name, safe='')}/preview")
    found = await gateway.fetch(call, answer=PreviewOut)
    return MailBody(subject=found.subject, html=found.html, text=found.text)
