"""STARTTLS and a login: the password goes to whom it is for, or nowhere."""

import ipaddress
import ssl
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID
from pydantic import SecretStr

from backend_services.notifications.settings import NotificationsSettings
from backend_services.shared.clock import SystemClock
from backend_services.shared.db.session import SessionMaker
from local_stack.network import free_port
from tests.service.notifications import happenings
from tests.service.notifications.mail_server import MailServer
from tests.service.notifications.office import Office

USERNAME, PASSWORD = "vitrine", "the-password-of-the-mail-server"


@dataclass
class LockedServer:
    """Takes mails from who has logged in, and logins over TLS only."""

    port: int
    logins: list[tuple[bytes, bytes]] = field(default_factory=list[tuple[bytes, bytes]])
    mails: int = 0

    async def handle_DATA(self, *_: object) -> str:  # noqa: N802 - aiosmtpd names it
        self.mails += 1
        return "250 OK"

    def authenticate(self, *said: Any) -> AuthResult:
        login = said[-1]
        assert isinstance(login, LoginPassword)
        self.logins.append((login.login, login.password))
        is_right = (login.login, login.password) == (USERNAME.encode(), PASSWORD.encode())
        return AuthResult(success=is_right, handled=False)


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Key and certificate of 127.0.0.1, vouched for by itself."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = SystemClock().now()
    address = x509.IPAddress(ipaddress.ip_address("127.0.0.1"))
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(minutes=5))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([address]), critical=False)
        .sign(key, hashes.SHA256())
    )
    file = tmp_path_factory.mktemp("mail-server") / "server.pem"
    file.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return file


@pytest.fixture
def locked(certificate: Path) -> Iterator[LockedServer]:
    server = LockedServer(free_port())
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(certificate)
    controller = Controller(
        server,
        hostname="127.0.0.1",
        port=server.port,
        tls_context=context,
        auth_required=True,
        authenticator=server.authenticate,
        ready_timeout=30,
    )
    controller.start()
    yield server
    controller.stop()


@pytest.fixture
def office_of(
    settings: NotificationsSettings, sessions: SessionMaker, locked: LockedServer
) -> Callable[..., Office]:
    def make(**changes: Any) -> Office:
        told = {
            "smtp_port": locked.port,
            "smtp_username": USERNAME,
            "smtp_password": SecretStr(PASSWORD),
            "smtp_starttls": True,
            "mail_first_pause": timedelta(hours=1),
        }
        changed = settings.model_copy(update=told | changes)
        return Office(changed, sessions=sessions, clock=SystemClock())

    return make


async def test_a_mail_goes_out_encrypted_and_logged_in(
    office_of: Callable[..., Office], locked: LockedServer, certificate: Path
) -> None:
    office = office_of(smtp_ca_file=certificate)
    await office.hear(happenings.order_created())

    await office.send_all()

    assert await office.statuses() == ["sent"]
    assert locked.logins == [(USERNAME.encode(), PASSWORD.encode())]
    assert locked.mails == 1


async def test_a_server_that_nobody_vouches_for_gets_neither_password_nor_mail(
    office_of: Callable[..., Office], locked: LockedServer
) -> None:
    office = office_of()
    await office.hear(happenings.order_created())

    await office.send_all()

    row = await office.row()
    assert (row.status, row.attempts) == ("pending", 1)
    assert "could not be reached" in (row.error_message or "")
    assert (locked.logins, locked.mails) == ([], 0)


async def test_a_refused_login_is_our_own_fault_and_the_mail_waits(
    office_of: Callable[..., Office], locked: LockedServer, certificate: Path
) -> None:
    office = office_of(smtp_ca_file=certificate, smtp_password=SecretStr("wrong-password"))
    await office.hear(happenings.order_created())

    await office.send_all()

    row = await office.row()
    assert (row.status, row.attempts) == ("pending", 1)
    assert "would not talk to us: 535" in (row.error_message or "")
    assert "wrong-password" not in (row.error_message or "")
    assert locked.mails == 0


async def test_a_server_without_encryption_is_told_no_password(
    office_of: Callable[..., Office], mail_server: MailServer
) -> None:
    office = office_of(smtp_port=mail_server.port)
    await office.hear(happenings.order_created())

    await office.send_all()

    row = await office.row()
    assert (row.status, row.attempts) == ("pending", 1)
    assert "could not be reached" in (row.error_message or "")
    assert mail_server.received == []
