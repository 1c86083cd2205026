"""What the person who started the shop reads."""

from local_stack.settings import LocalStackSettings


def addresses(settings: LocalStackSettings, *, seconds: float, megabytes: int) -> str:
    ports = settings.ports
    return f"""
Vitrine is open, after {seconds:.1f} s, in {megabytes} MB of memory.

  Shop            http://localhost:{ports.storefront}
  Staff console   http://localhost:{ports.storefront}/staff/orders
  Mailbox         http://localhost:{ports.mailbox}
  API             http://localhost:{ports.gateway}
  API documents   http://localhost:{ports.gateway}/docs

  Shopper         shopper@example.com · shopper-demo-password
  Staff           staff@example.com · staff-demo-password

Logs are in {settings.logs}. Ctrl-C closes the shop; what was bought stays bought.
"""


def closing() -> str:
    return "\nClosing the shop …"
