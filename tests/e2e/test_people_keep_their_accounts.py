"""Accounts, by the browser and the mailbox: prove, forget, change, sign out everywhere, close."""

import re
import time
from collections.abc import Callable
from urllib.error import HTTPError

import pytest
from playwright.sync_api import Page, expect

from tests.e2e.journey import PASSWORD, Person, mails_to, register, somebody, until_awake
from tests.e2e.shop import Shop

NEW_PASSWORD = "quite another password"


def until(condition: Callable[[], bool]) -> None:
    """Wait for what no page shows; the test's own time limit is the end of patience."""
    while not condition():
        time.sleep(0.05)


def subjects(shop: Shop, person: Person) -> list[str]:
    return [str(mail["Subject"]) for mail in mails_to(shop, person.email)]


def mailed_link(shop: Shop, person: Person, *, subject: str) -> str:
    """The path of the link in the mail, once it has come."""
    until(lambda: subject in subjects(shop, person))
    mail = next(mail for mail in mails_to(shop, person.email) if mail["Subject"] == subject)
    body = mail.get_body(("plain",))
    assert body is not None
    found = re.search(r"(/[a-z-]+\?token=\S+)", body.get_content())
    assert found is not None
    assert f"{shop.url}{found.group(1)}" in body.get_content()
    return found.group(1)


def sign_in(page: Page, person: Person, *, password: str) -> None:
    page.goto("/login")
    until_awake(page)
    page.get_by_label("Email address").fill(person.email)
    page.get_by_label("Password", exact=True).fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()


def open_account(page: Page) -> None:
    page.goto("/account")
    expect(page.get_by_role("heading", name="Where you are signed in")).to_be_visible()


def refresh_token(shop: Shop, person: Person, *, password: str = PASSWORD) -> str:
    """Of another place where the person is signed in."""
    body = {"email": person.email, "password": password}
    return shop.call("/users/login", body, method="POST")["refresh_token"]


def is_refused(shop: Shop, path: str, body: dict[str, object]) -> bool:
    with pytest.raises(HTTPError) as refusal:
        shop.call(path, body, method="POST")
    with refusal.value as answer:  # closes its socket
        return answer.code == 401


def test_a_link_in_the_welcome_mail_confirms_the_address(page: Page, shop: Shop) -> None:
    person = somebody()
    register(page, person)
    open_account(page)
    expect(page.get_by_text("Not confirmed yet")).to_be_visible()

    page.goto(mailed_link(shop, person, subject="Welcome to Vitrine"))

    expect(page.get_by_role("heading", name="Your address is confirmed")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/verify-email/?$"))
    page.get_by_role("main").get_by_role("link", name="To your account").click()
    expect(page.get_by_text("Confirmed", exact=True)).to_be_visible()


def test_who_forgot_the_password_chooses_another_by_mail(page: Page, shop: Shop) -> None:
    person = somebody()
    register(page, person)
    elsewhere = refresh_token(shop, person)
    page.goto("/forgot-password")
    until_awake(page)
    page.get_by_label("Email address").fill(person.email)
    page.get_by_role("button", name="Mail me a link").click()
    expect(page.get_by_role("heading", name="Look into your mailbox")).to_be_visible()
    link = mailed_link(shop, person, subject="Choose a new password")

    page.goto(link)
    expect(page).to_have_url(re.compile(r"/reset-password/?$"))
    until_awake(page)
    page.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    page.get_by_role("button", name="Set the password").click()

    expect(page.get_by_text("Your new password is set")).to_be_visible()
    expect(page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()
    assert is_refused(shop, "/users/refresh", {"refresh_token": elsewhere})
    assert is_refused(shop, "/users/login", {"email": person.email, "password": PASSWORD})
    until(lambda: "Your password was changed" in subjects(shop, person))
    page.goto(link)
    expect(page).to_have_url(re.compile(r"/reset-password/?$"))
    until_awake(page)
    page.get_by_label("New password", exact=True).fill(PASSWORD)
    page.get_by_role("button", name="Set the password").click()
    expect(page.get_by_role("heading", name="This link is no longer valid")).to_be_visible()
    sign_in(page, person, password=NEW_PASSWORD)
    expect(page.get_by_role("button", name="Your account")).to_be_visible()


def test_a_changed_password_ends_the_other_sign_ins_and_keeps_this_one(
    page: Page, shop: Shop
) -> None:
    person = somebody()
    register(page, person)
    elsewhere = refresh_token(shop, person)
    open_account(page)
    devices = page.get_by_role("listitem").filter(has_text=re.compile("Last used|This browser"))
    expect(devices).to_have_count(2)
    password = page.get_by_label("Current password")

    password.fill("not my password")
    page.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    page.get_by_role("button", name="Change the password").click()
    expect(page.get_by_text("That is not your password.")).to_be_visible()
    expect(password).to_be_focused()
    expect(password).to_have_value("not my password")

    password.fill(PASSWORD)
    page.get_by_label("New password", exact=True).fill(NEW_PASSWORD)
    page.get_by_role("button", name="Change the password").click()

    expect(page.get_by_text("Your password is changed")).to_be_visible()
    expect(devices).to_have_count(1)
    assert is_refused(shop, "/users/refresh", {"refresh_token": elsewhere})
    open_account(page)


def test_a_new_name_stands_in_the_header_at_once(page: Page) -> None:
    register(page, somebody())
    open_account(page)
    name = f"{somebody().name} II"

    page.get_by_label("What shall we call you?").fill(name)
    page.get_by_role("button", name="Save the name").click()

    expect(page.get_by_text("Saved.")).to_be_visible()
    expect(page.get_by_role("button", name=f"{name} , your account")).to_be_visible()


def test_signing_out_everywhere_ends_this_sign_in_and_all_others(page: Page, shop: Shop) -> None:
    person = somebody()
    register(page, person)
    elsewhere = refresh_token(shop, person)
    open_account(page)

    page.get_by_role("button", name="Sign out everywhere").click()

    expect(page.get_by_text("You are signed out everywhere.")).to_be_visible()
    expect(page.get_by_role("link", name="Sign in", exact=True)).to_be_visible()
    assert is_refused(shop, "/users/refresh", {"refresh_token": elsewhere})
    page.goto("/account")
    expect(page.get_by_role("heading", level=1, name="Sign in")).to_be_visible()
    expect(page).to_have_url(re.compile(r"/login/?\?next=/account"))


def test_a_closed_account_opens_no_more(page: Page, shop: Shop) -> None:
    person = somebody()
    register(page, person)
    open_account(page)
    page.get_by_text("I want to close my account").click()
    page.get_by_label("Yes, close my account for good.").check()
    page.get_by_label("Your password").last.fill(PASSWORD)

    page.get_by_role("button", name="Close my account").click()

    expect(page.get_by_text("Your account is closed.")).to_be_visible()
    assert is_refused(shop, "/users/login", {"email": person.email, "password": PASSWORD})
