"""`python -m local_stack.storefront`: serve the built shop window; no Node, no build.

What `reflex run --env prod` does after its build, on one port: pages, socket and edge.
STOREFRONT_HOST and STOREFRONT_PORT say where; GRANIAN_WORKERS how many (more than one needs Redis).
"""

import os
import sys
from typing import Final

from local_stack.settings import ROOT, machine_environment

_REFLEX: Final = {
    "REFLEX_ENV_MODE": "prod",
    "REFLEX_CHECK_LATEST_VERSION": "0",
    # Reflex' own names for "it is compiled already" and "serve the pages too".
    "__REFLEX_SKIP_COMPILE": "true",
    "__REFLEX_MOUNT_FRONTEND_COMPILED_APP": "true",
}


def main() -> None:
    environment = machine_environment()
    host = environment.get("STOREFRONT_HOST", "127.0.0.1")
    port = environment.get("STOREFRONT_PORT", "8080")
    workers = environment.get("GRANIAN_WORKERS", "1")
    options = ["--interface", "asgi", "--factory", "--host", host, "--port", port]
    command = [
        *(sys.executable, "-m", "granian", *options, "--workers", workers),
        *("--log-level", "warning", "--workers-kill-timeout", "5", "storefront.storefront:app"),
    ]
    os.chdir(ROOT)
    os.execve(sys.executable, command, {**environment, **_REFLEX})


if __name__ == "__main__":
    main()
