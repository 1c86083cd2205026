"""The published language may grow, never shrink: each event's schema is kept beside this test.

`python -m pytest tests/contract --update-golden` writes a new event's schema, or a growth.
"""

import json
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import Any

import pytest

from backend_services import contracts
from backend_services.shared.messaging.event import known_events

for module in iter_modules(contracts.__path__):
    import_module(f"{contracts.__name__}.{module.name}")

PUBLISHED = {
    key: event
    for key, event in known_events().items()
    if event.__module__.startswith(contracts.__name__)
}
SCHEMAS = Path(__file__).parent / "schemas"


def schema_file(name: str, version: int) -> Path:
    return SCHEMAS / f"{name}.v{version}.json"


@pytest.mark.parametrize(("name", "version"), sorted(PUBLISHED))
def test_an_event_keeps_what_it_published(name: str, version: int, update_golden: bool) -> None:
    schema = PUBLISHED[name, version].model_json_schema()
    file = schema_file(name, version)
    if update_golden:
        file.write_text(json.dumps(schema, indent=2, sort_keys=True) + "\n")

    kept: dict[str, Any] = json.loads(file.read_text())

    still_there = {name: schema["properties"].get(name) for name in kept["properties"]}
    assert still_there == kept["properties"]
    assert set(schema.get("required", ())) == set(kept.get("required", ()))


def test_every_kept_schema_still_has_its_event() -> None:
    assert sorted(file.name for file in SCHEMAS.glob("*.json")) == sorted(
        schema_file(*key).name for key in PUBLISHED
    )
