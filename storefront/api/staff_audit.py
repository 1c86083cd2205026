"""Who changed what: the logs of the services as one list, the newest first."""

import asyncio
import heapq
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final, NamedTuple

from storefront.api import formatting
from storefront.api.audit_words import Reading, changes_in_words, deed_in_words
from storefront.api.client import Call, Gateway
from storefront.api.errors import Unavailable
from storefront.api.staff_customers import account_names, role_label
from storefront.api.staff_models import AuditLine
from storefront.api.staff_products import ProductLabel, labels_of
from storefront.api.staff_wire import AuditEntryOut, AuditPage

PAGE: Final = 50
CURRENCY: Final = "USD"  # of products that are not there to be asked; the shop's own


class Log(NamedTuple):
    """One service's."""

    kind: str  # of what it is about
    path: str
    subject: str  # its filter for the thing, and how that names it
    subject_form: str
    noun: str
    address: str  # of the thing's page in the console


LOGS: Final = (
    Log("product", "/products/audit", "subject", "product:{}", "Product", "/staff/products/{}"),
    Log("order", "/orders/audit", "order_id", "{}", "Order", "/staff/orders/{}"),
    Log(
        "mail",
        "/notifications/audit",
        "subject",
        "notification:{}",
        "Mail",
        "/staff/messages/{}",
    ),
    Log("account", "/users/audit", "subject_user_id", "{}", "Account", "/staff/customers/{}"),
)
BY_KIND: Final[Mapping[str, Log]] = {log.kind: log for log in LOGS}
# Where each log goes on: before which entry, or (None) from its top; a log that is left out is
# at its end.
Place = Mapping[str, int | None]


@dataclass(frozen=True, kw_only=True)
class AuditQuery:
    subject_id: int = 0
    actor_user_id: int = 0
    since: str = ""  # a day, like 2026-11-25
    until: str = ""  # the last day that counts

    def params(self, log: Log, *, before: int | None) -> dict[str, str | int]:
        named: dict[str, str | int] = {
            log.subject: log.subject_form.format(self.subject_id) if self.subject_id else "",
            "actor_user_id": self.actor_user_id,
            "since": f"{self.since}T00:00:00Z" if self.since else "",
            "until": f"{self.until}T23:59:59.999999Z" if self.until else "",
            "before": before or 0,
        }
        return {"limit": PAGE, **{name: value for name, value in named.items() if value}}


class Entry(NamedTuple):
    kind: str
    entry: AuditEntryOut

    @property
    def subject_id(self) -> int:
        said = self.entry
        number = said.subject.rpartition(":")[2]
        named = int(number) if number.isascii() and number.isdecimal() else 0
        return said.order_id or said.subject_user_id or named


@dataclass(frozen=True, kw_only=True)
class AuditLines:
    lines: list[AuditLine] = field(default_factory=list[AuditLine])
    place: Place = field(default_factory=dict[str, int | None])
    silent: list[str] = field(default_factory=list[str])  # kinds whose log did not answer


def top_of(kinds: Iterable[str]) -> Place:
    return dict.fromkeys(kinds)


async def browse(gateway: Gateway, query: AuditQuery, *, place: Place) -> AuditLines:
    """The next lines from `place` on. A log that does not answer is left out and named.

    Raises:
        Unavailable: none of them answers.
    """
    logs = [BY_KIND[kind] for kind in place]
    answers = await asyncio.gather(
        *(
            _page(gateway, log.path, params=query.params(log, before=place[log.kind]))
            for log in logs
        )
    )
    pages = {log.kind: page for log, page in zip(logs, answers, strict=True) if page}
    if logs and not pages:
        raise Unavailable
    merged, following = merge(pages, place=place)
    return AuditLines(
        lines=await _in_words(gateway, merged),
        place=following,
        silent=[log.kind for log in logs if log.kind not in pages],
    )


async def _page(
    gateway: Gateway, path: str, *, params: Mapping[str, str | int]
) -> AuditPage | None:
    try:
        call = Call(method="GET", path=path, params=params)
        return await gateway.fetch(call, answer=AuditPage)
    except Unavailable:
        return None


def merge(
    pages: Mapping[str, AuditPage], *, place: Place, limit: int = PAGE
) -> tuple[list[Entry], Place]:
    """The newest of all pages, and where each log goes on after them.

    Each page has `limit` entries or ends its log, so that none of those left out is newer.
    """
    queues = [[Entry(kind, entry) for entry in page.items] for kind, page in pages.items()]
    newest_first = heapq.merge(*queues, key=lambda one: one.entry.at, reverse=True)
    taken = [one for one, _ in zip(newest_first, range(limit), strict=False)]
    following: dict[str, int | None] = {}
    for kind, page in pages.items():
        count = sum(one.kind == kind for one in taken)
        if count < len(page.items):
            following[kind] = page.items[count - 1].id if count else place[kind]
        elif page.next_before is not None:
            following[kind] = page.next_before
    return taken, following


async def _in_words(gateway: Gateway, entries: Sequence[Entry]) -> list[AuditLine]:
    people = {one.entry.actor_user_id for one in entries if one.entry.actor_user_id}
    people |= {one.subject_id for one in entries if one.kind == "account"}
    names = await account_names(gateway, people)
    labels = await labels_of(gateway, {one.subject_id for one in entries if one.kind == "product"})
    return [_line(one, names=names, labels=labels) for one in entries]


def _line(
    one: Entry,
    *,
    names: Mapping[int, str],
    labels: Mapping[int, ProductLabel],
) -> AuditLine:
    said, log = one.entry, BY_KIND[one.kind]
    label = labels.get(one.subject_id) if one.kind == "product" else None
    known = names.get(one.subject_id, "") if one.kind == "account" else label and label.name
    currency = label.currency if label else CURRENCY
    return AuditLine(
        key=f"{one.kind}-{said.id}",
        at=formatting.instant(said.at),
        who=_who(said.actor_user_id, names),
        role=role_label(said.actor_role) if said.actor_role else "",
        deed=deed_in_words(said.action),
        what=known or f"{log.noun} {formatting.order_number(one.subject_id)}",
        href=log.address.format(one.subject_id),
        changes=changes_in_words(said.changes, Reading(one.kind, currency)),
    )


def _who(user_id: int | None, names: Mapping[int, str]) -> str:
    if user_id is None:
        return "A command at the server"
    return names.get(user_id) or f"Account {formatting.order_number(user_id)}"
