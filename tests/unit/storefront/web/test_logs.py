import json

import pytest
import structlog

from storefront.settings import StorefrontSettings
from storefront.web.logs import configure_logging

SECRET = "a-secret-token"


def fail(token: str) -> None:
    del token
    raise LookupError


@pytest.mark.parametrize("log_format", ["console", "json"])
def test_a_traceback_shows_no_values(
    settings: StorefrontSettings, capsys: pytest.CaptureFixture[str], log_format: str
) -> None:
    configure_logging(settings.model_copy(update={"log_format": log_format}))

    try:
        fail(SECRET)
    except LookupError:
        structlog.get_logger().exception("feed.crashed")

    said = capsys.readouterr().out
    assert "LookupError" in said
    assert SECRET not in said


def test_each_line_is_an_event_with_its_fields(
    settings: StorefrontSettings, capsys: pytest.CaptureFixture[str]
) -> None:
    configure_logging(settings.model_copy(update={"log_format": "json"}))

    structlog.get_logger().info("feed.lost", path="/ws/catalog")

    line = json.loads(capsys.readouterr().out)
    assert line.pop("timestamp").endswith("Z")
    assert line == {
        "event": "feed.lost",
        "level": "info",
        "path": "/ws/catalog",
        "service": "storefront",
    }
