"""What the processes are told, so that they find each other."""

from collections.abc import Mapping

from local_stack.commit import commit
from local_stack.configured import (
    ANY_BROKER,
    DATABASES,
    database_variable,
    demo_data,
    has_google_stand_in,
    has_own_mail_sink,
    own_brokers,
    own_databases,
)
from local_stack.secret_files import service_key
from local_stack.settings import LocalStackSettings


def shop_environment(settings: LocalStackSettings) -> Mapping[str, str]:
    """For every process. What a person configured wins over everything that is ours."""
    given = {name: value for name, value in settings.environment.items() if value}
    # An empty endpoint says something: real AWS.
    given |= dict.fromkeys(_real_aws(settings), "")
    return {
        **_services(settings),
        **_databases(settings),
        **_brokers(settings),
        **_mails(settings),
        **_google(settings),
        **window_environment(settings),
        **given,
    }


def window_environment(settings: LocalStackSettings) -> Mapping[str, str]:
    """What the storefront is told, without what a person configured."""
    ports, given = settings.ports, settings.environment
    environment = {
        "STOREFRONT_GATEWAY_URL": f"http://127.0.0.1:{ports.gateway}",
        "STOREFRONT_PUBLIC_URL": f"http://localhost:{ports.storefront}",
        "STOREFRONT_PUBLIC_API_URL": f"http://localhost:{ports.gateway}",
        "STOREFRONT_GOOGLE_STAND_IN": str(has_google_stand_in(settings)).lower(),
        "STOREFRONT_DEMO_MODE": str("users" in demo_data(settings)).lower(),
        "VITRINE_COMMIT": commit(),
    }
    if has_own_mail_sink(settings):
        environment["STOREFRONT_MAILBOX_URL"] = f"http://localhost:{ports.mailbox}"
    if not given.get("STOREFRONT_REDIS_URL"):
        environment["STOREFRONT_SESSION_DIR"] = str(settings.data / "sessions")
    return {name: given.get(name) or value for name, value in environment.items()}


def _services(settings: LocalStackSettings) -> dict[str, str]:
    ports, data = settings.ports, settings.data
    key = service_key(data / "secrets")
    jwks = f"http://127.0.0.1:{ports.users}/.well-known/jwks.json"
    environment = {f"{name.upper()}_JWKS_URL": jwks for name in DATABASES}
    environment |= {
        f"{name.upper()}_PORT": str(getattr(ports, name)) for name in (*DATABASES, "gateway")
    }
    return environment | {
        "USERS_PUBLIC_API_URL": f"http://localhost:{ports.gateway}",
        "USERS_SHOP_URL": f"http://localhost:{ports.storefront}",
        "USERS_SIGNING_KEY_FILE": str(data / "secrets" / "signing-key.pem"),
        "PRODUCTS_SERVICE_KEY": key,
        "PRODUCTS_MEDIA_DIR": str(data / "media"),
        "PRODUCTS_DEMO_PICTURES_DIR": str(settings.pictures),
        "ORDERS_SERVICE_KEY": key,
        "ORDERS_PRODUCTS_URL": f"http://127.0.0.1:{ports.products}",
        "ORDERS_DEMO_USERS_URL": f"http://127.0.0.1:{ports.users}",
        "NOTIFICATIONS_SHOP_URL": f"http://localhost:{ports.storefront}",
        "NOTIFICATIONS_SMTP_FROM": "Vitrine <hello@vitrine.example>",
        "GATEWAY_USERS_URL": f"http://127.0.0.1:{ports.users}",
        "GATEWAY_PRODUCTS_URL": f"http://127.0.0.1:{ports.products}",
        "GATEWAY_ORDERS_URL": f"http://127.0.0.1:{ports.orders}",
        "GATEWAY_NOTIFICATIONS_URL": f"http://127.0.0.1:{ports.notifications}",
        # A load test comes from this one address, and so does everybody behind the storefront.
        "GATEWAY_RATE_LIMIT_PER_ADDRESS": "1000000/minute",
        "GATEWAY_RATE_LIMIT_SIGN_INS_PER_ADDRESS": "1000000/minute",
        "GATEWAY_RATE_LIMIT_PER_ACCOUNT": "1000000/minute",
        "GATEWAY_WEBSOCKET_LIMIT_PER_ADDRESS": "1000",
        "GATEWAY_CORS_ORIGINS": ",".join(
            f"http://{host}:{ports.storefront}" for host in ("localhost", "127.0.0.1")
        ),
    }


def _databases(settings: LocalStackSettings) -> dict[str, str]:
    base = f"postgresql+asyncpg://vitrine@127.0.0.1:{settings.ports.postgres}"
    return {database_variable(name): f"{base}/{name}" for name in own_databases(settings)}


def _brokers(settings: LocalStackSettings) -> dict[str, str]:
    given = settings.environment
    ours = {
        "AWS_ENDPOINT_URL": f"http://127.0.0.1:{settings.ports.broker}",
        "AWS_ACCESS_KEY_ID": "local",  # the emulator takes any
        "AWS_SECRET_ACCESS_KEY": "local",
        "BROKER_FORGETS": "true",
    }
    # Keys are not handed on: botocore itself finds those of the environment.
    theirs = {name: given[name] for name in (ANY_BROKER, "AWS_REGION") if given.get(name)}
    own = own_brokers(settings)
    return {
        f"{service.upper()}_{name}": value
        for service in DATABASES
        for name, value in (ours if service in own else theirs).items()
    }


def _mails(settings: LocalStackSettings) -> dict[str, str]:
    if not has_own_mail_sink(settings):
        return {}
    return {
        "NOTIFICATIONS_SMTP_HOST": "127.0.0.1",
        "NOTIFICATIONS_SMTP_PORT": str(settings.ports.smtp),
    }


def _google(settings: LocalStackSettings) -> dict[str, str]:
    if not has_google_stand_in(settings):
        return {}
    address = f"http://localhost:{settings.ports.google}"
    return {
        "USERS_GOOGLE_CLIENT_ID": "vitrine",
        "USERS_GOOGLE_CLIENT_SECRET": "the stand-in takes any",
        "USERS_GOOGLE_DISCOVERY_URL": f"{address}/.well-known/openid-configuration",
    }


def _real_aws(settings: LocalStackSettings) -> list[str]:
    names = [f"{service.upper()}_AWS_ENDPOINT_URL" for service in DATABASES]
    return [name for name in names if settings.environment.get(name) == ""]
