"""What stands below the forms of sign-in and registration: other ways in."""

from collections.abc import Sequence
from urllib.parse import urlencode

from storefront.api.models import DemoAccount
from storefront.theme import styles
from storefront.web.first_html import words
from storefront.web.first_html.markup import NOTHING, Html, element, joined
from storefront.web.return_path import HOME

GOOGLE = "/session/google/start"


def other_ways_in(
    *, google: Html, demo_accounts: Sequence[DemoAccount], is_new: bool, next_path: str
) -> Html:
    """`is_new`: on the page for those who have no account yet."""
    question, label, path = (
        ("Been here before? ", "Sign in", "/login")
        if is_new
        else ("New here? ", "Create an account", "/register")
    )
    other = element("a", label, href=_with_next(path, next_path), class_name=styles.LINK)
    shown = () if is_new else demo_accounts
    return joined(google, element("p", question, other), _demo(shown) if shown else "")


def google_way(*, next_path: str, is_stand_in: bool) -> Html:
    note = element("p", words.STAND_IN, class_name=f"{styles.SOFT} text-center")
    return element(
        "div",
        element("p", "or", class_name=f"{styles.SOFT} text-center"),
        element(
            "a",
            element("span", "G", aria_hidden="true", class_name="font-display font-bold"),
            "Continue with Google",
            href=_with_next(GOOGLE, next_path),
            rel="nofollow",
            class_name=f"{styles.QUIET} w-full",
        ),
        note if is_stand_in else NOTHING,
        class_name="flex flex-col gap-tight",
    )


def _with_next(path: str, next_path: str, /) -> str:
    return path if next_path == HOME else f"{path}?{urlencode({'next': next_path})}"


def _demo(accounts: Sequence[DemoAccount]) -> Html:
    return element(
        "section",
        element("h2", words.LOOKING_AROUND, class_name=styles.SUBHEADING),
        element("p", words.WALK_IN, class_name=styles.SOFT),
        element("ul", *map(_account, accounts), class_name="mt-tight divide-y divide-line"),
        class_name=styles.PANEL,
    )


def _account(account: DemoAccount) -> Html:
    return element(
        "li",
        element(
            "div",
            element("p", account.label, class_name="font-medium"),
            element("p", account.email, class_name=styles.TINY),
            element("p", account.password, class_name=f"{styles.TINY} font-mono"),
            class_name="break-all",
        ),
        element(
            "button",
            f"Use {account.label}",
            type="button",
            disabled=True,
            aria_hidden="true",
            class_name=styles.QUIET,
        ),
        class_name=styles.DEMO_ACCOUNT,
    )
