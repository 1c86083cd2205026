"""SNS and SQS over HTTP: the emulator, its command and its environment."""

import signal
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Final

from local_stack.children import leashed, stop_child
from local_stack.network import answers, free_port
from local_stack.settings import machine_environment

_START_LIMIT: Final = 30.0  # seconds
_STOP_GRACE: Final = 10.0  # seconds, to save its state


class BrokerFailed(Exception):
    """The emulator could not be started."""


class Broker:
    def __init__(self, folder: Path, *, port: int | None = None) -> None:
        self.folder = folder
        self.port = port or free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def command(self) -> Sequence[str]:
        return [sys.executable, "-m", "ministack"]

    def environment(self) -> Mapping[str, str]:
        return {
            "BIND_HOST": "127.0.0.1",  # its own default is every address
            "GATEWAY_PORT": str(self.port),
            "SERVICES": "sns,sqs",
            "IOT_MTLS_ENABLED": "0",  # not asked for, and it listens on every address
            "LOG_LEVEL": "WARNING",
            "PERSIST_STATE": "1",
            "STATE_DIR": str(self.folder),
        }

    def start(self) -> str:
        """Start by itself, without a supervisor; answer the URL.

        Raises:
            BrokerFailed: it ended, or does not listen in time.
        """
        self.folder.mkdir(parents=True, exist_ok=True)
        self._process = subprocess.Popen(
            leashed(self.command(), dies_by=signal.SIGTERM),
            env={**machine_environment(), **self.environment()},
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
        )
        deadline = time.monotonic() + _START_LIMIT
        while not answers(self.port):
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                message = f"the SNS/SQS emulator does not listen on port {self.port}"
                raise BrokerFailed(message)
            time.sleep(0.05)
        return self.url

    def stop(self) -> None:
        if self._process is not None:
            stop_child(self._process, stop_signal=signal.SIGTERM, grace=_STOP_GRACE)
