"""Claims that are shown by tests: run, counted, never taken for granted."""

import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ET
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from local_stack.settings import ROOT
from tools.prove.claims import Claim

SAYS: Final = {
    "shuffle": "every event delivered twice and shuffled: the same end state",
    "model": "the saga's model holds, and each mutation that must fail fails",
}


def prove_by_tests(part: str, files: Sequence[str]) -> list[Claim]:
    """Run the tests; a claim that no test has shown is missed."""
    print(f"  {part}: {' '.join(files)}", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", *files]
        done = subprocess.run(  # noqa: S603 - our own tests
            [*command, f"--junit-xml={report}"], cwd=ROOT, check=False, capture_output=True
        )
        suite = ET.parse(report).getroot()[0]  # noqa: S314 - written by the run above
    count, bad = (int(suite.get(name, "0")) for name in ("tests", "failures"))
    bad += int(suite.get("errors", "0")) + int(suite.get("skipped", "0"))
    if done.returncode:
        print(done.stdout.decode()[-2000:])
    figures = f"{count} tests, {bad} not passed, {float(suite.get('time', '0')):.0f} s"
    return [Claim(part, SAYS[part], figures, done.returncode == 0 and count > 0 and bad == 0)]
