"""The mailbox page: what the shop sent, and to whom."""

from collections.abc import Sequence
from functools import lru_cache
from pathlib import Path
from typing import Final

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.trustedhost import TrustedHostMiddleware
from starlette.requests import Request
from starlette.responses import FileResponse, HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from local_stack.mail_sink.mail import Mail, read_mail
from local_stack.mail_sink.maildir import Maildir, MailId, as_id

_FOLDER: Final = Path(__file__).parent / "pages"
_SHOWN: Final = 200  # mails on the list; nobody reads further down, tests ask the API
_REMEMBERED: Final = 2000  # mails kept read; a file never changes
_PAGE_POLICY: Final = (
    "default-src 'none'; style-src 'self'; script-src 'self'; connect-src 'self'; "
    "frame-src 'self'; img-src data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)
# A mail is foreign: it may look like itself, and do nothing.
_MAIL_POLICY: Final = (
    "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'self'"
)


class MailboxPage:
    def __init__(self, maildir: Maildir) -> None:
        self._maildir = maildir
        self._pages = Environment(
            loader=FileSystemLoader(_FOLDER), autoescape=True, undefined=StrictUndefined
        )
        self._read = lru_cache(_REMEMBERED)(self._read_anew)

    def app(self) -> Starlette:
        routes = [
            Route("/", self._list),
            Route("/mails/{mail_id}", self._mail),
            Route("/mails/{mail_id}/html", self._html),
            Route("/mails/{mail_id}/raw", self._raw),
            Route("/api/mails", self._api),
            Route("/health/live", _live),
            Route("/style.css", _style),
            Route("/refresh.js", _refresh),
        ]
        # A foreign page that points its own name at this machine must not read the mails.
        trusted = Middleware(TrustedHostMiddleware, allowed_hosts=["localhost", "127.0.0.1"])
        return Starlette(
            routes=routes, middleware=[trusted], exception_handlers={404: self._not_found}
        )

    def _list(self, _: Request) -> Response:
        ids = self._maildir.ids()
        return self._page("list.html", mails=self._mails(ids[:_SHOWN]), total=len(ids))

    def _mail(self, request: Request) -> Response:
        mail = self._asked(request)
        return self._page("mail.html", mail=mail) if mail else self._gone()

    def _html(self, request: Request) -> Response:
        mail = self._asked(request)
        if mail is None or mail.html is None:
            return self._gone()
        return HTMLResponse(mail.html, headers=_guards(_MAIL_POLICY))

    def _raw(self, request: Request) -> Response:
        mail_id = as_id(request.path_params["mail_id"])
        content = self._maildir.read(mail_id) if mail_id else None
        if content is None:
            return self._gone()
        headers = {
            **_guards(_MAIL_POLICY),
            "Content-Disposition": f'attachment; filename="{mail_id}.eml"',
        }
        return Response(content, media_type="message/rfc822", headers=headers)

    def _api(self, _: Request) -> Response:
        mails = [
            {
                "id": mail.id,
                "from": mail.sender,
                "to": mail.to,
                "subject": mail.subject,
                "received_at": mail.received_at.isoformat().replace("+00:00", "Z"),
            }
            for mail in self._mails(self._maildir.ids())
        ]
        return JSONResponse(mails, headers=_guards(_PAGE_POLICY))

    def _asked(self, request: Request) -> Mail | None:
        mail_id = as_id(request.path_params["mail_id"])
        return self._read(mail_id) if mail_id else None

    def _mails(self, ids: Sequence[MailId]) -> Sequence[Mail]:
        return [mail for mail in map(self._read, ids) if mail]

    def _read_anew(self, mail_id: MailId) -> Mail | None:
        content = self._maildir.read(mail_id)
        return read_mail(mail_id, content) if content is not None else None

    def _gone(self) -> Response:
        return self._page("gone.html", status=404)

    async def _not_found(self, _request: Request, _error: Exception) -> Response:
        return self._gone()

    def _page(self, name: str, *, status: int = 200, **shown: object) -> Response:
        page = self._pages.get_template(name).render(**shown)
        return HTMLResponse(page, status_code=status, headers=_guards(_PAGE_POLICY))


def _guards(content_policy: str) -> dict[str, str]:
    return {
        "Cache-Control": "no-store",
        "Content-Security-Policy": content_policy,
        "Referrer-Policy": "no-referrer",
        "X-Content-Type-Options": "nosniff",
    }


def _live(_: Request) -> Response:
    return JSONResponse({"status": "ok"})


def _style(_: Request) -> Response:
    return FileResponse(_FOLDER / "style.css", headers=_guards(_PAGE_POLICY))


def _refresh(_: Request) -> Response:
    return FileResponse(_FOLDER / "refresh.js", headers=_guards(_PAGE_POLICY))
