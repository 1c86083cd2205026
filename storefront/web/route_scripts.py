"""Which scripts belong to an address.

A page that is not built ahead is a bare shell, which names the frame's scripts only: the page's
own would be asked for when those have run.
"""

import json
import re
from typing import Final

MANIFEST: Final = re.compile(r"/assets/manifest-[\w-]+\.js")
_NOWHERE: Final = "*"


def preloads(page: str, *, manifest: str, path: str) -> str:
    """Links to those scripts of `path` that the page does not name yet.

    `manifest` is React Router's: `window.__reactRouterManifest={…};`.
    """
    found = json.loads(manifest.partition("=")[2].rstrip().removesuffix(";"))
    routes = [*found["routes"].values()]
    route = next(
        (each for each in routes if _fits(each.get("path", ""), path=path)),
        next(each for each in routes if each.get("path") == _NOWHERE),
    )
    scripts = (route["module"], *route["imports"])
    return "".join(
        f'<link rel="modulepreload" href="{script}"/>' for script in scripts if script not in page
    )


def _fits(pattern: str, *, path: str) -> bool:
    wanted, given = pattern.split("/"), path.strip("/").split("/")
    return len(wanted) == len(given) and all(
        part == name or (part.startswith(":") and bool(name))
        for part, name in zip(wanted, given, strict=True)
    )
