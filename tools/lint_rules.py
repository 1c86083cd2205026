"""Rules of this project that no linter knows; each was a bug somewhere.

VT01 nobody commits but the edge          shared/db and the relay own transactions
VT02 nobody publishes but the relay       everything else writes an outbox row
VT03 FOR UPDATE must be FOR NO KEY UPDATE it deadlocks with the key-share lock of foreign keys
VT04 with_for_update needs order_by       rows locked in any order deadlock
VT05 a form says its method               else a password typed early is in the address

A line may excuse itself with `# VT03: reason`.
"""

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

SOURCES = ("backend_services", "storefront")
MAY_COMMIT = ("backend_services/shared/db/",)
MAY_PUBLISH = ("backend_services/shared/messaging/",)
FOR_UPDATE = re.compile(r"\bfor\s+update\b", re.IGNORECASE)


class Finding(NamedTuple):
    path: str
    line: int
    rule: str
    text: str


def main() -> int:
    findings = [
        finding
        for source in SOURCES
        for path in sorted(Path(source).rglob("*.py"))
        for finding in check(path.as_posix(), path.read_text())
    ]
    for finding in findings:
        print(f"{finding.path}:{finding.line}: {finding.rule} {finding.text}")  # noqa: T201 - a linter prints
    return 1 if findings else 0


def check(path: str, source: str) -> Iterator[Finding]:
    """All findings in one file's source that no comment on their line excuses."""
    lines = source.splitlines()
    for finding in _findings(path, ast.parse(source)):
        if f"# {finding.rule}:" not in lines[finding.line - 1]:
            yield finding


def _findings(path: str, tree: ast.AST) -> Iterator[Finding]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            if FOR_UPDATE.search(node.value):
                yield Finding(path, node.lineno, "VT03", "write FOR NO KEY UPDATE")
        elif isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            yield from _call_findings(path, node, node.func)


def _call_findings(path: str, call: ast.Call, method: ast.Attribute) -> Iterator[Finding]:  # noqa: PLR0917 - node and its parts
    line = method.end_lineno or call.lineno
    if method.attr == "commit" and not path.startswith(MAY_COMMIT):
        yield Finding(path, line, "VT01", "the edge commits, see shared/db/session.py")
    if method.attr == "publish" and not path.startswith(MAY_PUBLISH):
        yield Finding(path, line, "VT02", "append to the outbox instead")
    if method.attr == "with_for_update" and "order_by" not in ast.unparse(method.value):
        yield Finding(path, line, "VT04", "order the rows before locking them")
    if method.attr == "form" and all(keyword.arg != "method" for keyword in call.keywords):
        yield Finding(path, line, "VT05", "say method=, post for what nobody else may read")


if __name__ == "__main__":
    sys.exit(main())
