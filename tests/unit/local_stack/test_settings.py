import pytest

from local_stack.settings import REPLACES_POSTGRES, load_settings
from local_stack.topology import topology


@pytest.fixture
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    return {"LOCAL_STACK_DATA_DIR": str(tmp_path_factory.mktemp("data"))}


def test_a_shift_moves_every_port(environment: dict[str, str]) -> None:
    plain = load_settings(environment).ports
    moved = load_settings({**environment, "LOCAL_STACK_PORT_SHIFT": "100"}).ports

    assert [port - 100 for port in vars(moved).values()] == list(vars(plain).values())


@pytest.mark.parametrize("shift", ["many", "1.5", "99999", "-9999", ""])
def test_a_shift_that_makes_no_sense_is_refused_by_name(
    environment: dict[str, str], shift: str
) -> None:
    with pytest.raises(SystemExit, match="LOCAL_STACK_PORT_SHIFT"):
        load_settings({**environment, "LOCAL_STACK_PORT_SHIFT": shift})


def test_nothing_configured_means_everything_embedded(environment: dict[str, str]) -> None:
    parts = topology(load_settings(environment))

    assert parts.postgres
    assert parts.broker
    assert parts.mail_sink
    assert parts.environment["ORDERS_SERVICE_KEY"] == parts.environment["PRODUCTS_SERVICE_KEY"]


def test_configured_parts_are_not_started_and_their_addresses_are_handed_on(
    environment: dict[str, str],
) -> None:
    databases = {name: f"postgresql+asyncpg://db/{name}" for name in REPLACES_POSTGRES}
    outside = {
        **databases,
        "AWS_ENDPOINT_URL": "http://broker:4566",
        "NOTIFICATIONS_SMTP_HOST": "smtp.example",
    }

    parts = topology(load_settings({**environment, **outside}))

    assert (parts.postgres, parts.broker, parts.mail_sink) == (None, None, None)
    assert {name: parts.environment[name] for name in databases} == databases
    assert parts.environment["ORDERS_AWS_ENDPOINT_URL"] == "http://broker:4566"
    assert parts.environment["NOTIFICATIONS_SMTP_HOST"] == "smtp.example"


def test_the_service_key_is_made_once_and_kept(environment: dict[str, str]) -> None:
    first = topology(load_settings(environment)).environment["ORDERS_SERVICE_KEY"]
    second = topology(load_settings(environment)).environment["ORDERS_SERVICE_KEY"]

    assert first == second
    assert len(first) >= 32
