import shutil
import subprocess

from local_stack.settings import ROOT


def commit() -> str:
    """What the work tree is, like 9c3ced8-dirty; empty where git cannot say."""
    git = shutil.which("git")
    if git is None:
        return ""
    # Tags left out: a release says its version already.
    command = [git, "-C", str(ROOT), "describe", "--always", "--dirty", "--exclude=*"]
    answer = subprocess.run(command, capture_output=True, text=True, check=False)
    return answer.stdout.strip()
