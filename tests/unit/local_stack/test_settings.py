import pytest

from local_stack.settings import load_settings


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


def test_a_service_listens_where_its_own_setting_says(environment: dict[str, str]) -> None:
    settings = load_settings(
        {**environment, "LOCAL_STACK_PORT_SHIFT": "100", "ORDERS_PORT": "9001"}
    )

    assert (settings.ports.orders, settings.ports.users) == (9001, 8103)


@pytest.mark.parametrize("port", ["0", "65536", "-1", "http"])
def test_a_port_that_makes_no_sense_is_refused_by_name(
    environment: dict[str, str], port: str
) -> None:
    with pytest.raises(SystemExit, match="setting GATEWAY_PORT: must be a port"):
        load_settings({**environment, "GATEWAY_PORT": port})


def test_two_that_want_one_port_are_refused_by_name(environment: dict[str, str]) -> None:
    with pytest.raises(SystemExit, match="users and products cannot both listen on port 8001"):
        load_settings({**environment, "USERS_PORT": "8001"})
