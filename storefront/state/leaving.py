"""Ways out of a page that only the browser itself can take."""

import json
from urllib.parse import urlencode

import reflex as rx

from storefront.state.visitor import session_id_of
from storefront.web.dialogs import open_script
from storefront.web.errands import Errand, issue_code
from storefront.web.return_path import HOME
from storefront.web.worker import current_worker


def leave_for(path: str, query: dict[str, str]) -> rx.event.EventSpec:
    """A whole page load: only that can change the browser's cookie."""
    return rx.call_script(f"window.location.assign({address_of(path, query)})")


def address_of(path: str, query: dict[str, str]) -> str:
    """An address that this process answers, quoted for a script."""
    return json.dumps(f"{current_worker().origins.backend}{path}?{urlencode(query)}")


async def end_session(state: rx.State, *, leads_to: str = HOME) -> rx.event.EventSpec:
    """Send the browser through the door that ends its session, and on to a page of the shop."""
    errand = Errand(kind="sign_out", session_id=session_id_of(state), leads_to=leads_to)
    code = await issue_code(current_worker().sessions.store, errand)
    return leave_for("/session/end", {"code": code})


def forget_query() -> rx.event.EventSpec:
    """Take what stands behind the `?` out of the address bar and so out of the history."""
    return rx.call_script(
        "window.history.replaceState(window.history.state, '', window.location.pathname)"
    )


def change_query(name: str, value: str) -> rx.event.EventSpec:
    """Write one thing more into the address of this page, without going anywhere."""
    return rx.call_script(
        "(() => { const url = new URL(window.location.href);"
        f" url.searchParams.set({json.dumps(name)}, {json.dumps(value)});"
        " window.history.replaceState(window.history.state, '', url); })()"
    )


def focus_on(field: str) -> rx.event.EventSpec:
    return rx.call_script(f"document.getElementById({json.dumps(field)})?.focus()")


def open_dialog(dialog_id: str, *, on_path: str) -> rx.event.EventSpec:
    """Unless the tab shows another page by now."""
    return rx.call_script(open_script(dialog_id, on_path=on_path))


def empty(*fields: str) -> rx.event.EventSpec:
    """Passwords do not stay in a form that has done what it was sent for."""
    return rx.call_script(
        f"{json.dumps(fields)}.forEach((id) => {{ const field = document.getElementById(id);"
        " if (field) field.value = ''; })"
    )
