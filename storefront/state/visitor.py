"""Who is at this tab, asked of the socket's own cookie: nothing a browser says is believed."""

import reflex as rx
from reflex.istate.data import ReflexURL

from storefront.api.catalog import INT32
from storefront.api.client import Gateway
from storefront.web.cookies import NEW_SESSION, read_session_id
from storefront.web.session_store import Session
from storefront.web.tabs import Tab
from storefront.web.worker import current_worker


def session_id_of(state: rx.State) -> str:
    return read_session_id(state.router.headers.cookie)


def is_new_here(state: rx.State) -> bool:
    """The browser came without a session cookie of ours."""
    return NEW_SESSION in state.router.headers.raw_headers


def gateway_of(state: rx.State) -> Gateway:
    """The gateway, asked in the visitor's name."""
    return current_worker().gateway_for(session_id_of(state)).at(address_of(state))


def open_gateway_of(state: rx.State) -> Gateway:
    """The gateway, asked for the visitor but without their name: to sign in, to use a link."""
    return current_worker().gateway.at(address_of(state))


def address_of(state: rx.State) -> str:
    """Where the socket comes from; REFLEX_TRUSTED_PROXY_HOPS counts the proxies before us."""
    return state.router.session.client_ip


async def session_of(state: rx.State) -> Session:
    return await current_worker().sessions.current(session_id_of(state))


def tab_of(state: rx.State) -> Tab:
    return current_worker().tabs.of(state.router.session.client_token)


def user_agent_of(state: rx.State) -> str:
    return state.router.headers.user_agent


def path_of(state: rx.State) -> str:
    """The address without its query; the production build ends it with a slash."""
    return state.router.url.path.rstrip("/") or "/"


def place_at(url: ReflexURL) -> str:
    """The whole address within the shop."""
    return f"{url.path.rstrip('/') or '/'}?{url.query}"


def address_in_shop(state: rx.State) -> str:
    """With its query: whoever comes back finds the filters on."""
    return place_at(state.router.url).removesuffix("?")


def query_of(state: rx.State, name: str) -> str:
    return state.router.url.query_parameters.get(name, "").strip()


def raw_query_of(state: rx.State) -> str:
    """All of the address behind its `?`, for what may stand there several times."""
    return state.router.url.query


def is_id(value: object) -> bool:
    """Browsers send what they like, whatever the annotation of the handler says."""
    return type(value) is int and 0 < value <= INT32


def number_in_path(state: rx.State) -> int | None:
    """The id at the end of the address; None when it cannot be one."""
    last = path_of(state).rpartition("/")[2]
    is_number = last.isascii() and last.isdecimal() and len(last) <= len(str(INT32))
    return int(last) if is_number and is_id(int(last)) else None
