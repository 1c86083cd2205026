import logging
import re
import sys
from collections.abc import MutableMapping
from typing import Any, Final

import structlog

from backend_services.shared.settings import LogFormat, ServiceSettings

_SECRET: Final = re.compile(
    r"password|token|secret|authorization|cookie|email|recipient", re.IGNORECASE
)
_HIDDEN: Final = "***"


def hide_secrets(
    _logger: Any,  # noqa: ANN401 - structlog's processor signature
    _method: str,
    event: MutableMapping[str, Any],
) -> MutableMapping[str, Any]:
    """Last line of defence: a field named like a secret never reaches a log."""
    for key in event:
        if _SECRET.search(key):
            event[key] = _HIDDEN
    return event


def configure_logging(settings: ServiceSettings, *, service: str) -> None:
    """One format for our own lines and the libraries'; to standard output."""
    shared: list[structlog.typing.Processor] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        hide_secrets,
    ]
    renderer: structlog.typing.Processor = (
        structlog.processors.JSONRenderer()
        if settings.log_format is LogFormat.JSON
        else structlog.dev.ConsoleRenderer(
            colors=sys.stdout.isatty(),
            pad_event_to=0,
            # The default shows local variables: passwords among them, and slowly.
            exception_formatter=structlog.dev.plain_traceback,
        )
    )
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stdout)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                structlog.processors.format_exc_info,
                renderer,
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(settings.log_level.upper())
    # Access lines are ours (http/request_context.py); botocore and httpx log URLs at INFO.
    for noisy in ("uvicorn.access", "httpx", "httpcore", "botocore", "aiobotocore", "websockets"):
        logging.getLogger(noisy).setLevel(logging.WARNING)
    structlog.contextvars.bind_contextvars(service=service)


def get_logger() -> structlog.stdlib.BoundLogger:
    return structlog.stdlib.get_logger()
