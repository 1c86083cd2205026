"""What a running server's processes hold in memory."""

import psutil


def of_server_at(port: int) -> float:
    """Megabytes that nobody else shares or their part of what is shared (PSS), with children.

    Raises:
        LookupError: nobody that we may look at listens there.
    """
    listening = {
        place.pid
        for place in psutil.net_connections(kind="tcp")
        if place.status == psutil.CONN_LISTEN and place.laddr and place.laddr.port == port
    }
    first = [psutil.Process(pid) for pid in listening if pid is not None]
    if not first:
        message = f"no process of ours listens at {port}"
        raise LookupError(message)
    everybody = {one.pid: one for root in first for one in (root, *root.children(recursive=True))}
    return sum(one.memory_full_info().pss for one in everybody.values()) / 2**20
