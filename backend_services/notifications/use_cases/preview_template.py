from dataclasses import dataclass

from backend_services.notifications.adapters.mail_rendering import MailTemplates
from backend_services.notifications.adapters.mail_samples import SAMPLES
from backend_services.notifications.domain.errors import UnknownTemplate


@dataclass(frozen=True, slots=True)
class Preview:
    subject: str
    html: str
    text: str


async def preview_template(*, name: str, templates: MailTemplates) -> Preview:
    """The mail as it would look, with made-up contents.

    Raises:
        UnknownTemplate: none of our mails is called so.
    """
    sample = SAMPLES.get(name)
    if sample is None:
        raise UnknownTemplate
    rendered = templates.render(sample)
    return Preview(subject=sample.subject, html=rendered.html, text=rendered.text)
