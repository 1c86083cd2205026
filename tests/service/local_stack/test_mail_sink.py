"""The sink as the stack starts it: a process of its own, real SMTP in, files and pages out."""

import re
import signal
import smtplib
import subprocess
import sys
from collections.abc import Iterator
from email.message import EmailMessage
from pathlib import Path
from typing import Final

import aiosmtplib
import httpx
import pytest

ROOT: Final = Path(__file__).parents[3]
LIMIT: Final = 15.0  # seconds


def command(folder: Path, *, smtp_port: int = 0) -> list[str]:
    """Port 0 is any that is free; the sink says which it got."""
    return [
        *(sys.executable, "-m", "local_stack.mail_sink", "--folder", str(folder)),
        *("--smtp-port", str(smtp_port), "--web-port", "0"),
    ]


class RunningSink:
    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.start()

    def start(self) -> None:
        self.process = subprocess.Popen(
            command(self.folder), cwd=ROOT, stdout=subprocess.PIPE, text=True
        )
        assert self.process.stdout is not None
        started = self.process.stdout.readline()
        ports = re.fullmatch(r"mail_sink\.started smtp=(\d+) web=(\d+)\n", started)
        assert ports is not None, started
        self.smtp_port, self.web_port = int(ports[1]), int(ports[2])

    def stop(self, number: signal.Signals = signal.SIGTERM) -> str:
        """Answers what it said."""
        self.process.send_signal(number)
        said, _ = self.process.communicate(timeout=LIMIT)
        return said

    def get(self, path: str, **more: object) -> httpx.Response:
        return httpx.request("GET", f"http://127.0.0.1:{self.web_port}{path}", **more)  # pyright: ignore[reportArgumentType] - headers, passed through

    def ids(self) -> list[str]:
        return [mail["id"] for mail in self.get("/api/mails").json()]

    def send(self, message: EmailMessage) -> None:
        with smtplib.SMTP("127.0.0.1", self.smtp_port) as client:
            client.send_message(message)

    def send_raw(self, content: bytes) -> None:
        with smtplib.SMTP("127.0.0.1", self.smtp_port) as client:
            client.sendmail("shop@example.com", ["ada@example.com"], content)


def a_mail(
    *,
    subject: str = "Your order #7",
    text: str = "Thank you. See http://localhost:8080/orders/7",
    html: str | None = None,
) -> EmailMessage:
    message = EmailMessage()
    message["From"] = "Vitrine <shop@example.com>"
    message["To"] = "ada@example.com"
    message["Subject"] = subject
    message.set_content(text)
    if html is not None:
        message.add_alternative(html, subtype="html")
    return message


@pytest.fixture
def sink(tmp_path: Path) -> Iterator[RunningSink]:
    running = RunningSink(tmp_path / "mail")
    yield running
    if running.process.poll() is None:
        running.stop()


@pytest.fixture(scope="module")
def busy_sink(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningSink]:
    """Shared by tests that only ask, or only look at the mail they have just sent."""
    running = RunningSink(tmp_path_factory.mktemp("busy"))
    yield running
    running.stop()


async def test_an_accepted_mail_lies_in_the_maildir_as_a_file(sink: RunningSink) -> None:
    await aiosmtplib.send(a_mail(), hostname="127.0.0.1", port=sink.smtp_port)

    [file] = (sink.folder / "new").iterdir()
    assert b"Subject: Your order #7" in file.read_bytes()
    assert file.read_bytes().startswith(
        b"Return-Path: <shop@example.com>\r\nDelivered-To: ada@example.com\r\n"
    )
    assert list((sink.folder / "tmp").iterdir()) == []


def test_the_list_of_mails_tells_who_what_and_when_newest_first(sink: RunningSink) -> None:
    sink.send(a_mail(subject="First"))
    sink.send(a_mail(subject="Größe <M>"))

    newest, oldest = sink.get("/api/mails").json()

    assert newest.keys() == {"id", "from", "to", "subject", "received_at"}
    assert newest["from"] == "Vitrine <shop@example.com>"
    assert newest["to"] == "ada@example.com"
    assert [newest["subject"], oldest["subject"]] == ["Größe <M>", "First"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", newest["received_at"])
    page = sink.get("/").text
    assert page.index("Größe &lt;M&gt;") < page.index("First")


def test_a_mailbox_without_mail_says_how_to_get_one(sink: RunningSink) -> None:
    assert sink.get("/api/mails").json() == []
    assert "No mail yet" in sink.get("/").text


def test_a_mail_is_shown_as_text_as_html_and_as_it_came(sink: RunningSink) -> None:
    sink.send(a_mail(html="<p>Thank <b>you</b></p>"))
    [mail_id] = sink.ids()

    page = sink.get(f"/mails/{mail_id}").text
    raw = sink.get(f"/mails/{mail_id}/raw")

    assert 'href="http://localhost:8080/orders/7"' in page
    assert "Thank <b>you</b>" in sink.get(f"/mails/{mail_id}/html").text
    assert raw.content == (sink.folder / "new" / mail_id).read_bytes()
    assert raw.headers["Content-Disposition"] == f'attachment; filename="{mail_id}.eml"'


def test_a_script_inside_a_mail_has_no_way_to_run(sink: RunningSink) -> None:
    script = "<script>fetch('/api/mails')</script>"
    sink.send(a_mail(subject=script, text=script, html=f"<p>Hello</p>{script}"))
    [mail_id] = sink.ids()

    page = sink.get(f"/mails/{mail_id}")
    framed = sink.get(f"/mails/{mail_id}/html")

    assert f'<iframe sandbox="" src="/mails/{mail_id}/html"' in page.text
    assert script not in page.text
    assert script not in sink.get("/").text
    assert "script-src 'self'" in page.headers["Content-Security-Policy"]
    assert framed.headers["Content-Security-Policy"].startswith(
        "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:;"
    )
    assert framed.headers["X-Content-Type-Options"] == "nosniff"


@pytest.mark.parametrize("ending", ["", "/html", "/raw"])
@pytest.mark.parametrize(
    "odd",
    [
        "..%2F..%2Fetc%2Fpasswd",
        "nothing",
        "1790000000.M000001P1Q1.vitrine",
        "1790000000.M000001P1Q1.vitrine%00",
        "1790000000.M000001P1Q1.vitrine%0A",
        "*",
        "%F0%9F%92%8C",
        "9" * 3000,
    ],
)
def test_an_id_of_no_mail_is_not_found(busy_sink: RunningSink, odd: str, ending: str) -> None:
    answer = busy_sink.get(f"/mails/{odd}{ending}")

    assert answer.status_code == 404
    assert "This mail isn't here" in answer.text


def test_a_mail_without_html_has_no_html_page(sink: RunningSink) -> None:
    sink.send(a_mail())
    [mail_id] = sink.ids()

    assert sink.get(f"/mails/{mail_id}/html").status_code == 404
    assert "<iframe" not in sink.get(f"/mails/{mail_id}").text


def test_mails_survive_a_restart(sink: RunningSink) -> None:
    sink.send(a_mail())
    before = sink.ids()
    sink.stop()

    sink.start()
    sink.send(a_mail(subject="After"))

    assert len(before) == 1
    assert sink.ids()[1:] == before


def test_a_mail_that_a_mail_program_has_opened_stays_listed(sink: RunningSink) -> None:
    sink.send(a_mail())
    [mail_id] = sink.ids()

    (sink.folder / "new" / mail_id).rename(sink.folder / "cur" / f"{mail_id}:2,S")

    assert sink.ids() == [mail_id]
    assert sink.get(f"/mails/{mail_id}").status_code == 200


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\r\n",
        b"Subject: =?utf-8?q?=ff=fe?=\r\n\r\nhello",
        b'Subject: =?nonsense?b?AAAA?=\r\nFrom: <<<@@>>>\r\nTo: "\r\n\r\nhello',
        b"Content-Type: text/plain; charset=nonsense\r\n\r\n\xff\xfe",
        b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n%%%",
        b"Content-Type: multipart/alternative\r\n\r\nno boundary",
        b"Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\nContent-Type: text/html\r\n\r\n",
        b"Subject: \xff\xfe\r\nContent-Type: ;;;\r\n\r\n\x00\x01",
        b"Content-Type: message/rfc822\r\n\r\nSubject: inner\r\n\r\nhello",
    ],
)
def test_whatever_is_sent_can_be_looked_at(busy_sink: RunningSink, content: bytes) -> None:
    busy_sink.send_raw(content)
    mail_id = busy_sink.ids()[0]

    assert busy_sink.get("/").status_code == 200
    assert busy_sink.get(f"/mails/{mail_id}").status_code == 200
    assert busy_sink.get(f"/mails/{mail_id}/html").status_code in {200, 404}


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_it_waits_for_nobody_when_it_stops_and_its_log_names_nobody(
    sink: RunningSink, number: signal.Signals
) -> None:
    sink.send(a_mail())
    with smtplib.SMTP("127.0.0.1", sink.smtp_port):  # somebody is still connected
        said = sink.stop(number)

    assert sink.process.returncode == 0
    assert "mail.received id=" in said
    assert "@" not in said


def test_a_taken_port_is_named(sink: RunningSink) -> None:
    second = subprocess.run(
        command(sink.folder, smtp_port=sink.smtp_port),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=LIMIT,
        check=False,
    )

    assert second.returncode == 1
    assert f"port {sink.smtp_port} cannot be opened" in second.stderr


def test_a_page_that_borrows_this_machines_address_is_refused(sink: RunningSink) -> None:
    assert sink.get("/", headers={"Host": "elsewhere.example"}).status_code == 400
    assert sink.get("/health/live").status_code == 200
