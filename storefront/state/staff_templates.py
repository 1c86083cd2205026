import reflex as rx

from storefront.api import staff_templates
from storefront.api.errors import GatewayError
from storefront.api.staff_models import MailBody, TemplateLink
from storefront.state.mail_view import MailView, framed
from storefront.state.personal import personal
from storefront.state.staff_desk import Events, desk_of, staff_only
from storefront.state.visitor import query_of


@personal
class StaffTemplatesState(MailView, rx.State):
    templates: rx.Field[list[TemplateLink]] = rx.field(default_factory=list[TemplateLink])
    chosen: rx.Field[str] = rx.field("")
    body: rx.Field[MailBody] = rx.field(default_factory=MailBody)

    @rx.var  # pyright: ignore[reportUnknownMemberType]  # Reflex leaves its **kwargs untyped
    def frame(self) -> str:
        return framed(self.body.html, appearance=self.appearance)

    @rx.event
    @staff_only
    async def load(self) -> Events:
        """The template that the address names; without a name the first one."""
        self.is_loading, self.error = True, ""
        yield None
        try:
            desk = await desk_of(self)
            self.templates = await staff_templates.list_templates(desk)
            known = [one.name for one in self.templates]
            wanted = query_of(self, "name")
            self.chosen = wanted if wanted in known else next(iter(known), "")
            if self.chosen:
                self.body = await staff_templates.preview(desk, self.chosen)
        except GatewayError as error:
            self.templates, self.body = [], MailBody()
            yield self._explain(error)
        self.is_loading = False
