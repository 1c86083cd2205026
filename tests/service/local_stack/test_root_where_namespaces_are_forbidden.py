"""Containers forbid user namespaces by default; there, root must become somebody else for real."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from local_stack.settings import ROOT, machine_environment

# In a namespace of our own, root in it, further namespaces can be forbidden as a container does.
PREPARE = """
import ctypes, os, subprocess, sys, time
from pathlib import Path

inner, outer = os.pipe(), os.pipe()
child = os.fork()
if child == 0:
    if ctypes.CDLL(None, use_errno=True).unshare(0x10000000):
        os._exit(77)
    os.write(inner[1], b".")
    os.read(outer[0], 1)
    Path("/proc/sys/user/max_user_namespaces").write_text("0")
    from local_stack.postgres import Postgres
    server = Postgres(Path(sys.argv[1]), is_durable=False)
    server.start()
    print("owner", os.stat(server.folder).st_uid, flush=True)
    print("ready", server.is_ready(), flush=True)
    server.stop()
    server.start()
    print("again", server.is_ready(), flush=True)
    server.stop()
    os._exit(0)
os.close(inner[1])
if os.read(inner[0], 1) == b".":
    for name in ("uid_map", "gid_map"):
        Path(f"/proc/{child}/{name}").write_text("0 0 65536")
    os.write(outer[1], b".")
sys.exit(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]))
"""


@pytest.mark.skipif(
    sys.platform != "linux" or os.geteuid() != 0, reason="only root on Linux needs this"
)
def test_postgres_starts_as_nobody(tmp_path: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", PREPARE, str(tmp_path / "data")],
        cwd=ROOT,
        env={**machine_environment(), "PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )

    if done.returncode == 77:
        pytest.skip("this machine forbids user namespaces itself")
    assert done.stderr == ""
    assert done.stdout.splitlines() == ["owner 65534", "ready True", "again True"]
