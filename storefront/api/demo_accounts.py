"""Whom a demo lets in, with passwords that everybody may read."""

from typing import Final

from storefront.api.models import DemoAccount

DEMO_ACCOUNTS: Final = (
    DemoAccount(
        label="Shopper",
        email="shopper@example.com",
        password="shopper-demo-password",  # noqa: S106 - known to all
    ),
    DemoAccount(
        label="Staff",
        email="staff@example.com",
        password="staff-demo-password",  # noqa: S106 - known to all
    ),
    DemoAccount(
        label="Admin",
        email="admin@example.com",
        password="admin-demo-password",  # noqa: S106 - known to all
    ),
)
