import fcntl
from collections.abc import Callable, Generator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial

from tools.setup import node, pictures, python_packages, toolchain, virtual_environment
from tools.setup.layout import Layout
from tools.setup.npm_packages import NpmProject
from tools.setup.progress import step


def is_done(layout: Layout, kind: str) -> bool:
    """Quick: asks only the stamps."""
    return (
        layout.python.exists()
        and virtual_environment.is_in_place(layout)
        and python_packages.are_current(layout, kind)
        and toolchain.is_told(layout)
        and not _missing(layout, kind)
    )


def set_up(layout: Layout, kind: str) -> None:
    """Make what is missing, and only that.

    Raises:
        SetupFailed: says in one line what could not be done.
        OSError: the disk is full, or not ours to write.
    """
    with _alone(layout):
        virtual_environment.prepare(layout)
        if not python_packages.are_current(layout, kind):
            python_packages.install(layout, kind)
        node.link(layout)
        missing = _missing(layout, kind)
        if missing:
            with step(f"Fetching {' and '.join(missing)}"), ThreadPoolExecutor() as threads:
                for fetched in [threads.submit(fetch) for fetch in missing.values()]:
                    fetched.result()
        toolchain.tell(layout)


def _missing(layout: Layout, kind: str) -> Mapping[str, Callable[[], None]]:
    """What npm has for us and is not here yet, by the name that people know it by."""
    bun = toolchain.bun_project(layout)
    compose_linter = NpmProject(source=layout.npm_project("dclint"), folder=layout.share / "dclint")
    # In the cache: whoever shares a .venv between work trees has it in each of them.
    axe = NpmProject(source=layout.npm_project("axe"), folder=layout.cache / "axe")
    missing: dict[str, Callable[[], None]] = {}
    if bun is not None and not bun.is_current():
        missing["bun"] = partial(bun.fetch, layout)
    if not pictures.are_there(layout):
        missing["the demo pictures"] = partial(pictures.fetch, layout)
    if kind == "dev" and not compose_linter.is_current():
        missing["the Compose linter"] = partial(compose_linter.fetch, layout)
    if kind == "dev" and not axe.is_current():
        missing["axe, which checks pages for everybody"] = partial(axe.fetch, layout)
    return missing


@contextmanager
def _alone(layout: Layout) -> Generator[None]:
    layout.lock.parent.mkdir(parents=True, exist_ok=True)
    with layout.lock.open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            print("Another set-up is at work here; waiting for it …", flush=True)
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield
