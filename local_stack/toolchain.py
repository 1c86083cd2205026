"""Node and bun for the shop window, as `make setup` put them into the virtual environment."""

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Final

_FILE: Final = Path(sys.prefix) / "share" / "vitrine" / "toolchain.json"


def toolchain_environment(environment: Mapping[str, str]) -> dict[str, str]:
    """What Reflex must be told to find them; nothing when set-up found none to use."""
    try:
        found = json.loads(_FILE.read_text())
    except (OSError, ValueError):
        return {}
    told = {"REFLEX_CHECK_LATEST_VERSION": "0"}
    path = environment.get("PATH", "")
    if found.get("bun"):
        told["REFLEX_BUN_PATH"] = found["bun"]
    else:
        told["REFLEX_USE_NPM"] = "1"
    if found.get("node_bin") and found["node_bin"] not in path:
        told["PATH"] = f"{found['node_bin']}:{path}"
    if found.get("registry") and "NPM_CONFIG_REGISTRY" not in environment:
        told["NPM_CONFIG_REGISTRY"] = found["registry"]
    return told
