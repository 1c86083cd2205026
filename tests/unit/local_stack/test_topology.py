import pytest

from local_stack.configured import DATABASES
from local_stack.settings import load_settings
from local_stack.topology import Topology, topology
from local_stack.words import addresses

OUTSIDE_DATABASES = {
    f"{name.upper()}_DATABASE_URL": f"postgresql+asyncpg://db/{name}" for name in DATABASES
}


@pytest.fixture
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return {"LOCAL_STACK_DATA_DIR": str(tmp_path_factory.mktemp("data"))}


def shop(environment: dict[str, str], **configured: str) -> Topology:
    return topology(load_settings({**environment, **configured}))


def test_nothing_configured_means_everything_embedded(environment: dict[str, str]) -> None:
    parts = shop(environment)

    assert parts.postgres
    assert parts.broker
    assert parts.mail_sink
    assert parts.google
    assert parts.environment["STOREFRONT_GOOGLE_STAND_IN"] == "true"
    assert [service.name for service in parts.services] == [*DATABASES, "gateway"]
    assert parts.demo == ("products", "users", "orders")
    assert parts.environment["ORDERS_SERVICE_KEY"] == parts.environment["PRODUCTS_SERVICE_KEY"]


def test_configured_parts_are_not_started_and_their_addresses_are_handed_on(
    environment: dict[str, str],
) -> None:
    outside = {
        **OUTSIDE_DATABASES,
        "AWS_ENDPOINT_URL": "http://broker:4566",
        "NOTIFICATIONS_SMTP_HOST": "smtp.example",
    }

    parts = shop(environment, **outside)

    assert (parts.postgres, parts.broker, parts.mail_sink) == (None, None, None)
    assert parts.google is None
    assert "USERS_GOOGLE_CLIENT_ID" not in parts.environment
    assert {name: parts.environment[name] for name in OUTSIDE_DATABASES} == OUTSIDE_DATABASES
    assert parts.environment["ORDERS_AWS_ENDPOINT_URL"] == "http://broker:4566"
    assert parts.environment["NOTIFICATIONS_SMTP_HOST"] == "smtp.example"
    assert "NOTIFICATIONS_SMTP_PORT" not in parts.environment
    assert set(parts.wanted_ports) == {*DATABASES, "gateway"}


@pytest.mark.parametrize("name", DATABASES)
def test_one_configured_database_is_used_and_the_others_stay_ours(
    environment: dict[str, str], name: str
) -> None:
    variable = f"{name.upper()}_DATABASE_URL"

    parts = shop(environment, **{variable: OUTSIDE_DATABASES[variable]})

    assert parts.environment[variable] == OUTSIDE_DATABASES[variable]
    assert parts.postgres
    assert set(parts.databases) == {*DATABASES} - {name}
    urls = [parts.environment[other] for other in OUTSIDE_DATABASES if other != variable]
    assert all("@127.0.0.1:15432/" in url for url in urls)


def test_one_service_with_a_broker_of_its_own_uses_that_one(environment: dict[str, str]) -> None:
    parts = shop(environment, ORDERS_AWS_ENDPOINT_URL="http://broker:4566")

    assert parts.environment["ORDERS_AWS_ENDPOINT_URL"] == "http://broker:4566"
    assert "ORDERS_AWS_ACCESS_KEY_ID" not in parts.environment
    assert parts.environment["USERS_AWS_ENDPOINT_URL"] == "http://127.0.0.1:14566"
    assert parts.broker


def test_an_empty_endpoint_is_real_aws_and_no_emulator(environment: dict[str, str]) -> None:
    empty = {f"{name.upper()}_AWS_ENDPOINT_URL": "" for name in DATABASES}

    parts = shop(environment, **empty)

    assert {name: parts.environment[name] for name in empty} == empty
    assert parts.broker is None


def test_an_empty_database_url_is_none(environment: dict[str, str]) -> None:
    parts = shop(environment, ORDERS_DATABASE_URL="")

    assert parts.environment["ORDERS_DATABASE_URL"].endswith("@127.0.0.1:15432/orders")


def test_a_port_of_a_service_is_known_to_all(environment: dict[str, str]) -> None:
    parts = shop(environment, PRODUCTS_PORT="9001", STOREFRONT_PORT="9080")

    assert parts.environment["PRODUCTS_PORT"] == "9001"
    assert parts.environment["ORDERS_PRODUCTS_URL"] == "http://127.0.0.1:9001"
    assert parts.environment["GATEWAY_PRODUCTS_URL"] == "http://127.0.0.1:9001"
    assert parts.environment["STOREFRONT_PUBLIC_URL"] == "http://localhost:9080"
    assert parts.wanted_ports["products"] == 9001
    assert parts.storefront.port == 9080


def test_a_window_on_another_shop_starts_nothing_but_the_window(
    environment: dict[str, str],
) -> None:
    parts = shop(environment, STOREFRONT_GATEWAY_URL="https://shop.example")

    assert (parts.postgres, parts.broker, parts.mail_sink) == (None, None, None)
    assert (parts.services, parts.demo, parts.wanted_ports) == ((), (), {})
    assert parts.environment["STOREFRONT_GATEWAY_URL"] == "https://shop.example"
    assert parts.environment["STOREFRONT_DEMO_MODE"] == "false"


@pytest.mark.parametrize(
    ("configured", "demo"),
    [
        ({"USERS_DATABASE_URL": "postgresql+asyncpg://db/users"}, ("products",)),
        ({"PRODUCTS_DATABASE_URL": "postgresql+asyncpg://db/products"}, ("users",)),
        ({"NOTIFICATIONS_SMTP_HOST": "smtp.example"}, ("products", "users")),
        ({"AWS_ENDPOINT_URL": "http://broker:4566"}, ("products", "users")),
        (OUTSIDE_DATABASES, ()),
    ],
)
def test_demo_data_never_leaves_the_machine(
    environment: dict[str, str], configured: dict[str, str], demo: tuple[str, ...]
) -> None:
    assert shop(environment, **configured).demo == demo


def test_demo_accounts_are_shown_where_they_were_made(environment: dict[str, str]) -> None:
    outside = {"USERS_DATABASE_URL": "postgresql+asyncpg://db/users"}

    ours = addresses(load_settings(environment), seconds=1, megabytes=1)
    theirs = addresses(load_settings({**environment, **outside}), seconds=1, megabytes=1)

    assert "shopper-demo-password" in ours
    assert "shopper-demo-password" not in theirs
    assert shop(environment).environment["STOREFRONT_DEMO_MODE"] == "true"
    assert shop(environment, **outside).environment["STOREFRONT_DEMO_MODE"] == "false"


def test_sessions_in_redis_need_no_folder(environment: dict[str, str]) -> None:
    parts = shop(environment, STOREFRONT_REDIS_URL="redis://redis")

    assert "STOREFRONT_SESSION_DIR" not in parts.environment


def test_the_service_key_is_made_once_and_kept(environment: dict[str, str]) -> None:
    first = shop(environment).environment["ORDERS_SERVICE_KEY"]
    second = shop(environment).environment["ORDERS_SERVICE_KEY"]

    assert first == second
    assert len(first) >= 32


def test_a_real_google_takes_the_place_of_the_stand_in(environment: dict[str, str]) -> None:
    parts = shop(environment, USERS_GOOGLE_CLIENT_ID="mine")

    assert parts.google is None
    assert parts.environment["USERS_GOOGLE_CLIENT_ID"] == "mine"
    assert "USERS_GOOGLE_DISCOVERY_URL" not in parts.environment
    assert parts.environment["STOREFRONT_GOOGLE_STAND_IN"] == "false"


def test_staff_find_the_mailbox_where_there_is_one(environment: dict[str, str]) -> None:
    ours = shop(environment)
    theirs = shop(environment, NOTIFICATIONS_SMTP_HOST="smtp.example")

    assert ours.environment["STOREFRONT_MAILBOX_URL"] == "http://localhost:8025"
    assert "STOREFRONT_MAILBOX_URL" not in theirs.environment


def test_every_process_is_told_what_it_was_built_from(environment: dict[str, str]) -> None:
    assert "VITRINE_COMMIT" in shop(environment).environment
    assert shop(environment, VITRINE_COMMIT="9c3ced8").environment["VITRINE_COMMIT"] == "9c3ced8"
