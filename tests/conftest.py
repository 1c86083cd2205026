import logging
from collections.abc import Iterator
from typing import Any

import pytest
import structlog
from hypothesis import HealthCheck, settings

pytest_plugins = [
    "tests.fixtures.postgres",
    "tests.fixtures.broker",
    "tests.fixtures.messaging",
    "tests.fixtures.redis",
    "tests.fixtures.tokens",
]

# Whatever else was chosen stays, as that CI always tries the same examples.
settings.register_profile(
    "any-speed", settings(), deadline=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("any-speed")


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--update-golden",
        action="store_true",
        help="rewrite golden files and schemas; the review is the diff",
    )


@pytest.fixture(scope="session", autouse=True)
def plain_logs() -> Iterator[None]:
    """Structlog's own choice shows every local variable: seconds for each logged exception.

    No logger is kept as it was first used: tests that run a program's `main` would decide how
    the tests after them log.
    """
    configure = structlog.configure

    def configure_without_keeping(**choices: Any) -> None:
        choices["cache_logger_on_first_use"] = False
        configure(**choices)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(structlog, "configure", configure_without_keeping)
        yield


@pytest.fixture(autouse=True)
def logs_of_its_own(plain_logs: None) -> Iterator[None]:
    """Each test starts with the same logs, whatever the one before has configured."""
    del plain_logs
    structlog.reset_defaults()
    structlog.contextvars.clear_contextvars()
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.dev.ConsoleRenderer(exception_formatter=structlog.dev.plain_traceback),
        ]
    )
    root = logging.getLogger()
    handlers, level = list(root.handlers), root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)


@pytest.fixture
def update_golden(request: pytest.FixtureRequest) -> bool:
    return bool(request.config.getoption("--update-golden"))
