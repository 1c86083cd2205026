import stat
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.asymmetric.types import PrivateKeyTypes
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from backend_services.users.adapters.signing_keys import (
    SigningKeys,
    UnusableKey,
    load_signing_keys,
)


def load(path: Path, *previous: Path, may_create: bool = True) -> SigningKeys:
    return load_signing_keys(path, previous=previous, may_create=may_create)


def write(path: Path, key: PrivateKeyTypes) -> Path:
    path.write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return path


def test_the_first_start_makes_a_key_that_only_its_owner_reads(tmp_path: Path) -> None:
    path = tmp_path / "keys" / "users.pem"

    made = load(path)

    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert load(path).current.id == made.current.id
    assert [file.name for file in path.parent.iterdir()] == ["users.pem"]


def test_processes_that_start_together_share_one_key(tmp_path: Path) -> None:
    path = tmp_path / "users.pem"

    with ThreadPoolExecutor(max_workers=4) as pool:
        keys = list(pool.map(load, [path] * 4))

    assert len({key.current.id for key in keys}) == 1


def test_nothing_private_is_in_the_public_key(tmp_path: Path) -> None:
    (public,) = load(tmp_path / "users.pem").public()

    assert set(public) == {"kty", "use", "alg", "kid", "n", "e"}


async def test_the_key_before_is_still_accepted(tmp_path: Path) -> None:
    old = load(tmp_path / "old.pem")

    keys = load(tmp_path / "new.pem", tmp_path / "old.pem")

    assert keys.current.id != old.current.id
    assert await keys.find(old.current.id) == old.current.public
    assert await keys.find("nobody") is None


def test_production_never_makes_a_key(tmp_path: Path) -> None:
    with pytest.raises(UnusableKey, match="is not an RSA private key"):
        load(tmp_path / "users.pem", may_create=False)
    assert not (tmp_path / "users.pem").exists()


@pytest.mark.parametrize(
    "key",
    [
        rsa.generate_private_key(public_exponent=65537, key_size=1024),  # noqa: S505 - refused is what it must be
        ec.generate_private_key(ec.SECP256R1()),
    ],
    ids=["short", "elliptic"],
)
def test_other_keys_are_refused(tmp_path: Path, key: PrivateKeyTypes) -> None:
    with pytest.raises(UnusableKey):
        load(write(tmp_path / "users.pem", key))


def test_a_file_that_is_no_key_is_refused_and_kept(tmp_path: Path) -> None:
    path = tmp_path / "users.pem"
    path.write_text("not a key")

    with pytest.raises(UnusableKey):
        load(path)
    assert path.read_text() == "not a key"
