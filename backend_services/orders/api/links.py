from starlette.datastructures import URL

from backend_services.orders.domain.cursor import Cursor


def next_page(url: URL, cursor: Cursor) -> str:
    """A `Link` (RFC 8288) to what comes after, relative, so that it holds behind the gateway."""
    following = url.remove_query_params("skip").include_query_params(cursor=str(cursor))
    return f'<?{following.query}>; rel="next"'
