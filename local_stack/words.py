"""What the person who started the shop reads."""

from local_stack.configured import demo_data, has_own_mail_sink
from local_stack.settings import LocalStackSettings


def addresses(settings: LocalStackSettings, *, seconds: float, megabytes: int) -> str:
    shop = [
        f"Vitrine is open, after {seconds:.1f} s, in {megabytes} MB of memory.",
        "",
        *_places(settings),
        *_demo_accounts(settings),
        "",
        f"Logs are in {settings.logs}. Ctrl-C closes the shop; what was bought stays bought.",
    ]
    return "\n".join(["", *shop, ""])


def closing() -> str:
    return "\nClosing the shop …"


def _places(settings: LocalStackSettings) -> list[str]:
    ports = settings.ports
    shop = f"http://localhost:{ports.storefront}"
    places = [("Shop", shop), ("Staff console", f"{shop}/staff/orders")]
    if settings.is_window_only:
        places.append(("API", settings.environment["STOREFRONT_GATEWAY_URL"]))
    else:
        gateway = f"http://localhost:{ports.gateway}"
        places += [("API", gateway), ("API documents", f"{gateway}/docs")]
    if has_own_mail_sink(settings):
        places.append(("Mailbox", f"http://localhost:{ports.mailbox}"))
    return [f"  {name:<16}{address}" for name, address in places]


def _demo_accounts(settings: LocalStackSettings) -> list[str]:
    if "users" not in demo_data(settings):
        return []
    return [
        "",
        "  Shopper         shopper@example.com · shopper-demo-password",
        "  Staff           staff@example.com · staff-demo-password",
        "  Admin           admin@example.com · admin-demo-password",
    ]
