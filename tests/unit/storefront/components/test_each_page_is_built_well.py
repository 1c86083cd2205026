import pytest

from storefront.routes import PAGES, WORKSHOP, Page
from tests.unit.storefront.components.markup import elements, most

EVERY = (*PAGES, *WORKSHOP)


@pytest.fixture(params=EVERY, ids=lambda page: page.path)
def page(request: pytest.FixtureRequest) -> Page:
    found: Page = request.param
    return found


def test_a_page_has_one_main_part_and_never_two_headings_of_the_first_rank(page: Page) -> None:
    component = page.component()

    assert most(component, "main") == 1
    assert most(component, "h1") == 1


def test_each_picture_has_a_text_and_a_size(page: Page) -> None:
    for picture in elements(page.component(), "img"):
        assert {"alt", "width", "height", "src"} <= picture.props.keys()


def test_each_button_says_what_kind_it_is(page: Page) -> None:
    for button in elements(page.component(), "button"):
        assert button["type"] in {"button", "submit"}


def test_each_field_has_a_label(page: Page) -> None:
    component = page.component()
    labelled = {each.props.get("htmlFor") for each in elements(component, "label")}

    for field in (*elements(component, "input"), *elements(component, "select")):
        # A radio's label is around it; a file's field is not seen, the area around it is.
        assert field.props.get("type") in {"radio", "file", "hidden"} or field["id"] in labelled


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
def test_the_way_past_the_header_is_the_first_link(page: Page) -> None:
    component = page.component()
    first = next(each for each in elements(component) if each.tag in {"a", "ReactRouterLink"})

    assert first["href"] == "#main"
    assert elements(component, "main")[0]["id"] == "main"
