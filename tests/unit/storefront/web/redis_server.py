from dataclasses import dataclass

from redis.asyncio import Redis


@dataclass(frozen=True)
class RedisServer:
    """A real server of our own, on a socket in a folder: no port to collide on."""

    path: str

    def client(self) -> Redis:
        return Redis(unix_socket_path=self.path)
