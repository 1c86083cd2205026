"""One contract, two stores."""

import asyncio
import os
import stat
from collections.abc import AsyncGenerator
from datetime import timedelta
from pathlib import Path

import pytest
from redis.asyncio import Redis

from storefront.api.account import Person
from storefront.web.cookies import new_session_id
from storefront.web.file_sessions import FileSessionStore
from storefront.web.redis_sessions import RedisSessionStore
from storefront.web.session_store import Session, SessionStore
from tests.fixtures.redis import RedisServer

LIFETIME = timedelta(days=30)
SESSION = Session(
    access_token="access",
    refresh_token="refresh",
    access_expires_at=1_800_000_000.5,
    person=Person(id=7, name="ann", email="ann@example.com", role="customer"),
    cart_token="cart",
)


class SessionStoreContract:
    @pytest.fixture
    def store(self) -> SessionStore:
        raise NotImplementedError

    @pytest.fixture
    def other_worker(self) -> SessionStore:
        """Another process' view of the same store."""
        raise NotImplementedError

    async def test_a_saved_session_is_found_as_it_was(self, store: SessionStore) -> None:
        session_id = new_session_id()
        await store.save(session_id, SESSION)

        assert await store.load(session_id) == SESSION

    async def test_a_strange_id_finds_nothing(self, store: SessionStore) -> None:
        await store.save(new_session_id(), SESSION)

        assert await store.load(new_session_id()) is None
        assert await store.load("../../etc/passwd") is None

    async def test_the_last_save_counts(self, store: SessionStore) -> None:
        await store.save("id", SESSION)
        await store.save("id", Session(cart_token="other"))

        assert await store.load("id") == Session(cart_token="other")

    async def test_a_forgotten_session_is_gone(self, store: SessionStore) -> None:
        await store.save("id", SESSION)
        await store.forget("id")
        await store.forget("id")

        assert await store.load("id") is None

    async def test_another_worker_sees_the_same(
        self, store: SessionStore, other_worker: SessionStore
    ) -> None:
        await store.save("id", SESSION)

        assert await other_worker.load("id") == SESSION

    async def test_a_note_is_taken_once(
        self, store: SessionStore, other_worker: SessionStore
    ) -> None:
        await store.leave_note("code", "a note", seconds=30)

        taken = await asyncio.gather(
            *(taker.take_note("code") for taker in (store, other_worker) for _ in range(10))
        )

        assert sorted(note for note in taken if note is not None) == ["a note"]

    async def test_an_unknown_code_has_no_note(self, store: SessionStore) -> None:
        assert await store.take_note("code") is None

    async def test_one_at_a_time_holds_the_lock_of_a_session(
        self, store: SessionStore, other_worker: SessionStore
    ) -> None:
        inside: list[int] = []
        most = 0

        async def hold(held: SessionStore, number: int) -> None:
            nonlocal most
            async with held.locked("id"):
                inside.append(number)
                most = max(most, len(inside))
                await asyncio.sleep(0)
                inside.remove(number)

        await asyncio.gather(
            *(hold((store, other_worker)[number % 2], number) for number in range(8))
        )

        assert most == 1

    async def test_a_lock_is_free_after_an_error(self, store: SessionStore) -> None:
        with pytest.raises(LookupError):
            async with store.locked("id"):
                raise LookupError
        async with asyncio.timeout(10), store.locked("id"):
            pass

    async def test_ids_and_codes_are_kept_as_hashes_only(self, store: SessionStore) -> None:
        session_id, code = new_session_id(), new_session_id()
        await store.save(session_id, SESSION)
        await store.leave_note(code, "note", seconds=30)

        names = " ".join(await self.names())

        assert len(names) > 100
        assert session_id not in names
        assert code not in names

    async def names(self) -> list[str]:
        raise NotImplementedError


class TestFileSessionStore(SessionStoreContract):
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.folder = tmp_path / "sessions"
        self.time = 1_700_000_000.0

    @pytest.fixture
    def store(self) -> SessionStore:
        return FileSessionStore(self.folder, lifetime=LIFETIME, now=lambda: self.time)

    @pytest.fixture
    def other_worker(self) -> SessionStore:
        return FileSessionStore(self.folder, lifetime=LIFETIME, now=lambda: self.time)

    async def names(self) -> list[str]:
        return [path.name for path in self.folder.rglob("*")]

    async def test_only_the_owner_can_read(self, store: SessionStore) -> None:
        await store.save("id", SESSION)
        await store.leave_note("code", "note", seconds=30)

        for path in (self.folder, *self.folder.rglob("*")):
            assert stat.S_IMODE(path.stat().st_mode) == (0o700 if path.is_dir() else 0o600)

    async def test_a_session_ends_after_its_lifetime(self, store: SessionStore) -> None:
        await store.save("id", SESSION)
        self.time += LIFETIME.total_seconds() - 1
        assert await store.load("id") == SESSION

        self.time += 1
        assert await store.load("id") is None

    async def test_saving_begins_the_lifetime_anew(self, store: SessionStore) -> None:
        await store.save("id", SESSION)
        self.time += LIFETIME.total_seconds() - 1
        await store.save("id", SESSION)
        self.time += 2

        assert await store.load("id") == SESSION

    async def test_a_late_code_has_no_note(self, store: SessionStore) -> None:
        await store.leave_note("code", "note", seconds=30)
        self.time += 30

        assert await store.take_note("code") is None

    async def test_what_is_over_is_cleared_away_and_nothing_else(self, store: SessionStore) -> None:
        await store.save("old", SESSION)
        await store.leave_note("old", "note", seconds=30)
        self.time += LIFETIME.total_seconds()
        await store.save("new", SESSION)

        await store.forget_expired()

        files = [path for path in self.folder.rglob("*") if path.is_file()]
        assert len(files) == 1
        assert await store.load("new") == SESSION

    async def test_a_file_of_an_older_shop_is_no_session(self, store: SessionStore) -> None:
        await store.save("id", SESSION)
        (path,) = (self.folder / "sessions").iterdir()
        path.write_text("{not json")
        os.utime(path, (self.time + 60, self.time + 60))

        assert await store.load("id") is None


class TestRedisSessionStore(SessionStoreContract):
    @pytest.fixture(autouse=True)
    def _server(self, redis: Redis) -> None:
        self.redis = redis

    @pytest.fixture
    def store(self) -> SessionStore:
        return RedisSessionStore(self.redis, lifetime=LIFETIME)

    @pytest.fixture
    async def other_worker(self, redis_server: RedisServer) -> AsyncGenerator[SessionStore, None]:
        store = RedisSessionStore(redis_server.client(), lifetime=LIFETIME)
        yield store
        await store.close()

    async def names(self) -> list[str]:
        found: list[bytes] = await self.redis.keys()  # pyright: ignore[reportUnknownMemberType]  # **kwargs
        return [key.decode() for key in found]

    async def test_a_session_ends_after_its_lifetime(self, store: SessionStore) -> None:
        await store.save("id", SESSION)

        (key,) = await self.names()
        seconds = LIFETIME.total_seconds()
        assert seconds - 60 < await self.redis.ttl(key) <= seconds

    async def test_a_note_ends_by_itself(self, store: SessionStore) -> None:
        await store.leave_note("code", "note", seconds=30)

        (key,) = await self.names()
        assert 0 < await self.redis.ttl(key) <= 30

    async def test_the_lock_of_a_dead_worker_is_free_again_some_time(
        self, store: SessionStore
    ) -> None:
        async with store.locked("id"):
            (key,) = await self.names()
            assert 0 < await self.redis.ttl(key) <= 30
