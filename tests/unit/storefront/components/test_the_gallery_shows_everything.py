"""The gallery is where the shop's look is looked at: what is not in it, nobody looks at."""

import importlib
import inspect
import pkgutil
import sys
from collections.abc import Iterator
from types import CodeType, FrameType, FunctionType

import pytest

import storefront.components
import storefront.layout
from storefront.pages.workshop.gallery import gallery
from storefront.routes import PAGES, WORKSHOP

EXCUSED = {
    "head": "the document's head: nothing of it is seen",
    "wraps": "the page of last resort, for an app that broke",
    "toaster": "around the app itself; the gallery's toasts come out of it",
    "hydrate_fallback": "what stands there until a page not built ahead has come",
    "first_html": "what was printed of a page that is read ahead: the gallery is not",
    "until_awake": "as first_html",
}


def components() -> Iterator[FunctionType]:
    for package in (storefront.components, storefront.layout):
        for module in pkgutil.iter_modules(package.__path__, f"{package.__name__}."):
            found = importlib.import_module(module.name)
            for name, each in vars(found).items():
                is_its_own = inspect.isfunction(each) and each.__module__ == module.name
                if is_its_own and not name.startswith("_"):
                    yield each


@pytest.fixture(scope="module")
def called() -> set[CodeType]:
    """Whatever ran while the gallery was built."""
    codes: set[CodeType] = set()

    def note(frame: FrameType, _event: str, _arg: object) -> None:
        codes.add(frame.f_code)

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        gallery()
    finally:
        sys.setprofile(before)
    return codes


@pytest.mark.parametrize("component", list(components()), ids=lambda each: each.__name__)
def test_each_component_stands_in_the_gallery(
    component: FunctionType, called: set[CodeType]
) -> None:
    is_shown = component.__code__ in called

    assert is_shown is not (component.__name__ in EXCUSED)


def test_the_gallery_is_no_page_of_the_shop() -> None:
    assert {page.path for page in WORKSHOP} == {"/gallery"}
    assert "/gallery" not in {page.path for page in PAGES}
