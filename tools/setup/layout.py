from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Layout:
    """Where things are, and where they go."""

    root: Path

    @property
    def venv(self) -> Path:
        return self.root / ".venv"

    @property
    def python(self) -> Path:
        return self.venv / "bin" / "python"

    @property
    def share(self) -> Path:
        return self.venv / "share" / "vitrine"

    @property
    def cache(self) -> Path:
        """Survives `make reset` and a new .venv."""
        return self.root / ".local" / "cache"

    @property
    def log(self) -> Path:
        return self.root / ".local" / "logs" / "setup.log"

    @property
    def lock(self) -> Path:
        """Held while setting up: a second `make` waits instead of interfering."""
        return self.root / ".local" / "setup.lock"

    def requirements(self, name: str) -> Path:
        return self.root / "requirements" / f"{name}.txt"

    def npm_project(self, name: str) -> Path:
        return self.root / "tools" / "setup" / "npm" / name
