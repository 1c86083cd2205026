from dataclasses import replace
from pathlib import Path

import httpx
from fastapi import FastAPI

from backend_services.shared.clock import FixedClock, SystemClock
from backend_services.shared.http.tokens import RemoteKeys, TokenVerifier
from backend_services.users.adapters.signing_keys import load_signing_keys
from backend_services.users.settings import UsersSettings
from tests.service.users.people import Person


def use_key(app: FastAPI, path: Path, *, previous: Path) -> None:
    """What a restart with another USERS_SIGNING_KEY_FILE does."""
    keys = load_signing_keys(path, previous=[previous], may_create=True)
    parts = app.state.parts
    app.state.parts = replace(parts, keys=keys, issuer=replace(parts.issuer, keys=keys))


async def test_the_key_set_is_public_cacheable_and_without_private_parts(
    client: httpx.AsyncClient,
) -> None:
    answer = await client.get("/.well-known/jwks.json")

    assert answer.status_code == 200
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    (key,) = answer.json()["keys"]
    assert set(key) == {"kty", "use", "alg", "kid", "n", "e"}
    assert (key["kty"], key["use"], key["alg"]) == ("RSA", "sig", "RS256")


async def test_while_keys_are_changed_tokens_of_both_are_good_at_other_services(
    app: FastAPI,
    client: httpx.AsyncClient,
    ann: Person,
    settings: UsersSettings,
    tmp_path: Path,
) -> None:
    clock = FixedClock(SystemClock().now())
    remote = RemoteKeys(client, url="/.well-known/jwks.json", clock=clock)
    elsewhere = TokenVerifier(remote, settings)
    before = (await ann.log_in())["access_token"]
    assert (await elsewhere.verify(before)).user_id == 1

    use_key(app, tmp_path / "new.pem", previous=settings.signing_key_file)
    clock.advance(remote.REFRESH_AT_MOST_EVERY)
    after = (await ann.log_in())["access_token"]

    assert (await elsewhere.verify(after)).user_id == 1
    assert (await elsewhere.verify(before)).user_id == 1
    assert len((await client.get("/.well-known/jwks.json")).json()["keys"]) == 2
