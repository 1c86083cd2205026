from starlette.requests import ClientDisconnect, Request

from backend_services.shared.errors import AppError, BadRequest, PayloadTooLarge


class BodyTooSlow(AppError):
    code, status, title = "body_too_slow", 408, "The request took too long to arrive"


async def read_body(request: Request, *, limit: int) -> bytes:
    """The whole body: small enough to keep, so that it can be sent again.

    Raises:
        PayloadTooLarge: it says, or turns out, to be longer than `limit` bytes.
        BadRequest: the caller went away in the middle.
    """
    declared = request.headers.get("content-length", "0")
    if not declared.isdecimal() or int(declared) > limit:
        raise PayloadTooLarge(f"At most {limit} bytes are accepted")
    body = bytearray()
    try:
        async for chunk in request.stream():
            body += chunk
            if len(body) > limit:
                raise PayloadTooLarge(f"At most {limit} bytes are accepted")
    except ClientDisconnect:
        raise BadRequest("The request was cut off") from None
    return bytes(body)
