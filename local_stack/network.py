import random
import socket
from collections.abc import Mapping
from typing import Final

import psutil

_HOST: Final = "127.0.0.1"
_SEARCH: Final = range(20000, 32000)  # below the system's own range


class PortTaken(Exception):
    """A port that the stack needs is in use; the text names it and who has it."""


def answers(port: int) -> bool:
    """Somebody listens there."""
    with socket.socket() as probe:
        probe.settimeout(0.5)
        return probe.connect_ex((_HOST, port)) == 0


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((_HOST, port))
        except OSError:
            return False
    return not answers(port)


def free_port() -> int:
    """One that nobody listens on now; not the lowest, which others find at the same moment."""
    for port in random.sample(_SEARCH, k=200):
        if is_free(port):
            return port
    message = "no free port"
    raise PortTaken(message)


def refuse_taken_ports(wanted: Mapping[str, int]) -> None:
    """Check before anything starts.

    Raises:
        PortTaken: naming each taken port, what wanted it and, where the system tells, who has it.
    """
    taken = [(name, port) for name, port in wanted.items() if not is_free(port)]
    if taken:
        lines = [
            f"port {port} is taken by {_holder(port)}; {name} needs it" for name, port in taken
        ]
        lines.append("Stop what holds it, or move the whole shop: LOCAL_STACK_PORT_SHIFT=1000")
        raise PortTaken("\n".join(lines))


def _holder(port: int) -> str:
    try:
        for connection in psutil.net_connections(kind="tcp"):
            is_listening = connection.status == psutil.CONN_LISTEN
            if is_listening and connection.laddr and connection.laddr.port == port:
                return f"{psutil.Process(connection.pid).name()} (pid {connection.pid})"
    except psutil.Error:
        pass
    return "another process"
