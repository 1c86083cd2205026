"""What docker-compose.yml and the Dockerfile let in and let run."""

import re
from pathlib import Path
from typing import Any, Final

import yaml

ROOT: Final = Path(__file__).parents[3]
SERVICES: Final[dict[str, dict[str, Any]]] = yaml.safe_load(
    (ROOT / "docker-compose.yml").read_text()
)["services"]
DOCKERFILE: Final = (ROOT / "Dockerfile").read_text()
OURS: Final = {"users", "products", "orders", "notifications"}


def test_only_the_two_doors_are_open_to_the_world() -> None:
    published = {
        name: port for name, service in SERVICES.items() for port in service.get("ports", [])
    }

    to_the_world = {name for name, port in published.items() if not port.startswith("127.0.0.1:")}
    assert to_the_world == {"gateway", "storefront"}
    assert all(published[name].startswith("${DOOR_ADDRESS:-127.0.0.1}:") for name in to_the_world)


def test_what_runs_is_not_root() -> None:
    users = re.findall(r"^USER (\S+)", DOCKERFILE, re.MULTILINE)

    assert users
    assert users[-1].split(":")[0] not in {"root", "0"}
    assert DOCKERFILE.rindex("USER ") > DOCKERFILE.rindex("FROM ")


def test_every_image_names_its_version() -> None:
    stages = {"packages", "window", "run"}
    images = {str(service["image"]) for service in SERVICES.values() if "image" in service}
    images |= set(re.findall(r"^FROM (\S+)", DOCKERFILE, re.MULTILINE)) - stages

    for image in images - {"vitrine:local"}:
        _, _, tag = image.partition(":")
        assert re.match(r"v?\d+\.\d+", tag), image


def test_the_gateway_waits_for_services_that_are_ready() -> None:
    waits = SERVICES["gateway"]["depends_on"]

    assert {name: waits[name]["condition"] for name in OURS} == dict.fromkeys(
        OURS, "service_healthy"
    )
