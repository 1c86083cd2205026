"""Who may ask what. A route that is not listed here fails the matrix test."""

from enum import StrEnum
from typing import Final


class Who(StrEnum):
    ANYBODY = "anybody"  # no token is read
    GUEST_TOO = "guest too"  # a token is read if there is one; a bad one is refused
    SIGNED_IN = "signed in"
    OWNER = "owner"  # of the thing; to other customers there is no such thing
    STAFF = "staff"
    SERVICE = "service"  # another service, by its key; not to be reached from outside


_HEALTH: Final = {
    f"GET {path}": Who.ANYBODY for path in ("/health", "/health/live", "/health/ready")
}
_DEAD_LETTERS: Final = {
    "GET /api/v1/dead-letters": Who.STAFF,
    "GET /api/v1/dead-letters/{dead_letter_id}": Who.STAFF,
    "POST /api/v1/dead-letters/redrive": Who.STAFF,
    "POST /api/v1/dead-letters/{dead_letter_id}/redrive": Who.STAFF,
}
_SYSTEM: Final = {"GET /api/v1/system": Who.STAFF}
RULES: Final[dict[str, dict[str, Who]]] = {
    "users": {
        **_HEALTH,
        **_SYSTEM,
        "POST /api/v1/users/register": Who.ANYBODY,
        "POST /api/v1/users/login": Who.ANYBODY,
        "POST /api/v1/users/refresh": Who.ANYBODY,
        "POST /api/v1/users/logout": Who.ANYBODY,
        "POST /api/v1/users/handoff": Who.ANYBODY,
        "POST /api/v1/users/verify-email": Who.ANYBODY,
        "POST /api/v1/users/password-reset": Who.ANYBODY,
        "POST /api/v1/users/password-reset/confirm": Who.ANYBODY,
        "GET /.well-known/jwks.json": Who.ANYBODY,
        "GET /auth/providers": Who.ANYBODY,
        "GET /auth/google": Who.ANYBODY,
        "GET /auth/google/callback": Who.ANYBODY,
        "GET /api/v1/users/me": Who.SIGNED_IN,
        "PATCH /api/v1/users/me": Who.SIGNED_IN,
        "DELETE /api/v1/users/me": Who.SIGNED_IN,
        "POST /api/v1/users/me/password": Who.SIGNED_IN,
        "POST /api/v1/users/me/verification": Who.SIGNED_IN,
        "GET /api/v1/users/me/sign-ins": Who.SIGNED_IN,
        "DELETE /api/v1/users/me/sign-ins/{sign_in_id}": Who.OWNER,
        "POST /api/v1/users/logout-all": Who.SIGNED_IN,
        "GET /api/v1/users": Who.STAFF,
        "GET /api/v1/users/{user_id}": Who.STAFF,
        "PATCH /api/v1/users/{user_id}": Who.STAFF,
        "GET /api/v1/users/audit": Who.STAFF,
    },
    "products": {
        **_HEALTH,
        **_SYSTEM,
        **_DEAD_LETTERS,
        "GET /api/v1/products": Who.GUEST_TOO,
        "GET /api/v1/products/categories": Who.ANYBODY,
        "GET /api/v1/products/batch": Who.GUEST_TOO,
        "GET /api/v1/products/{product_id}": Who.GUEST_TOO,
        "GET /media/{file}": Who.ANYBODY,
        "POST /api/v1/products": Who.STAFF,
        "PUT /api/v1/products/{product_id}": Who.STAFF,
        "PATCH /api/v1/products/{product_id}": Who.STAFF,
        "DELETE /api/v1/products/{product_id}": Who.STAFF,
        "PATCH /api/v1/products/{product_id}/stock": Who.STAFF,
        "GET /api/v1/products/facets": Who.GUEST_TOO,
        "GET /api/v1/products/suggestions": Who.ANYBODY,
        "GET /api/v1/products/audit": Who.STAFF,
        "GET /api/v1/products/low-stock": Who.STAFF,
        "GET /api/v1/products/export.csv": Who.STAFF,
        "POST /api/v1/products/import": Who.STAFF,
        "GET /api/v1/products/imports/{import_id}": Who.STAFF,
        "GET /api/v1/products/{product_id}/prices": Who.STAFF,
        "POST /api/v1/products/{product_id}/restore": Who.STAFF,
        "POST /api/v1/products/{product_id}/stock/adjustments": Who.STAFF,
        "GET /api/v1/products/{product_id}/stock/movements": Who.STAFF,
        "POST /api/v1/products/{product_id}/pictures": Who.STAFF,
        "PUT /api/v1/products/{product_id}/pictures/order": Who.STAFF,
        "PATCH /api/v1/products/{product_id}/pictures/{picture_id}": Who.STAFF,
        "DELETE /api/v1/products/{product_id}/pictures/{picture_id}": Who.STAFF,
        "PUT /api/v1/reservations/{uid}": Who.SERVICE,
    },
    "orders": {
        **_HEALTH,
        **_SYSTEM,
        **_DEAD_LETTERS,
        "POST /api/v1/orders": Who.SIGNED_IN,
        "GET /api/v1/orders": Who.SIGNED_IN,
        "GET /api/v1/orders/all": Who.STAFF,
        "GET /api/v1/orders/audit": Who.STAFF,
        "GET /api/v1/orders/stats": Who.STAFF,
        "GET /api/v1/orders/customers/{user_id}": Who.STAFF,
        "GET /api/v1/orders/{order_id}": Who.OWNER,
        "PATCH /api/v1/orders/{order_id}/status": Who.OWNER,
        "GET /api/v1/cart": Who.GUEST_TOO,
        "DELETE /api/v1/cart": Who.GUEST_TOO,
        "PUT /api/v1/cart/items/{product_id}": Who.GUEST_TOO,
        "POST /api/v1/cart/items/{product_id}": Who.GUEST_TOO,
        "DELETE /api/v1/cart/items/{product_id}": Who.GUEST_TOO,
        "PUT /api/v1/cart/prices": Who.GUEST_TOO,
        "POST /api/v1/cart/merge": Who.SIGNED_IN,
    },
    "notifications": {
        **_HEALTH,
        **_SYSTEM,
        **_DEAD_LETTERS,
        "GET /api/v1/notifications": Who.SIGNED_IN,
        "GET /api/v1/notifications/{notification_id}": Who.OWNER,
        "POST /api/v1/notifications/retry/{notification_id}": Who.OWNER,
        "GET /api/v1/notifications/restock-requests": Who.SIGNED_IN,
        "PUT /api/v1/notifications/restock-requests/{product_id}": Who.SIGNED_IN,
        "DELETE /api/v1/notifications/restock-requests/{product_id}": Who.SIGNED_IN,
        "GET /api/v1/notifications/stats": Who.STAFF,
        "GET /api/v1/notifications/audit": Who.STAFF,
        "GET /api/v1/notifications/templates": Who.STAFF,
        "GET /api/v1/notifications/templates/{name}/preview": Who.STAFF,
        "GET /api/v1/notifications/{notification_id}/mail": Who.STAFF,
        "POST /api/v1/notifications/{notification_id}/resend": Who.STAFF,
    },
}
